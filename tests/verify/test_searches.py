"""Searches: other right endings, ways to fool a verifier, and verdicts that hang on names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from eigengraph.errors import ToolError
from eigengraph.records import (
    Blueprint,
    Called,
    Certificate,
    Checker,
    Equals,
    Fact,
    Facts,
    Goal,
    InitialState,
    OnlyChanged,
    Tally,
    Task,
    ToolCall,
    encode,
)
from eigengraph.verify import certify, derive_verifier
from eigengraph.verify.conduct import facts_by_goal, offences
from eigengraph.verify.other_ways import other_ways
from eigengraph.verify.renaming import Mentions, renaming_of
from eigengraph.verify.sandbox import CodeRun
from eigengraph.verify.solutions import solutions
from eigengraph.verify.trial import walk
from eigengraph.verify.variants import Ground
from eigengraph.world import Domain, Rule, Ruling, World, tool
from tests.toys import SHOP
from tests.verify.tasks import SCENARIO, base_of, call, planned, task_of
from tests.verify.test_checking import InProcess


@tool
def list_flights(world: World, day: str) -> list[dict[str, Any]]:
    """List the flights of a day."""
    return [{"flight": key, **row} for key, row in world.flights.items() if row["day"] == day]


@tool(kind="write")
def book(world: World, flight: str, method: str, amount: int) -> str:
    """Book a flight."""
    price = world.flights.peek(flight)["price"]
    if amount != price:
        raise ToolError(f"The price is {price}, not {amount}")
    world.people["ann"]["methods"][method]["left"] -= amount
    world.people["ann"]["booked"].append(flight)
    return "booked"


@tool(kind="write")
def unbook(world: World, flight: str, method: str) -> str:
    """Take a booking back."""
    world.people["ann"]["booked"].remove(flight)
    world.people["ann"]["methods"][method]["left"] += world.flights.peek(flight)["price"]
    return "taken back"


@tool(kind="write")
def tag(world: World, names: list[str]) -> str:
    """Add to the tags."""
    tags = world.people["ann"]["tags"]
    world.people["ann"]["tags"] = sorted({*tags, *names})
    return "tagged"


def no_cash(before: World, call: ToolCall, facts: Facts) -> Ruling:
    """Forbid paying in cash."""
    if call.name != "book":
        return Ruling.NOT_APPLICABLE
    return Ruling.FORBIDDEN if call.arguments["method"] == "cash" else Ruling.ALLOWED


def tables(seed: int = 0) -> dict[str, dict[str, dict[str, Any]]]:
    """Return three flights of two days, and who may book them."""
    flights = {"F10": ("mon", 50), "F20": ("mon", 70), "F30": ("tue", 50)}
    methods = {name: {"left": 500} for name in ("card", "gift", "cash")}
    return {
        "flights": {key: {"day": day, "price": price} for key, (day, price) in flights.items()},
        "people": {"ann": {"methods": methods, "booked": [], "tags": []}},
    }


TRAVEL = Domain(
    "travel",
    [list_flights, book, unbook, tag],
    tables,
    rules=[Rule("travel.no_cash", "Cash is not taken.", no_cash)],
    tool_errors=(ValueError,),
)
LIST = call("list_flights", day="mon")
BOOK = call("book", flight="F10", method="card", amount=50)
DAY, FLIGHT = Fact("day", "mon", "Monday"), Fact("flight", "F10", "flight F10")
CARD = Fact("method", "card", "my card")


def trip(*facts: Fact, calls: Sequence[ToolCall] = (LIST, BOOK)) -> Task:
    """Return the task of booking a flight on Monday."""
    blueprint = Blueprint((), (Goal("book", "do", facts, planned(*calls)),))
    verifier = derive_verifier(TRAVEL, base_of(TRAVEL), blueprint, InitialState(), 0)
    return Task("t1", "travel", blueprint, SCENARIO, verifier)


def searched(task: Task, domain: Domain = TRAVEL, donors: Sequence[ToolCall] = ()) -> Certificate:
    base = base_of(domain)
    return certify(task, domain, base, donors, mentions=Mentions.of(base))


def weakened(task: Task, *kinds: type) -> Task:
    """Return a task whose verifier lacks some kinds of assertions."""
    (outcome,) = task.verifier.outcomes
    kept = tuple(assertion for assertion in outcome.assertions if not isinstance(assertion, kinds))
    return replace(task, verifier=replace(task.verifier, outcomes=(replace(outcome, assertions=kept),)))


def found_ways(task: Task) -> dict[str, bool]:
    """Return each other way that is found, and whether the facts decide that it is right."""
    base = base_of(TRAVEL)
    (gold, *_) = solutions(TRAVEL, base, task.blueprint, task.initial, task.seed)
    trial = walk(task, TRAVEL, base, gold)
    ground = Ground(task, gold, TRAVEL, trial.worlds[0], (), Random(0))
    return {way.run.variant.detail: way.decided for way in other_ways(trial, ground)}


# Other right endings


def test_what_facts_state_is_as_it_must_be() -> None:
    assert found_ways(trip(DAY, FLIGHT, CARD)) == {}
    assert searched(trip(DAY, FLIGHT, CARD)).ambiguous == ()


def test_a_choice_that_no_fact_makes_is_ambiguous() -> None:
    certificate = searched(trip(DAY, FLIGHT))
    assert certificate.ambiguous == ("book.method: 'card' -> 'gift'",)  # no rule allows cash
    assert certificate.searches["other_ways"] == Tally(1, 0, 0, certificate.ambiguous)
    assert certificate.issued  # the verifier does what the task says; the task does not say enough


def test_the_amount_that_goes_with_another_choice_is_told_by_the_refusal() -> None:
    assert found_ways(trip(DAY, CARD)) == {"book.flight: 'F10' -> 'F20', amount: 70": True}


def test_a_fact_that_no_call_carries_may_be_what_decided() -> None:
    earliest = Fact("preference", "earliest", "the earliest")
    assert found_ways(trip(DAY, CARD, earliest)) == {"book.flight: 'F10' -> 'F20', amount: 70": False}
    certificate = searched(trip(DAY, CARD, earliest))
    assert certificate.ambiguous == ()
    assert certificate.searches["other_ways"] == Tally(0, 0, 1)


def test_a_fact_that_lists_several_values_leaves_the_choice_among_them() -> None:
    either = Fact("method", ["card", "gift"], "card or gift card")
    assert found_ways(trip(DAY, FLIGHT, either)) == {"book.method: 'card' -> 'gift'": True}


def test_other_ways_that_are_acceptable_must_pass() -> None:
    both = Goal(
        "book",
        "do",
        (DAY, FLIGHT),
        planned(LIST, BOOK),
        alternatives=(planned(LIST, call("book", flight="F10", method="gift", amount=50)),),
    )
    task = task_of(both, domain=TRAVEL)
    assert searched(task).searches["other_ways"] == Tally(1, 1)
    narrow = replace(task, verifier=replace(task.verifier, outcomes=task.verifier.outcomes[:1]))
    certificate = searched(narrow)
    assert "right_solution_fails: other_ways: book.method: 'card' -> 'gift'" in certificate.reasons
    assert certificate.ambiguous == ()


def test_a_call_in_two_parts_that_ends_the_same_must_pass() -> None:
    task = task_of(Goal("tag", "do", calls=planned(call("tag", names=["a", "b"]))), domain=TRAVEL)
    assert searched(task).searches["other_ways"] == Tally(1, 1)
    once = Called("tag", {"names": ["a", "b"]})
    (outcome,) = task.verifier.outcomes
    strict = replace(outcome, assertions=(*outcome.assertions, once))
    certificate = searched(replace(task, verifier=replace(task.verifier, outcomes=(strict,))))
    assert "right_solution_fails: other_ways: tag in two parts" in certificate.reasons


def test_what_stands_in_the_row_stays_as_it_is() -> None:
    anna = call("rename_user", user_id="ann", name="Ann")
    task = task_of(Goal("rename", "do", calls=planned(call("list_orders", user_id="ann"), anna)))
    assert searched(task, SHOP).searches["other_ways"] == Tally()


# Ways to fool a verifier


def test_a_derived_verifier_is_not_fooled() -> None:
    certificate = searched(trip(DAY, FLIGHT, CARD), donors=[call("tag", names=["x"])])
    assert certificate.searches["missed_goal"].tried > 10
    assert certificate.searches["missed_goal"].bad == ()
    assert certificate.issued


def test_a_verifier_that_overlooks_other_changes_is_fooled() -> None:
    weak = weakened(trip(DAY, FLIGHT, CARD), OnlyChanged)
    certificate = searched(weak, donors=[call("tag", names=["x"])])
    assert any("all, then tag(names=['x'])" in line for line in certificate.searches["missed_goal"].bad)
    assert any(reason.startswith("verifier_fooled: missed_goal: ") for reason in certificate.reasons)


def test_a_state_reached_by_a_forbidden_write_breaks_a_rule() -> None:
    weak = weakened(trip(DAY, FLIGHT, CARD), OnlyChanged, Equals)
    certificate = searched(weak)
    assert any("method='cash'" in line and "travel.no_cash" in line for line in certificate.searches["broken_rule"].bad)


def test_a_forbidden_write_without_a_trace_is_counted_only() -> None:
    cash = call("book", flight="F30", method="cash", amount=50)
    certificate = searched(trip(DAY, FLIGHT, CARD), donors=[cash, call("unbook", flight="F30", method="cash")])
    assert certificate.searches["broken_rule"].not_applicable > 0
    assert certificate.issued


def test_offences_are_refusals_and_broken_rules_at_their_moment() -> None:
    task = trip(DAY, FLIGHT, CARD)
    world = World(TRAVEL, base_of(TRAVEL))
    calls = [replace(BOOK, arguments={**BOOK.arguments, **other}) for other in ({"amount": 1}, {"method": "cash"}, {})]
    assert offences(world, [LIST, *calls], facts_by_goal(task.blueprint)) == (
        "book is refused",
        "book breaks travel.no_cash",
    )


# Names


def test_names_are_exchanged_everywhere_at_once() -> None:
    base = base_of()
    task = task_of(Goal("cancel", "do", calls=planned(call("cancel_order", order_id="A1")), say=("Order A1 is gone",)))
    (gold, *_) = solutions(SHOP, base, task.blueprint, task.initial, task.seed)
    mentions = Mentions.of(base)
    renaming = renaming_of(walk(task, SHOP, base, gold), mentions)
    assert renaming.names == {"A1": "A3"}  # A2 is taken
    renamed = renaming.of_task(task, mentions)
    assert renamed.blueprint.goals[0].say == ("Order A3 is gone",)
    assert renamed.blueprint.gold() == (call("cancel_order", order_id="A3"),)
    world = World(SHOP, base, renamed.initial)
    assert world.users["ann"]["orders"] == ["A3", "A2"]
    assert world.orders["A3"]["id"] == "A3"
    assert "A1" not in world.orders


def test_words_are_exchanged_where_a_task_has_no_other_names() -> None:
    base = base_of()
    task = task_of(Goal("rename", "do", calls=planned(call("rename_user", user_id="ann", name="Anna"))))
    (gold, *_) = solutions(SHOP, base, task.blueprint, task.initial, task.seed)
    renaming = renaming_of(walk(task, SHOP, base, gold), Mentions.of(base))
    assert renaming.names == {"ann": "boo"}


def test_verdicts_do_not_hang_on_names() -> None:
    task = task_of(Goal("cancel", "do", calls=planned(call("cancel_order", order_id="A1"))))
    tally = searched(task, SHOP).searches["renamed_ids"]
    assert tally.tried > 5
    assert tally.good == tally.tried


class ByHeart:
    """A sandbox in which every checker knows one row by heart."""

    def run(self, code: str, inputs: Sequence[str]) -> list[CodeRun]:
        """Agree where order A1 is among what happened."""
        return [CodeRun("ok", '"A1"' in text) for text in inputs]

    def lint(self, code: str) -> list[str]:
        """Find nothing."""
        return []

    def close(self) -> None:
        """Do nothing."""


def test_a_checker_that_knows_a_row_by_heart_is_found_out() -> None:
    task = task_of(Goal("cancel", "do", calls=planned(call("cancel_order", order_id="A1"))))
    checker = Checker("by_heart", "def check(view):\n    return 'A' + '1' in str(view)\n")
    coded = replace(task, verifier=replace(task.verifier, checkers=(checker,)))
    base = base_of()
    certificate = certify(coded, SHOP, base, sandboxes={"by heart": ByHeart()}, mentions=Mentions.of(base))
    assert "verdict_hangs_on_names: run 1 passes, but not under other names" in certificate.reasons


def test_what_the_user_says_has_the_other_names_too() -> None:
    task = task_of(Goal("rename", "do", calls=planned(call("rename_user", user_id="ann", name="Anna"))))
    task = replace(task, scenario=replace(SCENARIO, known_info="Your user id is ann."))
    code = "def check(view):\n    return any('ann' in message['content'] for message in view['messages'])"
    coded = replace(task, verifier=replace(task.verifier, checkers=(Checker("c", code),)))
    certificate = certify(coded, SHOP, base_of(), sandboxes={"one": InProcess()}, mentions=Mentions.of(base_of()))
    assert certificate.searches["renamed_ids"].good > 0
    assert certificate.issued, certificate.reasons


def test_a_domain_that_knows_its_rows_by_name_is_not_held_against_the_verifier() -> None:
    @tool(kind="write")
    def praise(world: World, who: str) -> str:
        """Praise somebody, Ann above all."""
        world.people[who]["tags"] = ["best"] if who == "ann" else ["good"]
        return "praised"

    domain = replace(TRAVEL, tools=[praise], rules=[])
    task = task_of(Goal("praise", "do", calls=planned(call("praise", who="ann"))), domain=domain)
    tally = searched(task, domain).searches["renamed_ids"]
    assert tally.bad == ()
    assert tally.not_applicable > 0


# In the certificate


def test_nothing_is_searched_unless_somebody_asks() -> None:
    task = trip(DAY, FLIGHT)
    assert certify(task, TRAVEL, base_of(TRAVEL)).searches == {}


@pytest.mark.parametrize("task", [trip(DAY, FLIGHT), trip(DAY, CARD)], ids=["method", "flight"])
def test_searches_find_the_same_each_time(task: Task) -> None:
    assert encode(searched(task)) == encode(searched(task))
