"""What carrier and phone learn of each other, and when."""

import pytest
from eigengraph_telecom import TELECOM

from eigengraph.errors import ToolCrash
from eigengraph.records import InitialState, ToolCall
from eigengraph.world import World
from tests.domains.telecom.worlds import BASE, LINE, opened, setup, told

ASK = {"customer_id": "C9001", "bill_id": "B9002"}


def surroundings(world):
    return world.surroundings["user"]


def test_nothing_is_carried_over_before_the_number_is_known():
    world = World(TELECOM, BASE)
    told(world, "disable_roaming", "agent", **LINE)
    told(world, "send_payment_request", "agent", **ASK)
    assert surroundings(world) == BASE.tables["surroundings"]["user"]


def test_the_state_of_the_line_reaches_the_phone():
    learnt = ("line_active", "roaming_allowed", "mobile_data_usage_exceeded")
    world = opened()
    assert [surroundings(world)[name] for name in learnt] == [True, True, False]
    told(world, "suspend_line", "agent", **LINE, reason="lost")
    told(world, "disable_roaming", "agent", **LINE)
    assert [surroundings(world)[name] for name in learnt] == [False, False, False]


def test_what_was_learnt_at_the_start_is_no_change():
    assert opened().delta() == {}


def test_a_suspended_line_works_until_the_phone_searches_and_a_resumed_one_likewise():
    world = opened(setup("simulate_network_search"))
    bar = told(world, "check_status_bar")
    told(world, "suspend_line", "agent", **LINE, reason="lost")
    assert told(world, "check_status_bar") == bar
    assert "No Signal" in told(world, "toggle_roaming")
    told(world, "resume_line", "agent", **LINE)
    assert "No Signal" in told(world, "check_status_bar")
    assert bar in told(world, "reboot_device")


def test_a_payment_goes_to_the_user_and_back():
    world = opened()
    assert told(world, "make_payment") == "You do not have a payment request."
    assert told(world, "check_payment_request") == "No payment request has been made."
    told(world, "send_payment_request", "agent", **ASK)
    assert told(world, "check_payment_request") == "You have a payment request for bill B9002 of 9.0 USD."
    assert told(world, "make_payment") == "Payment of 9.0 USD has been made for bill B9002."
    assert world.bills["B9002"]["status"] == "Paid"
    assert surroundings(world)["payment_request"] is None
    assert told(world, "make_payment") == "You do not have a payment request."


def test_an_open_request_stays_as_it_was():
    world = opened()
    told(world, "send_payment_request", "agent", customer_id="C9001", bill_id="B9003")
    told(world, "refuel_data", "agent", **LINE, gb_amount=2)
    assert surroundings(world)["payment_request"] == {"bill_id": "B9003", "amount_due": 0.0, "paid": False}


def test_a_request_to_another_customer_is_not_for_this_user():
    world = opened()
    told(world, "send_payment_request", "agent", customer_id="C9002", bill_id="B9004")
    assert surroundings(world)["payment_request"] is None


def test_a_call_that_changes_nothing_across_writes_nothing_across():
    world = opened()
    with world.trace() as (_, written):
        told(world, "check_status_bar")
        told(world, "toggle_wifi")
    assert written == {("device", "user")}


def test_a_number_of_no_line_is_a_crash_that_names_it():
    call = ToolCall("set_user_info", {"name": "Ada", "phone_number": "555"}, "user")
    with pytest.raises(ToolCrash, match="sync of domain 'telecom' raised ToolError: Line with phone number 555 not"):
        World(TELECOM, BASE, InitialState(calls=(call,)))
