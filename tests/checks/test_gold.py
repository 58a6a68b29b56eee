"""Goals that are met before the dialogue begins, and gold writes that facts and answers do not bear out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from eigengraph.checks import Draft
from eigengraph.checks.agreement import contradicted_gold
from eigengraph.checks.already_met import already_met
from eigengraph.checks.grounding import ungrounded_gold
from eigengraph.records import Fact, Goal, InitialState, ToolCall
from eigengraph.verify.arguments import leaves, with_leaves


def gold_checks(draft: Draft) -> str:
    return "; ".join(filter(None, (ungrounded_gold(draft), contradicted_gold(draft))))


@pytest.fixture
def granted(drafts) -> Draft:
    """A draft of the shop whose only request is a cancellation that is to be made."""
    for draft in drafts("shop", 40):
        for goal in draft.blueprint.goals:
            if goal.decision == "do":
                return replace(draft, blueprint=replace(draft.blueprint, goals=(goal,)))
    raise AssertionError("no cancellation is granted")


def with_goal(draft: Draft, goal: Goal) -> Draft:
    return replace(draft, blueprint=replace(draft.blueprint, goals=(goal,)))


def changed(draft: Draft, tool: str, values: dict[tuple[Any, ...], Any]) -> Draft:
    """Return a draft in which the calls of a tool carry other values."""

    def call(made: ToolCall) -> ToolCall:
        return replace(made, arguments=with_leaves(made.arguments, values)) if made.name == tool else made

    goals = tuple(
        replace(goal, calls=tuple(replace(item, call=call(item.call)) for item in goal.calls), outcome="")
        for goal in draft.blueprint.goals
    )
    return replace(draft, blueprint=replace(draft.blueprint, goals=goals))


def find(drafts, domain: str, tool: str, *, having: str = "") -> tuple[Draft, ToolCall]:
    """Return a draft with one request, which is met by a call of a tool, and the call."""
    for draft in drafts(domain, 60):
        for goal in draft.blueprint.goals:
            calls = [item.call for item in goal.calls if item.call.name == tool]
            if len(calls) == 1 and (not having or any(fact.name == having for fact in goal.facts)):
                alone = with_goal(draft, goal)
                if alone.sound and not gold_checks(alone):
                    return alone, calls[0]
    raise AssertionError(f"no draft calls {tool}")


# Already met


def test_write_that_was_made_before_is_no_goal(granted):
    assert already_met(granted) == ""
    [write] = granted.writes
    before = replace(granted, initial=InitialState(calls=(write.call,)))
    assert "changes nothing" in already_met(before)


def test_goal_without_anything_to_do_is_no_goal(granted):
    [goal] = granted.blueprint.goals
    looking = replace(goal, calls=tuple(replace(item, essential=False) for item in goal.calls[:1]))
    assert "it takes a write" in already_met(with_goal(granted, looking))
    asking = replace(looking, intent="ask_order")
    assert "nothing is to be changed, told or looked up" in already_met(with_goal(granted, asking))
    assert already_met(with_goal(granted, replace(asking, say=("40",)))) == ""


def test_state_that_already_carries_all_that_is_asked_for_is_no_beginning(granted):
    [goal], [write] = granted.blueprint.goals, granted.writes
    asking = replace(goal, intent="ask_order", calls=goal.calls[:1], say=("40",))
    begun = replace(with_goal(granted, asking), initial=InitialState(calls=(write.call,)))
    assert "the initial state makes call 'cancel_order'" in already_met(begun)


def test_refusals_need_nothing_to_be_done(drafts):
    refusing = [
        with_goal(draft, goal)
        for draft in drafts("shop", 40)
        for goal in draft.blueprint.goals
        if goal.decision == "refuse"
    ]
    assert refusing
    assert {already_met(draft) for draft in refusing} == {""}


def test_what_is_demanded_of_the_world_must_not_hold_at_first(drafts):
    found = [draft for draft in drafts("telecom", 60) if any(goal.assertions for goal in draft.blueprint.goals)]
    draft = next(draft for draft in found if all(goal.decision == "do" for goal in draft.blueprint.goals))
    setup = [call for call in draft.initial.calls if call.name == "set_user_info"]
    whole = replace(draft, initial=InitialState(calls=tuple(setup)))
    assert already_met(draft) == ""
    assert "holds before the first call" in already_met(whole) or not whole.sound


# Gold writes


@pytest.mark.parametrize(
    ("domain", "tool", "path", "value", "said"),
    [
        ("shop", "cancel_order", ("reason",), "bored", "no fact states"),
        ("shop", "cancel_order", ("order_id",), "W003A", "fact 'order_id' has"),
        ("airline", "cancel_reservation", ("reservation_id",), "another", "fact 'reservation_id' has"),
        ("airline", "update_reservation_baggages", ("total_baggages",), 9, "'bags'"),
        ("airline", "update_reservation_passengers", ("passengers", 0, "dob"), "1950-01-01", "no fact states"),
        ("airline", "update_reservation_passengers", ("passengers", 0, "last_name"), "Nobody", "no fact states"),
        ("airline", "book_reservation", ("flight_type",), "other", "'trip_type'"),
        ("airline", "update_reservation_flights", ("payment_id",), "member", "fact 'payment' has"),
        ("airline", "update_reservation_flights", ("flights", 0, "date"), "2024-05-15", ""),
        ("retail", "modify_pending_order_address", ("city",), "Atlantis", "no fact states"),
        ("retail", "modify_pending_order_payment", ("payment_method_id",), "member", "fact 'payment' has"),
        ("telecom", "refuel_data", ("gb_amount",), 1.75, ""),
    ],
)
def test_value_that_facts_do_not_bear_out_is_found(drafts, domain, tool, path, value, said):
    draft, call = find(drafts, domain, tool)
    wrong = changed(draft, tool, {path: other_than(draft, call, path, value)})
    why = gold_checks(Loose(**vars_of(wrong)))
    assert f"call {tool!r}" in why
    assert said in why


class Loose(Draft):
    """A draft that is looked at whether or not its gold solution is refused: that is for certificates to tell."""

    sound = True  # type: ignore[assignment]


def vars_of(draft: Draft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in Draft.__dataclass_fields__}


def other_than(draft: Draft, call: ToolCall, path: tuple[Any, ...], value: Any) -> Any:
    """Return a wrong value: as given, or another row, choice or member that answers have shown."""
    was = dict(leaves(call.arguments))[path]
    match value:
        case "another":
            table = next(table for table in draft.base.tables.values() if was in table)
            return next(key for key in table if key != was)
        case "other":
            return "round_trip" if was == "one_way" else "one_way"
        case "member":
            groups = (seen.fields for step in draft.steps for seen in step.shown if was in seen.fields)
            return next((key for group in groups for key in group if key != was), "paypal_0000001")
    assert value != was
    return value


def test_choice_that_nobody_asks_for_stays_as_it_is(drafts):
    draft, call = find(drafts, "airline", "update_reservation_flights", having="date")
    others = [cabin for cabin in ("economy", "business") if cabin != call.arguments["cabin"]]
    wrong = changed(draft, call.name, {("cabin",): others[0]})
    assert "no fact states; it was" in gold_checks(Loose(**vars_of(wrong)))


def test_item_must_be_as_it_is_described(drafts):
    for draft in drafts("retail", 60):
        for goal in draft.blueprint.goals:
            options = [fact for fact in goal.facts if fact.name == "new_options" and "price" not in str(fact.value)]
            if options and goal.decision == "do":
                wanted = [{**option, next(iter(option)): "plaid"} for option in options[0].value]
                facts = tuple(Fact(fact.name, wanted, fact.text) if fact is options[0] else fact for fact in goal.facts)
                draft = with_goal(draft, replace(goal, facts=facts))
                if draft.sound:
                    assert "nothing that it names is" in gold_checks(draft)
                    return
    raise AssertionError("no draft describes what is wanted")


def test_another_item_than_was_reported_is_found(drafts):
    draft, call = find(drafts, "airline", "update_reservation_flights", having="date")
    number = call.arguments["flights"][0]["flight_number"]
    other = next(key for key in draft.base.tables["flights"] if key != number)
    [goal] = draft.blueprint.goals
    said = with_goal(draft, replace(goal, outcome=f"You are now on {other}."))
    assert f"but the outcome tells of {other!r}" in gold_checks(said)


def test_refused_gold_is_left_to_the_certificate(granted):
    gone = changed(granted, "cancel_order", {("order_id",): "W999Z"})
    assert not gone.sound
    assert gold_checks(gone) == ""


def test_tasks_in_words_alone_are_left_alone(granted):
    bare = replace(granted.blueprint, facts=(), goals=tuple(replace(g, facts=()) for g in granted.blueprint.goals))
    assert gold_checks(replace(granted, blueprint=bare)) == ""
