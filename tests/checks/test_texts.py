"""What a scenario's text may say, in anybody's words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eigengraph.checks import CHECKS, Draft, Learned
from eigengraph.checks.contradictions import contradicting_scenario
from eigengraph.checks.leaks import leaked_solution
from eigengraph.dialogue.audit.lexicon import Lexicon
from eigengraph.records import Blueprint, Fact, Goal, InitialState, Scenario

FACTS = (
    Fact("user_id", "ann_lee_1234", "ann_lee_1234"),
    Fact("name", "Ann Lee", "Ann Lee"),
    Fact("reservation_id", "X7K2PQ", "X7K2PQ", disclosure="unknown"),
    Fact("date", "2024-05-21", "May 21"),
    Fact("born", "1990-02-03", "1990-02-03"),
    Fact("bags", 2, "2 checked bags in total"),
    Fact("card", "credit_card_7", "my Visa card ending in 7099"),
    Fact("cabin", "business", "business"),
    Fact("cancel_reason", "health", "I am ill and cannot travel"),
)
OUTCOME = "Reservation X7K2PQ cannot be moved, because its cabin was closed long ago."
TEXT = (
    "You are Ann Lee (ann_lee_1234), born on 1990-02-03. You want to fly on May 21 in business with two checked bags. "
    "Pay with the Visa ending in 7099. Say that you are ill and cannot travel."
)


@pytest.fixture
def draft(shops) -> Draft:
    shop = shops("airline")
    blueprint = Blueprint(FACTS, (Goal("move", "refuse", say=("$1,372",), outcome=OUTCOME),))
    values = {"i am ill and cannot travel": {"cancel_reason": "health"}, "my plans changed": {"cancel_reason": "plans"}}
    learned = Learned("", lexicon=Lexicon(values))
    return Draft(blueprint, Scenario("", TEXT, "", "", ""), shop.domain, shop.base, learned, InitialState())


def told(draft: Draft, text: str) -> Draft:
    return replace(draft, scenario=replace(draft.scenario, reason_for_call=text))


def test_facts_may_be_told_in_other_words(draft):
    assert contradicting_scenario(draft) == ""
    assert leaked_solution(draft) == ""
    iso = told(draft, TEXT.replace("May 21", "2024-05-21").replace("two checked bags", "2 bags"))
    assert contradicting_scenario(iso) == ""


@pytest.mark.parametrize(
    ("was", "is_now", "said"),
    [
        ("ann_lee_1234", "ann_lee_1235", "does not tell 'ann_lee_1234'"),
        ("Ann Lee", "Anna Lee", "does not tell 'Ann Lee'"),
        ("May 21", "May 22", "does not tell 'May 21'"),
        ("1990-02-03", "1991-02-03", "does not tell '1990-02-03'"),
        ("two checked bags", "three checked bags", "does not tell '2'"),
        ("two checked bags", "3 checked bags", "does not tell '2'"),
        ("7099", "7499", "does not tell '7099'"),
        ("in business", "in economy", "does not tell 'business'"),
        ("you are ill and cannot travel", "my plans changed", "tells 'plans' for fact 'cancel_reason'"),
        ("May 21", "May 21 or June 2", "tells the date 'June 2', which no fact has"),
        ("7099", "7099 or 7499", "tells '7499', which no fact has"),
        ("two checked bags", "2 checked bags, no, 3 checked bags", "tells '3' with 'checked'"),
        ("Say that", "Your order is #W1234567. Say that", "tells the id '#W1234567', which no fact has"),
    ],
)
def test_text_that_says_other_than_the_facts_is_found(draft, was, is_now, said):
    assert was in TEXT
    assert said in contradicting_scenario(told(draft, TEXT.replace(was, is_now)))


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ("It should use get_user_details first.", "names 'get_user_details', a tool of the agent"),
        ("Then calculate(2 + 2) is called.", "names 'calculate', a tool of the agent"),
        ("Your reservation is X7K2PQ.", "tells 'X7K2PQ', which the user does not know"),
        ("The fare comes to $1,372 in the end.", "tells '$1,372', which the user does not know"),
        ("You hear that it cannot be moved, because its cabin was closed.", "tells how 'move' ends"),
        ("The agent will refuse this.", "tells what the agent does"),
        ("The expected outcome is a refusal.", "tells what the agent does"),
    ],
)
def test_text_that_tells_what_only_the_agent_can_know_is_found(draft, added, said):
    assert said in leaked_solution(told(draft, f"{TEXT} {added}"))


@pytest.mark.parametrize(
    "added",
    [
        "If the agent will not do it, accept that.",
        "You calculate the fare by yourself.",
        "You hope that the cabin can be moved.",
        "A colleague of yours was told that an agent will call back.",
    ],
)
def test_hopes_and_conditions_are_no_leaks(draft, added):
    assert leaked_solution(told(draft, f"{TEXT} {added}")) == ""


@pytest.mark.parametrize(
    ("added", "said"),
    [
        ("Bags: 8.", "tells '8' with 'bag'"),
        ("You have 8 bags, not two.", "tells '8' with 'bag'"),
        ("Your trip is on May 21; bags are two.", ""),
        ("Your trip is on May 21. Bags are two.", ""),
    ],
)
def test_a_number_counts_what_stands_beside_it_in_its_clause(draft, added, said):
    found = contradicting_scenario(told(draft, f"{TEXT} {added}"))
    assert said in found if said else not found


def stating(draft: Draft, text: str) -> Draft:
    facts = tuple(replace(fact, text=text) if fact.name == "bags" else fact for fact in draft.blueprint.facts)
    return replace(draft, blueprint=replace(draft.blueprint, facts=facts))


@pytest.mark.parametrize(
    ("text", "telling", "said"),
    [
        ("between $20 and $200", "between $20 and $200", ""),
        ("between $20 and $200", "from $20 to $200", ""),
        ("between $20 and $200", "from $20 up", "does not tell '$200'"),
        ("$20 for 20 bags", "20 bags for $20", ""),
        ("$20 for 20 bags", "30 bags for $20", "does not tell '20'"),
    ],
)
def test_an_amount_is_no_part_of_a_longer_one(draft, text, telling, said):
    found = contradicting_scenario(told(stating(draft, text), TEXT.replace("two checked bags", telling)))
    assert said in found if said else not found


# Also what lower case makes longer, a digit that is no number, and a number that is too long to be read as one.
PIECES = [
    "$20",
    "$200",
    "20",
    "2",
    "May 21",
    "2024-05-21",
    "a_12",
    "X7K2PQ",
    "bags",
    " and ",
    "\u0130",
    "\u00b2",
    "-",
    "9" * 5000,
]
TEXTS = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join))
GLUED = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)


@pytest.fixture(scope="module")
def whole(drafts) -> Draft:
    return drafts("airline", 1)[0]


@settings(max_examples=60, deadline=None)
@given(text=TEXTS | GLUED, telling=TEXTS | GLUED)
def test_no_check_raises_on_any_text(whole, text, telling):
    facts = tuple(replace(fact, text=text) for fact in whole.blueprint.facts)
    goals = tuple(
        replace(goal, facts=tuple(replace(fact, text=text) for fact in goal.facts)) for goal in whole.blueprint.goals
    )
    stated = replace(whole, blueprint=replace(whole.blueprint, facts=facts, goals=goals))
    for check in CHECKS:
        assert isinstance(check.look(stated), str)
        assert isinstance(check.look(told(stated, telling)), str)
