"""Facts that the user tells: known, unknown, invented, contradicted."""

import pytest

from eigengraph.dialogue.audit import user_auditor
from eigengraph.records import Blueprint, Fact, Goal, Outcome, Trajectory
from eigengraph.world import Base
from tests.dialogue.audit.scenes import LINE, findings, kinds, talk, task
from tests.toys import SHOP

ASK = "And when, please?"


@pytest.mark.parametrize(
    "text",
    [
        "I'm Ann Lee, my line is C4471.",
        "It should work from May 20.",
        "From 2024-05-20 on, with 2 gigabytes.",
        "From the 20th of May on.",
        "My name is Ann.",
    ],
)
def test_what_the_scenario_has_may_be_told_however_it_is_written(text):
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("It should work from May 21.", "May 21"),
        ("My line is C4472.", "C4472"),
        ("I take 5 gigabytes.", "5 gigabytes"),
    ],
)
def test_another_value_of_a_known_fact_contradicts_it(text, evidence):
    (finding,) = findings(talk(text))
    assert (finding.kind, finding.position) == ("contradicted_fact", 1)
    assert evidence.lower() in finding.evidence.lower()
    assert "the scenario has" in finding.detail


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("Write to ann@example.com.", "ann@example.com"),
        ("You reach me at 555-123-2002.", "555-123-2002"),
        ("I have paid $45.50 for it.", "$45.50"),
        ("My name is Bea Ray.", "Bea Ray"),
        ("Bea Ray speaking.", "Bea Ray"),
        ("I'm Bea Ray, by the way.", "Bea Ray"),
        ("Last name is Ray.", "Ray"),
    ],
)
def test_a_value_that_nobody_has_told_the_user_is_invented(text, evidence):
    (finding,) = findings(talk(text))
    assert (finding.kind, finding.evidence) == ("invented_fact", evidence)


def test_what_the_agent_has_said_may_be_said_back():
    assert kinds("Hello.", "It costs $45.50 from May 21 on.", "Then $45.50 from May 21 on it is.") == []


def test_a_slip_that_is_put_right_is_no_finding():
    assert kinds("My line is C4472. Sorry, it is C4471.") == []
    assert kinds("From May 21.", "Sure?", "Oh no, from May 20.", ASK, "C4471, 2 gigabytes.") == []


def test_what_the_user_does_not_know_is_not_told_before_it_is_heard():
    assert kinds("My customer id is K99812.") == ["fact_not_yet_known"]
    assert kinds("Hello.", "Are you customer K99812?", "Yes, my customer id is K99812.") == []


def test_a_cause_that_nobody_knows_yet_is_not_told_in_plain_words_either():
    causes = Fact("issues", ["airplane_mode_on", "data_mode_off"], "airplane_mode_on", disclosure="unknown")
    played = task(Goal("fix", "do", (LINE, causes)))

    def found(*said):
        return kinds("C4471.", "What is wrong with your data?", *said, played=played)

    assert found("My phone is stuck in airplane mode.") == ["fact_not_yet_known"]
    assert found("Mobile data is switched off.") == ["fact_not_yet_known"]
    assert found("My mobile data is slow.") == []
    assert found("Is it in airplane mode?") == []
    assert found("Hm.", "Is airplane mode on?", "Yes, airplane mode is on.") == []


def test_the_year_of_a_known_day_is_compared():
    born = task(Goal("verify", "do", (Fact("birthday", "1980-05-20", "1980-05-20"),)))
    assert kinds("I was born on May 20, 1981.", played=born) == ["contradicted_fact"]
    assert kinds("I was born on 20 May 1980.", played=born) == []
    assert kinds("My birthday is May 20.", played=born) == []


def test_another_value_of_a_closed_class_is_known_from_the_sampler():
    reason = Fact("why", "late", "it comes too late")
    other = Fact("why", "broken", "it is broken")

    def sample(_world, random, _plan):
        return Blueprint((), (Goal("cancel", "do", (random.choice((reason, other)),)),))

    domain = type(SHOP)("shop", SHOP.tools, SHOP.tables, sampler=sample)
    played = task(Goal("cancel", "do", (reason,)), domain=domain)
    audit = user_auditor(domain, Base(domain.tables(0)))

    def found(text):
        return [finding.kind for finding in audit(played, Trajectory("t1", talk(text), Outcome.COMPLETED))]

    assert found("Cancel it, it is broken.") == ["contradicted_fact"]
    assert found("Cancel it, it comes too late.") == []


def test_a_fact_of_another_request_told_in_its_place_contradicts():
    first = Goal("move", "do", (Fact("order_id", "A7001", "A7001"), Fact("how", "fast", "the fast way")))
    second = Goal("move", "do", (Fact("order_id", "B7002", "B7002"), Fact("how", "slow", "the slow way")))
    said = ("A7001, the fast way.", "Done. Anything else?", "B7002 too, the fast way.")
    assert kinds("A7001, the fast way.", "Anything else?", "B7002, the slow way.", played=task(first, second)) == []
    assert kinds(*said, played=task(first, second)) == ["contradicted_fact"]


def test_a_slip_between_requests_is_no_mix_up():
    first = Goal("move", "refuse", (Fact("order_id", "A7001", "A7001"), Fact("how", "fast", "the fast way")))
    second = Goal("move", "do", (Fact("order_id", "B7002", "B7002"), Fact("how", "slow", "the slow way")))
    said = ("It is A7001.", "I may not. Anything else?", "A7001. No, I mean B7002, the slow way.")
    assert kinds(*said, played=task(first, second)) == []


def test_a_fact_told_twice_for_its_own_request_is_not_told_for_another():
    first = Goal("move", "do", (Fact("order_id", "A7001", "A7001"), Fact("how", "fast", "the fast way")))
    second = Goal("move", "refuse", (Fact("order_id", "B7002", "B7002"), Fact("how", "slow", "the slow way")))
    said = ("A7001, the fast way.", "The fast way?", "The fast way, yes.", "Done. Anything else?", "Move B7002.", "No.")
    assert kinds(*said, "Very well.", played=task(first, second)) == []
