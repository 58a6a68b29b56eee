"""The generated records and phone: complete, consistent to the cent, and the same wherever they are generated."""

import re
import subprocess
import sys
from collections import Counter

import pytest
from eigengraph_telecom.generate import generate_tables

from eigengraph.errors import ConfigError
from eigengraph.records import canonical, digest
from eigengraph.world import World, check_tables
from tests.domains.telecom.desks import DESK, base_of

TODAY = "2025-02-25"
TABLES = generate_tables(7)
CUSTOMERS, LINES, BILLS = TABLES["customers"], TABLES["lines"], TABLES["bills"]
DEVICES, PLANS = TABLES["devices"], TABLES["plans"]


@pytest.mark.parametrize(("seed", "customers"), [(7, 150), (0, 1), (1, 2), (2, 400)])
def test_the_tables_pass_the_schema_unchanged(seed, customers):
    tables = generate_tables(seed, customers)
    assert check_tables(DESK.schema, tables, DESK.check_tables) == tables
    assert len(tables["customers"]) == customers


def test_a_seed_gives_the_same_tables_in_any_process():
    code = (
        "from eigengraph_telecom.generate import generate_tables; from eigengraph.records import canonical, digest; "
        "print(digest(canonical(generate_tables(3, 40))))"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert printed == digest(canonical(generate_tables(3, 40)))
    assert printed != digest(canonical(generate_tables(4, 40)))


def test_more_customers_leave_the_others_alone():
    fewer = generate_tables(3, 20)["customers"]
    assert list(generate_tables(3, 21)["customers"].items())[:20] == list(fewer.items())


@pytest.mark.parametrize("count", [0, -1, 10**9])
def test_impossible_sizes_are_named(count):
    with pytest.raises(ConfigError, match=rf"customers must be 1 to 20000, not {count}; give another customers="):
        generate_tables(0, customers=count)


def test_ids_say_what_they_name():
    for rows, initial in ((CUSTOMERS, "C"), (LINES, "L"), (BILLS, "B"), (DEVICES, "D"), (PLANS, "P")):
        assert all(re.fullmatch(rf"{initial}\d{{4,6}}", key) for key in rows)


def test_records_refer_to_each_other():
    owned = Counter(key for row in CUSTOMERS.values() for key in row["line_ids"])
    assert owned == Counter(list(LINES))
    billed = Counter((key, customer) for customer, row in CUSTOMERS.items() for key in row["bill_ids"])
    assert billed == Counter((key, row["customer_id"]) for key, row in BILLS.items())
    used = Counter(row["device_id"] for row in LINES.values() if row["device_id"])
    assert used == Counter(list(DEVICES))


def test_every_number_reaches_one_customer():
    world = World(DESK, base_of(TABLES))
    for customer, row in CUSTOMERS.items():
        for line in row["line_ids"]:
            found = world.run("get_customer_by_phone", phone_number=LINES[line]["phone_number"])
            assert f'"customer_id": "{customer}"' in found.content


def test_bills_add_up_and_stand_where_their_dates_say():
    for row in BILLS.values():
        assert row["total_due"] == round(sum(item["amount"] for item in row["line_items"]), 2)
        assert row["period_start"] < row["period_end"] < row["due_date"] or row["status"] == "Draft"
        if row["status"] in ("Overdue", "Awaiting Payment", "Disputed"):
            assert row["due_date"] < TODAY
        if row["status"] in ("Issued", "Draft"):
            assert row["due_date"] > TODAY
    for row in CUSTOMERS.values():
        issued = [BILLS[key]["issue_date"] for key in row["bill_ids"]]
        assert issued == sorted(issued)
        statuses = Counter(BILLS[key]["status"] for key in row["bill_ids"])
        assert statuses["Draft"] <= 1
        assert statuses["Awaiting Payment"] <= 1


def test_suspended_lines_have_a_reason():
    for row in CUSTOMERS.values():
        overdue = any(BILLS[key]["status"] == "Overdue" for key in row["bill_ids"])
        for line in (LINES[key] for key in row["line_ids"]):
            suspended = line["status"] == "Suspended"
            assert suspended == (line["suspension_start_date"] is not None)
            if suspended:
                assert overdue or line["contract_end_date"] < TODAY


def test_lines_keep_to_what_may_be_added():
    assert all(0 <= line["data_refueling_gb"] <= 2 for line in LINES.values())


def test_the_situations_that_customers_call_about_all_occur():
    found = Counter(bill["status"] for bill in BILLS.values())
    found += Counter(f"line {line['status']}" for line in LINES.values())
    found += Counter(device["device_type"] for device in DEVICES.values())
    for line in LINES.values():
        limit = PLANS[line["plan_id"]]["data_limit_gb"] + line["data_refueling_gb"]
        found["used up"] += line["data_used_gb"] >= limit
        found["refuelled"] += line["data_refueling_gb"] > 0
        found[f"roaming {line['roaming_enabled']}"] += 1
    wanted = {
        "Paid", "Issued", "Overdue", "Disputed", "Draft", "Awaiting Payment", "line Active", "line Suspended",
        "line Pending Activation", "line Closed", "phone", "tablet", "watch", "router", "used up", "refuelled",
        "roaming True", "roaming False",
    }  # fmt: skip
    assert wanted - {name for name, count in found.items() if count} == set()
    assert found["line Active"] > 0.85 * len(LINES)


def test_customers_differ():
    assert len({row["full_name"] for row in CUSTOMERS.values()}) > 145
    assert len({row["address"]["street"] for row in CUSTOMERS.values()}) > 145
    assert {len(row["line_ids"]) for row in CUSTOMERS.values()} == {1, 2, 3, 4, 5}


@pytest.mark.parametrize("seed", range(12))
def test_the_phone_works_and_varies(seed):
    world = World(DESK, base_of(generate_tables(seed, 1)))
    for name, arguments in (
        ("assert_service_status", {"expected_status": "connected"}),
        ("assert_internet_speed", {"expected_speed": 200, "expected_desc": "excellent"}),
        ("assert_can_send_mms", {"expected_status": True}),
    ):
        assert DESK.assertions[name](world, **arguments)


def test_phones_of_different_seeds_differ():
    phones = {canonical(generate_tables(seed, 1)["device"]) for seed in range(12)}
    assert len(phones) == 12


def test_no_row_of_tau2_is_taken_over(tau2_data):
    theirs = (tau2_data / "telecom" / "db.toml").read_text("utf-8")
    assert not [key for rows in (CUSTOMERS, LINES, BILLS, DEVICES, PLANS) for key in rows if f'"{key}"' in theirs]
