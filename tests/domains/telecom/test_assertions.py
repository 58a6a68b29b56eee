"""What a verifier can ask of either side."""

import pytest
from eigengraph_telecom import TELECOM

from eigengraph.errors import ToolError
from tests.domains.telecom.worlds import LINE, opened, setup

OVERDUE = setup("suspend_line_for_overdue_bill", "agent", **LINE, new_bill_id="B7", contract_ended=False)
BILL = {"overdue_bill_id": "B7"}


def holds(world, name, **arguments):
    return TELECOM.assertions[name](world, **arguments)


@pytest.mark.parametrize(
    ("call", "name", "before"),
    [
        ("turn_airplane_mode_on", "assert_airplane_mode_status", False),
        ("turn_data_off", "assert_mobile_data_status", True),
        ("turn_roaming_on", "assert_mobile_roaming_status", False),
        ("turn_data_saver_mode_on", "assert_mobile_data_saver_mode_status", False),
        ("break_apn_mms_setting", "assert_can_send_mms", True),
    ],
)
def test_a_status_is_as_expected_or_not(call, name, before):
    for world, status in ((opened(), before), (opened(setup(call)), not before)):
        assert holds(world, name, expected_status=status) is True
        assert holds(world, name, expected_status=not status) is False


def test_the_allowance_is_used_up_or_not():
    world = opened(setup("set_data_usage", "agent", **LINE, data_used_gb=2.0))
    assert holds(world, "assert_mobile_data_usage_exceeded", expected_status=True)
    assert holds(opened(), "assert_mobile_data_usage_exceeded", expected_status=False)


def test_service_is_asked_for_by_a_status_that_there_is():
    assert holds(opened(), "assert_service_status", expected_status="connected")
    assert holds(opened(setup("unseat_sim_card")), "assert_service_status", expected_status="no_service")
    with pytest.raises(ToolError, match="'dead' is not a valid NetworkStatus"):
        holds(opened(), "assert_service_status", expected_status="dead")


@pytest.mark.parametrize(
    ("least", "word", "expected"),
    [
        (220, None, True),
        (220.1, None, False),
        (200, "EXCELLENT", True),
        (200, "good", False),
        (0, "No Connection", False),
    ],
)
def test_speed_is_asked_for_by_number_and_word(least, word, expected):
    assert holds(opened(), "assert_internet_speed", expected_speed=least, expected_desc=word) is expected


def test_no_connection_counts_as_no_speed():
    world = opened(setup("turn_data_off"))
    assert holds(world, "assert_internet_speed", expected_speed=0, expected_desc="no connection")
    assert not holds(world, "assert_internet_speed", expected_speed=0.01)
    assert holds(world, "assert_internet_not_excellent")
    assert not holds(opened(), "assert_internet_not_excellent")


@pytest.mark.parametrize(("amount", "expected"), [(2.0, True), (2 + 1e-7, True), (1.9, False)])
def test_refuelling_is_asked_for_by_amount(amount, expected):
    world = opened(*[setup("refuel_data", "agent", **LINE, gb_amount=1)] * 2)
    assert holds(world, "assert_data_refueling_amount", **LINE, expected_amount=amount) is expected


def test_a_line_is_asked_for_by_its_status():
    assert holds(opened(), "assert_line_status", **LINE, expected_status="Active")
    assert not holds(opened(OVERDUE), "assert_line_status", **LINE, expected_status="Active")
    with pytest.raises(ToolError, match="Line L9003 not found for customer C9001"):
        holds(opened(), "assert_line_status", customer_id="C9001", line_id="L9003", expected_status="Active")


def test_an_overdue_bill_exists_or_the_question_is_wrong():
    assert holds(opened(OVERDUE), "assert_overdue_bill_exists", customer_id="C9001", **BILL)
    with pytest.raises(ToolError, match="Overdue bill B7 not found"):
        holds(opened(), "assert_overdue_bill_exists", customer_id="C9001", **BILL)
    with pytest.raises(ToolError, match="Overdue bill B9001 is not overdue"):
        holds(opened(), "assert_overdue_bill_exists", customer_id="C9001", overdue_bill_id="B9001")


def test_no_bill_is_overdue_once_it_is_paid():
    asked = setup("send_payment_request", "agent", customer_id="C9001", bill_id="B7")
    states = [opened(), opened(OVERDUE), opened(OVERDUE, asked), opened(OVERDUE, asked, setup("make_payment"))]
    assert [holds(world, "assert_no_overdue_bill", **BILL) for world in states] == [True, False, False, True]


def test_assertions_only_look():
    world = opened()
    for name, arguments in (("assert_internet_not_excellent", {}), ("assert_can_send_mms", {"expected_status": True})):
        holds(world, name, **arguments)
    assert world.delta() == {}
