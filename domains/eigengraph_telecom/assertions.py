"""What a verifier may ask of the state of either side, by the names of tau2-bench's assertion methods.

All but the overdue bill's return a boolean; a question about something that is not there raises ``ToolError``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import get_args

from eigengraph.errors import ToolError
from eigengraph.world import World
from eigengraph_telecom.agent_tools.records import find_bill, find_customer, find_owned_line
from eigengraph_telecom.diagnostics import data_works, measure_speed, mms_works
from eigengraph_telecom.phone_rows import Connection
from eigengraph_telecom.user_tools.handset import around, phone

# The user's side


def assert_airplane_mode_status(world: World, expected_status: bool) -> bool:
    """Whether airplane mode is as expected."""
    return bool(phone(world)["airplane_mode"] == expected_status)


def assert_service_status(world: World, expected_status: str) -> bool:
    """Whether the last network search ended as expected.

    Raises:
        ToolError: There is no such status.
    """
    if expected_status not in get_args(Connection):
        raise ToolError(f"{expected_status!r} is not a valid NetworkStatus")
    return bool(phone(world)["network_connection_status"] == expected_status)


def assert_mobile_data_status(world: World, expected_status: bool) -> bool:
    """Whether mobile data works, or does not, as expected; its switch alone does not decide."""
    return data_works(phone(world), around(world)) == expected_status


def assert_mobile_roaming_status(world: World, expected_status: bool) -> bool:
    """Whether the phone's switch for data roaming is as expected."""
    return bool(phone(world)["roaming_enabled"] == expected_status)


def assert_mobile_data_saver_mode_status(world: World, expected_status: bool) -> bool:
    """Whether data saver is as expected."""
    return bool(phone(world)["data_saver_mode"] == expected_status)


def assert_internet_speed(world: World, expected_speed: float, expected_desc: str | None = None) -> bool:
    """Whether mobile data is at least so fast, in megabits a second, and is called so, in any case."""
    speed, word = measure_speed(phone(world), around(world))
    return (speed or 0.0) >= expected_speed and (expected_desc is None or word.lower() == expected_desc.lower())


def assert_internet_not_excellent(world: World) -> bool:
    """Whether mobile data is slower than excellent, or does not work at all."""
    return measure_speed(phone(world), around(world))[1] != "Excellent"


def assert_can_send_mms(world: World, expected_status: bool) -> bool:
    """Whether picture messages can be sent, or cannot, as expected."""
    return mms_works(phone(world), around(world)) == expected_status


def assert_mobile_data_usage_exceeded(world: World, expected_status: bool) -> bool:
    """Whether the user's allowance is used up, or is not, as expected."""
    return bool(around(world)["mobile_data_usage_exceeded"] == expected_status)


# The agent's side


def assert_data_refueling_amount(world: World, customer_id: str, line_id: str, expected_amount: float) -> bool:
    """Whether so many gigabytes were added to a line's allowance."""
    return bool(abs(find_owned_line(world, customer_id, line_id)["data_refueling_gb"] - expected_amount) < 1e-6)


def assert_line_status(world: World, customer_id: str, line_id: str, expected_status: str) -> bool:
    """Whether a line's status is as expected, such as 'Suspended'."""
    return bool(find_owned_line(world, customer_id, line_id)["status"] == expected_status)


def assert_overdue_bill_exists(world: World, customer_id: str, overdue_bill_id: str) -> bool:
    """Make sure that a customer has an overdue bill; never false.

    Raises:
        ToolError: They do not.
    """
    if overdue_bill_id not in find_customer(world, customer_id)["bill_ids"]:
        raise ToolError(f"Overdue bill {overdue_bill_id} not found")
    if find_bill(world, overdue_bill_id)["status"] != "Overdue":
        raise ToolError(f"Overdue bill {overdue_bill_id} is not overdue")
    return True


def assert_no_overdue_bill(world: World, overdue_bill_id: str) -> bool:
    """Whether a bill is paid, or is not there; one that awaits payment does not count as paid."""
    bill = world.bills.peek(overdue_bill_id)
    return bill is None or bill["status"] == "Paid"


ASSERTIONS: Mapping[str, Callable[..., bool]] = {
    assertion.__name__: assertion
    for assertion in (
        assert_airplane_mode_status,
        assert_service_status,
        assert_mobile_data_status,
        assert_mobile_roaming_status,
        assert_mobile_data_saver_mode_status,
        assert_internet_speed,
        assert_internet_not_excellent,
        assert_can_send_mms,
        assert_mobile_data_usage_exceeded,
        assert_data_refueling_amount,
        assert_line_status,
        assert_overdue_bill_exists,
        assert_no_overdue_bill,
    )
}
"""Every assertion by name; no name is on both sides."""
