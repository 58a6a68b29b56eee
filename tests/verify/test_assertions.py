"""What each kind of assertion means, when it holds, when not, and how it is told."""

from dataclasses import replace
from typing import Any

import pytest

from eigengraph.records import (
    Absent,
    Assertion,
    Called,
    Environment,
    Equals,
    NotCalled,
    OnlyChanged,
    Ordered,
    Said,
    ToolCall,
    Verifier,
    decode,
    encode,
)
from eigengraph.world import World, tool
from tests.toys import ROUTER, SHOP
from tests.verify.tasks import base_of, call, judged, only

CANCEL = call("cancel_order", order_id="A1")
REFUSED = call("cancel_order", order_id="A2")
LOOK = call("get_order", order_id="A1")
RENAME = call("rename_user", user_id="ann", name="Anna")
NEEDS = (("orders", "A1"), ("orders", "B1"), ("orders", "none"))
PLACES = (("orders", "A1", ("status",)), ("items", "tea", ("stock",)))

Happened = list[ToolCall | str] | None
CASES: list[tuple[Assertion, Happened, Happened, str]] = [
    (
        Equals("orders", "A1", ("status",), "cancelled"),
        [CANCEL],
        [],
        'orders[A1].status is "cancelled", found "pending"',
    ),
    (Equals("orders", "A1", ("status",), "pending"), [], [CANCEL], 'orders[A1].status is "pending", found "cancelled"'),
    (Equals("orders", "none", (), {}), None, [], "orders[none] is {}, found nothing"),
    (Absent("orders", "none", ()), [CANCEL], None, ""),
    (Absent("orders", "A1", ("colour",)), [CANCEL], None, ""),
    (Absent("orders", "A1", ("status",)), None, [CANCEL], 'orders[A1].status is absent, found "cancelled"'),
    (OnlyChanged(PLACES), [CANCEL], [CANCEL, RENAME], "also changed users[ann].name"),
    (OnlyChanged((("orders", "A1", ()), ("items", "tea", ()))), [CANCEL], [RENAME], "also changed users[ann].name"),
    (OnlyChanged(()), [REFUSED, LOOK], [RENAME], "nothing changed: also changed users[ann].name"),
    (Called("get_order", {"order_id": "A1"}), [LOOK], [], 'agent called get_order(order_id="A1"): never'),
    (Called("get_order"), [LOOK], [call("list_orders", user_id="ann")], "agent called get_order(): never"),
    (Called("cancel_order", {"order_id": "A2"}), None, [REFUSED], "only with other arguments or an error"),
    (Called("get_order", {"order_id": "A2"}), None, [LOOK], "only with other arguments or an error"),
    (NotCalled("cancel_order"), [LOOK], [REFUSED], "agent did not call cancel_order(): not so"),
    (
        NotCalled("cancel_order", {"order_id": "A1"}),
        [REFUSED],
        [CANCEL],
        'agent did not call cancel_order(order_id="A1")',
    ),
    (NotCalled("cancel_order", side="user"), [CANCEL], None, ""),
    (Ordered(Called("get_order"), Called("cancel_order")), [LOOK, CANCEL], [CANCEL, LOOK], "came before"),
    (Ordered(Called("get_order"), Called("cancel_order")), [LOOK, CANCEL, LOOK], [LOOK, REFUSED], "came before"),
    (Ordered(Called("cancel_order"), Called("get_order")), [LOOK, CANCEL, LOOK], [LOOK, CANCEL], "came before"),
    (Said("7"), ["That is $7."], ["That is $17.", LOOK], 'the user was told "7": not so'),
]


@pytest.mark.parametrize(("assertion", "right", "wrong", "told"), CASES)
def test_each_kind_holds_and_fails_and_says_why(
    assertion: Assertion, right: Happened, wrong: Happened, told: str
) -> None:
    verifier = only(assertion, needs=NEEDS)
    if right is not None:
        assert judged(verifier, *right).passed
    if wrong is not None:
        verdict = judged(verifier, *wrong)
        assert verdict.reward == 0.0
        assert told in verdict.reason
    assert decode(Verifier, encode(verifier)) == verifier


FLIGHTS = [{"number": "HAT001", "date": "2024-05-10", "seats": [1, 2]}, {"number": "HAT002", "date": None}]
LONG = "x" * 200


@pytest.mark.parametrize(
    ("wanted", "found", "told"),
    [
        (FLIGHTS, [FLIGHTS[0] | {"date": None}, FLIGHTS[1]], '[0].date is "2024-05-10", found null'),
        (FLIGHTS, [FLIGHTS[0], FLIGHTS[1] | {"date": True}], "[1].date is null, found true"),
        (FLIGHTS, FLIGHTS[:1], '[1] is {"number": "HAT002", "date": null}, found nothing'),
        (FLIGHTS[:1], FLIGHTS, '[1] is absent, found {"number": "HAT002", "date": null}'),
        (FLIGHTS, [FLIGHTS[0] | {"seats": [1, 3]}, FLIGHTS[1]], "[0].seats[1] is 2, found 3"),
        (FLIGHTS, [FLIGHTS[0] | {"gate": "é"}, FLIGHTS[1]], '[0].gate is absent, found "é"'),
        (1, 1.0, " is 1, found 1.0"),
        (f"{LONG}a", f"{LONG}b", f' is …{"x" * 20}a", found …{"x" * 20}b"'),
        ("a", LONG, f' is "a", found "{"x" * 78}…'),
    ],
)
def test_a_failed_equality_shows_where_the_values_differ(wanted: Any, found: Any, told: str) -> None:
    @tool(kind="write")
    def put(world: World) -> None:
        """Write what was found."""
        world.orders["A1"]["flights"] = found

    domain = replace(SHOP, tools=[*SHOP.tools, put])
    verifier = only(Equals("orders", "A1", ("flights",), wanted), needs=NEEDS)
    verdict = judged(verifier, call("put"), domain=domain)
    assert verdict.reason == f"orders[A1].flights{told}"


def test_the_side_of_a_call_matters() -> None:
    switch = call("switch_router", "user", on=True)
    assert judged(only(Called("switch_router", side="user")), switch, domain=ROUTER).passed
    assert not judged(only(Called("switch_router")), switch, domain=ROUTER).passed


def test_arguments_are_compared_as_json() -> None:
    made = call("place_order", user_id="ann", lines=[{"item": "tea", "count": 1}])
    assert judged(only(Called("place_order", {"lines": [{"item": "tea", "count": 1}]})), made).passed
    assert not judged(only(Called("place_order", {"lines": [{"item": "tea", "count": True}]})), made).passed


def test_an_environment_assertion_asks_the_domain() -> None:
    online = only(Environment("is_online", {"line_id": "L1"}))
    repaired = [call("activate_line", line_id="L1"), call("switch_router", "user", on=True)]
    assert judged(online, *repaired, domain=ROUTER).passed
    verdict = judged(online, domain=ROUTER)
    assert verdict.reason == 'is_online(line_id="L1") is true: it is false'
    assert judged(only(Environment("is_online", {"line_id": "L1"}, value=False)), domain=ROUTER).passed


def test_a_row_that_went_is_absent() -> None:
    @tool(kind="write")
    def drop(world: World, key: str) -> None:
        """Remove an order."""
        del world.orders[key]

    domain = replace(SHOP, tools=[*SHOP.tools, drop])
    assert judged(only(Absent("orders", "B1", ()), needs=NEEDS), call("drop", key="B1"), domain=domain).passed
    assert base_of(domain).tables["orders"]["B1"]["status"] == "pending"
