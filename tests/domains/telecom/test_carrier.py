"""The agent's tools, through calls as a policy makes them."""

import json

import pytest
from eigengraph_telecom import TELECOM

from eigengraph.records import InitialState
from eigengraph.world import World
from tests.domains.telecom.worlds import BASE, LINE, opened, refused, setup, told


@pytest.fixture
def world():
    return World(TELECOM, BASE)


def told_by_agent(world, name, **arguments):
    return told(world, name, "agent", **arguments)


def record(world, name, **arguments):
    return json.loads(told_by_agent(world, name, **arguments))


def refusal(world, name, **arguments):
    return refused(world, name, "agent", **arguments)


# Looking up


@pytest.mark.parametrize(
    ("number", "customer"),
    [("555-900-0100", "C9001"), ("555-900-0002", "C9001"), ("555-900-0003", "C9002"), ("555-900-0009", "C9003")],
)
def test_a_customer_is_found_by_contact_or_line(world, number, customer):
    assert record(world, "get_customer_by_phone", phone_number=number)["customer_id"] == customer


def test_a_number_is_compared_as_it_is_written(world):
    text = refusal(world, "get_customer_by_phone", phone_number="5559000001")
    assert text == "Customer with phone number 5559000001 not found"


def test_a_record_is_shown_in_full_and_in_ascii(world):
    text = told_by_agent(world, "get_customer_by_id", customer_id="C9002")
    assert text.startswith('{"customer_id": "C9002", "full_name": "Zo\\u00eb Okafor", ')
    assert text.endswith('"last_extension_date": null, "goodwill_credit_used_this_year": 0.0}')


def test_names_are_compared_in_any_case_and_the_day_of_birth_decides(world):
    (found,) = record(world, "get_customer_by_name", full_name="ada BYRNE", dob="1990-07-01")
    assert found["customer_id"] == "C9003"
    assert record(world, "get_customer_by_name", full_name="Ada Byrne", dob="1990-7-1") == []


@pytest.mark.parametrize(
    ("key", "field"),
    [("C9001", "full_name"), ("L9001", "plan_id"), ("B9001", "line_items"), ("P9001", "name"), ("D9001", "imei")],
)
def test_an_id_says_what_it_is_of(world, key, field):
    assert field in record(world, "get_details_by_id", id=key)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("L1", "Line with ID L1 not found"),
        ("D1", "Device with ID D1 not found"),
        ("B1", "Bill with ID B1 not found"),
        ("C1", "Customer with ID C1 not found"),
        ("P1", "Plan with ID P1 not found"),
        ("l9001", "Unknown ID format or type: l9001"),
        ("", "Unknown ID format or type: "),
        (5, "'int' object has no attribute 'startswith'"),
    ],
)
def test_an_id_that_is_not_there(world, key, text):
    assert refusal(world, "get_details_by_id", id=key) == text


@pytest.mark.parametrize(
    ("limit", "bills"),
    [
        (12, ["B9003", "B9002", "B9001"]),
        (1, ["B9003"]),
        (0, []),
        (-1, ["B9003", "B9002"]),
        (None, ["B9003", "B9002", "B9001"]),
    ],
)
def test_bills_come_newest_first_and_are_cut_as_python_cuts(world, limit, bills):
    found = record(world, "get_bills_for_customer", customer_id="C9001", limit=limit)
    assert [bill["bill_id"] for bill in found] == bills


def test_usage_is_told_in_text(world):
    assert record(world, "get_data_usage", customer_id="C9001", line_id="L9002") == {
        "line_id": "L9002",
        "data_used_gb": "20.5",
        "data_limit_gb": "20.0",
        "data_refueling_gb": "0.3",
        "cycle_end_date": "2025-02-28",
    }


# Lines


@pytest.mark.parametrize("name", ["suspend_line", "resume_line", "get_data_usage", "enable_roaming", "disable_roaming"])
def test_a_line_must_be_the_customers(world, name):
    more = {"reason": "x"} if name == "suspend_line" else {}
    assert refusal(world, name, customer_id="C1", line_id="L9001", **more) == "Customer with ID C1 not found"
    text = refusal(world, name, customer_id="C9002", line_id="L9001", **more)
    assert text == "Line L9001 not found for customer C9002"
    assert world.delta() == {}


def test_suspending_and_resuming_a_line(world):
    answer = record(world, "suspend_line", **LINE, reason="lost")
    assert answer["message"] == "Line suspended successfully. $5/month holding fee will apply."
    assert (answer["line"]["status"], answer["line"]["suspension_start_date"]) == ("Suspended", "2025-02-25")
    assert answer["line"]["data_used_gb"] == 1.4
    assert refusal(world, "suspend_line", **LINE, reason="lost") == "Line must be active to suspend"
    assert record(world, "resume_line", **LINE)["line"]["suspension_start_date"] is None
    assert refusal(world, "resume_line", **LINE) == "Line must be suspended to resume"
    assert world.delta() == {}


def test_a_line_that_waits_for_its_activation_can_be_resumed(world):
    assert record(world, "resume_line", customer_id="C9002", line_id="L9003")["line"]["status"] == "Active"


