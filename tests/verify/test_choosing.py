"""Wrong calls that the tools accept come before those that they refuse, and certificates tell them apart."""

from dataclasses import replace
from itertools import product
from random import Random
from typing import Any

import pytest

from eigengraph.errors import ToolError
from eigengraph.records import Certificate, Equals, Goal, Tally, Task, decode, encode
from eigengraph.verify import certify
from eigengraph.verify.argument_mutants import wrong_member
from eigengraph.verify.choosing import MOST_PER_ARGUMENT_KIND, MOST_PROBES, Idea, chosen
from eigengraph.verify.solutions import solutions
from eigengraph.verify.variants import Ground, Variant
from eigengraph.world import Domain, World, tool
from tests.verify.tasks import base_of, call, planned, task_of

METHODS = {f"card_{number}": {"left": 100 if number in (0, 5) else 0} for number in range(6)}


@tool(kind="write")
def charge(world: World, order: str, method: str) -> str:
    """Charge an order to a method of its owner that has enough left."""
    owner = world.users[world.orders.peek(order)["user"]]
    if owner["methods"][method]["left"] < 100:
        raise ToolError("There is not enough left")
    world.orders[order]["paid"] = method
    return "charged"


@tool(kind="write")
def take(world: World, order: str, items: list[str]) -> str:
    """Take items back."""
    if not set(items) <= {line["item"] for line in world.orders.peek(order)["lines"]}:
        raise ToolError("Some item is not in the order")
    world.orders[order]["back"] = items
    return "taken"


@tool(kind="write")
def set_level(world: World, level: int) -> str:
    """Set the level, which may be 1 to 5, or 9."""
    world.orders["O1"]["paid"] = [0, 1, 2, 3, 4, 5][level] if level != 9 else 9
    return "set"


def tables(seed: int = 0) -> dict[str, dict[str, dict[str, Any]]]:
    """Return orders of one user, whose first and last methods alone have something left."""
    lines = [{"item": item} for item in ("tea", "cup", "pot")]
    orders = {f"O{number}": {"user": "ann", "paid": "", "lines": lines, "back": []} for number in range(1, 4)}
    return {"users": {"ann": {"methods": METHODS, "orders": list(orders)}}, "orders": orders}


STORE = Domain(name="store", tools=[charge, take, set_level], tables=tables)
CHARGE = task_of(Goal("charge", "do", calls=planned(call("charge", order="O1", method="card_0"))), domain=STORE)
TAKE = task_of(Goal("take", "do", calls=planned(call("take", order="O1", items=["tea"]))), domain=STORE)


def certified(task: Task) -> Certificate:
    return certify(task, STORE, base_of(STORE))


def ground(task: Task) -> Ground:
    base = base_of(STORE)
    (gold, *_) = solutions(STORE, base, task.blueprint, task.initial, task.seed)
    return Ground(task, gold, STORE, World(STORE, base), (), Random(0))


def levels(*values: tuple[str, int], level: int = 3) -> list[Variant]:
    """Choose among levels, each with the way in which it is wrong."""
    task = task_of(Goal("set", "do", calls=planned(call("set_level", level=level))), domain=STORE)
    ideas = [Idea(f"{value}", {0: call("set_level", level=value)}, "level", way) for way, value in values]
    return list(chosen(ground(task), ideas))


def ignoring(task: Task, field: str) -> Task:
    """Drop what a task's verifier says about a field, but for its being allowed to change."""
    (outcome,) = task.verifier.outcomes
    kept = tuple(item for item in outcome.assertions if not (isinstance(item, Equals) and field in item.path))
    assert len(kept) < len(outcome.assertions)
    return replace(task, verifier=replace(task.verifier, outcomes=(replace(outcome, assertions=kept),)))


@pytest.mark.parametrize("name", [str(number) for number in range(20)])
def test_the_one_other_value_that_a_tool_accepts_is_found_among_many(name: str) -> None:
    task = replace(CHARGE, id=name)
    certificate = certified(task)
    assert certificate.issued
    assert certificate.mutants["wrong_member"] == Tally(1, 1)
    assert not certified(ignoring(task, "paid")).issued


def test_what_stands_beside_a_value_is_accepted_where_other_spellings_are_not() -> None:
    certificate = certified(TAKE)
    assert certificate.mutants["wrong_value"].refused < certificate.mutants["wrong_value"].good
    assert any("'tea' -> 'cup'" in line for line in certified(ignoring(TAKE, "back")).mutants["wrong_value"].bad)


def test_the_owner_of_a_row_tells_of_others_like_it() -> None:
    others = ground(TAKE).entities.find("O1")
    assert others is not None
    assert others.others == ("O2", "O3")


def test_refused_ones_are_tried_where_there_is_no_other_and_counted() -> None:
    poor = replace(STORE, tables=lambda _seed: tables() | {"users": {"ann": {"methods": POOR, "orders": []}}})
    task = task_of(Goal("charge", "do", calls=planned(call("charge", order="O1", method="card_0"))), domain=poor)
    certificate = certify(task, poor, base_of(poor))
    assert certificate.mutants["wrong_member"] == Tally(1, 1, refused=1)
    assert certificate.issued


POOR = {name: {"left": 100 if name == "card_0" else 0} for name in METHODS}


def test_the_first_that_is_accepted_is_taken_and_one_of_each_way() -> None:
    found = levels(("near", -9), ("near", 2), ("near", 4), ("far", 5), ("odd", 9))
    assert {variant.detail for variant in found} == {"2", "4", "5", "9"}
    many = levels(*product(("near",), (1, 2, 4, 5, 9)))
    assert len(many) == MOST_PER_ARGUMENT_KIND
    assert many[0].detail == "1"


def test_what_crashes_a_tool_is_not_tried_where_anything_else_is_left() -> None:
    assert [variant.detail for variant in levels(("near", 77), ("near", 88), ("near", 2))] == ["2"]


def test_no_more_are_tried_out_than_is_cheap() -> None:
    found = levels(*product(("near",), range(70, 70 + MOST_PROBES)), ("near", 2))
    assert [variant.detail for variant in found] == ["70", "2"]  # the first has had its tries, the rest has others


def test_certificates_issued_before_refusals_were_counted_can_be_read() -> None:
    assert decode(Tally, b'{"tried":2,"good":2,"not_applicable":0,"bad":[]}') == Tally(2, 2)
    assert decode(Tally, encode(Tally(2, 2, refused=1))) == Tally(2, 2, refused=1)
    assert Tally(2, 2, refused=1) + Tally(1, 1, refused=1) == Tally(3, 3, refused=2)


def test_each_member_that_is_accepted_is_tried_however_many_values_there_are() -> None:
    """Five charges fill the kind; the last method that is accepted is tried all the same."""
    rich = {f"card_{number}": {"left": 10_000} for number in range(6)}
    wealthy = replace(STORE, tables=lambda _seed: tables() | {"users": {"ann": {"methods": rich, "orders": []}}})
    charges = [call("charge", order="O1", method="card_0") for _ in range(5)]
    task = task_of(Goal("charge", "do", calls=planned(*charges)), domain=wealthy)
    base = base_of(wealthy)
    (gold, *_) = solutions(wealthy, base, task.blueprint, task.initial, task.seed)
    found = list(wrong_member(Ground(task, gold, wealthy, World(wealthy, base), (), Random(0))))
    assert len(found) <= 5 + MOST_PROBES
    tried = {charge.arguments["method"] for variant in found for charge in variant.calls} - {"card_0"}
    assert tried == {"card_1", "card_2", "card_3", "card_4", "card_5"}