def test_roaming_that_is_so_already_is_no_error(world):
    names = ["enable_roaming", "disable_roaming", "disable_roaming", "enable_roaming"]
    assert [told_by_agent(world, name, **LINE) for name in names] == [
        "Roaming was already enabled",
        "Roaming disabled successfully",
        "Roaming was already disabled",
        "Roaming enabled successfully",
    ]


# Money


def test_one_bill_at_a_time_can_be_asked_for(world):
    text = told_by_agent(world, "send_payment_request", customer_id="C9001", bill_id="B9001")
    assert text == "Payment request sent to the customer for bill B9001"
    assert world.bills["B9001"]["status"] == "Awaiting Payment"  # though it was paid
    text = refusal(world, "send_payment_request", customer_id="C9001", bill_id="B1")
    assert text == "A bill is already awaiting payment for this customer"
    text = refusal(world, "send_payment_request", customer_id="C9002", bill_id="B9001")
    assert text == "Bill B9001 not found for customer C9002"


@pytest.mark.parametrize(("amount", "shown"), [(2, "2"), (2.0, "2.0")])
def test_refuelling_is_charged_to_the_draft_bill(world, amount, shown):
    assert record(world, "refuel_data", **LINE, gb_amount=amount) == {
        "message": f"Successfully added {shown} GB of data for line L9001 for $3.00",
        "new_data_refueling_gb": "2.0",
        "charge": "3.0",
    }
    bill = world.bills["B9003"]
    assert bill["total_due"] == 3.0
    assert bill["line_items"] == [
        {
            "description": f"Data refueling: {shown} GB at $1.5/GB",
            "amount": 3.0,
            "date": "2025-02-25",
            "item_type": "Charge",
        }
    ]


def test_a_charge_is_not_rounded(world):
    answer = record(world, "refuel_data", customer_id="C9001", line_id="L9002", gb_amount=3)
    assert (answer["new_data_refueling_gb"], answer["charge"]) == ("3.3", "0.30000000000000004")


def test_without_a_draft_a_bill_of_next_month_is_opened(world):
    told_by_agent(world, "refuel_data", customer_id="C9002", line_id="L9003", gb_amount=1)
    new = world.customers["C9002"]["bill_ids"][-1]
    assert [*world.bills][-1] == new
    bill = world.bills[new]
    dates = [bill[name] for name in ("period_start", "period_end", "issue_date", "due_date")]
    assert dates == ["2025-03-01", "2025-03-31", "2025-03-01", "2025-03-15"]
    assert (bill["status"], bill["total_due"]) == ("Draft", 0.1)
    told_by_agent(world, "refuel_data", customer_id="C9002", line_id="L9003", gb_amount=1)
    assert len(world.bills[new]["line_items"]) == 2


def test_the_id_of_a_new_bill_depends_on_the_seed_alone():
    def new_bill(seed):
        world = World(TELECOM, BASE, seed=seed)
        told_by_agent(world, "refuel_data", customer_id="C9002", line_id="L9003", gb_amount=1)
        return world.customers["C9002"]["bill_ids"][-1]

    assert new_bill(1) == new_bill(1) != new_bill(2)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "Refuel amount must be positive"),
        ("2", "'<=' not supported between instances of 'str' and 'int'"),
        (10**400, "int too large to convert to float"),
    ],
)
def test_an_amount_that_cannot_be_refuelled(world, amount, text):
    assert refusal(world, "refuel_data", **LINE, gb_amount=amount) == text
    assert world.delta() == {}


# Before the dialogue


@pytest.mark.parametrize(("ended", "contract"), [(False, "2026-01-31"), (True, "2025-01-31")])
def test_a_line_can_be_suspended_for_a_bill_of_last_month(ended, contract):
    broken = setup("suspend_line_for_overdue_bill", "agent", **LINE, new_bill_id="B7", contract_ended=ended)
    world = opened(broken)
    line, bill = world.lines["L9001"], world.bills["B7"]
    assert (line["status"], line["suspension_start_date"], line["contract_end_date"]) == (
        "Suspended",
        "2025-02-25",
        contract,
    )
    assert (bill["status"], bill["total_due"], bill["issue_date"], bill["due_date"]) == (
        "Overdue",
        9.0,
        "2025-01-01",
        "2025-01-15",
    )
    assert bill["line_items"][0]["description"] == "Charge for line L9001"
    assert world.customers["C9001"]["bill_ids"][-1] == "B7"


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"line_id": "L9002"}, "Line must be active to suspend for unpaid bill"),
        ({"customer_id": "C9002"}, "Customer already has an overdue bill"),
        ({"new_bill_id": "B9001"}, "Bill with ID B9001 already exists"),
    ],
)
def test_a_line_that_cannot_be_suspended_for_a_bill(arguments, text):
    given = {**LINE, "new_bill_id": "B7", "contract_ended": False, **arguments}
    with pytest.raises(Exception, match=f"the initial call 'suspend_line_for_overdue_bill' fails: Error: {text}"):
        World(TELECOM, BASE, InitialState(calls=(setup("suspend_line_for_overdue_bill", "agent", **given),)))


def test_usage_is_set_as_it_is_given():
    world = opened(setup("set_data_usage", "agent", **LINE, data_used_gb=15))
    assert record(world, "get_data_usage", **LINE)["data_used_gb"] == "15"
