"""The rule reflector: what it makes of failures."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from eigengraph_stub.weak import WORDINGS as STUB_WORDINGS

import eigengraph as eg
from eigengraph.checks import CHECKS
from eigengraph.engine.workshop import open_workshop
from eigengraph.graphs.planning import WORDINGS, rule_reflector
from eigengraph.plans import EvaluationPlan, Evidence, Trial, Version, version
from eigengraph.world import Plan

SAID = ("Look twice.", "Hurry.", "Smile.", "Breathe.")


def shop_of(host, **settings):
    return open_workshop(host, eg.Settings(domain="shop", rounds=6, pilot=8, **settings))


def tried(reason: str, count: int = 8, wording: tuple[str, ...] = (), parent: str = "") -> Version:
    pair = version(0, Plan("", wording=wording), parent=parent)
    trials = tuple(Trial(index, pair.id, reason if index < count else "") for index in range(8))
    return Version(pair, Evidence(trials), accepted=True)


def reflect(shop, parent, history=(), wordings=SAID):
    return asyncio.run(rule_reflector(shop, wordings)(parent, [parent, *history]))


def test_nothing_failed_nothing_changes(host):
    assert reflect(shop_of(host), tried("x", 0)) is None


@pytest.mark.parametrize("name", [check.name for check in CHECKS])
def test_check_that_would_have_found_failures_earlier_is_added(host, name):
    [check] = [check for check in CHECKS if check.name == name]
    others = tuple(other.name for other in CHECKS if other.name != name)
    parent = tried(f"{check.prevents[0]} something")
    changed = reflect(shop_of(host, checks=others), parent)
    assert changed.evaluation.checks == (name,)
    assert f"check {name}" in changed.why
    settled = reflect(shop_of(host), parent)
    assert settled.evaluation.checks == ()


def test_sentences_are_tried_before_retries_of_tasks(host):
    parent = tried("leaked_solution")
    changed = reflect(shop_of(host), parent)
    assert changed.evaluation == EvaluationPlan()
    assert len(changed.synthesis.wording) == len(SAID) // 2
    assert "8 x leaked_solution; say " in changed.why
    assert reflect(shop_of(host), parent, wordings=()).evaluation.task_attempts == 3


def test_last_rewrites_say_only_what_is_known_to_help(host):
    parent = tried("leaked_solution", 6, wording=("Hurry.",))
    good = [tried("leaked_solution", 0, wording=("Look twice.", "Hurry."), parent=str(n)) for n in range(3)]
    bad = [tried("leaked_solution", 6, wording=("Smile.",), parent=str(n)) for n in range(3, 6)]
    changed = reflect(shop_of(host), parent, [*good, *bad])
    assert changed.synthesis.wording == ("Look twice.",)
    assert "drop 'Hurry.'" in changed.why


def test_own_sentences_of_a_plan_stay(host):
    parent = tried("leaked_solution", wording=("Mention the shop.",))
    assert reflect(shop_of(host), parent).synthesis.wording[0] == "Mention the shop."


def test_dialogues_that_fail_are_tried_once_more(host):
    changed = reflect(shop_of(host), tried("agent: failed the task"))
    assert changed.evaluation.rollout_attempts == 4
    again = replace(tried("agent: failed the task"), pair=changed)
    assert reflect(shop_of(host), again).evaluation.rollout_attempts == 5


@pytest.mark.parametrize(
    ("reason", "bound"), [("agent: failed the task", "rollout_attempts"), ("leaked_solution", "task_attempts")]
)
@pytest.mark.parametrize("settled", [6, 9])
def test_no_more_tries_are_offered_where_the_bound_is_reached(host, reason, bound, settled):
    changed = reflect(shop_of(host, **{bound: settled}), tried(reason), wordings=())
    assert changed is None or changed.evaluation == EvaluationPlan()
    below = reflect(shop_of(host, **{bound: 5}), tried(reason), wordings=())
    assert getattr(below.evaluation, bound) == 6


def test_tasks_that_are_large_already_are_not_made_smaller_to_be_larger(host):
    parent = tried("duplicate")
    huge = replace(parent, pair=version(0, Plan("", goals=(2, 9), emphasis={"cancel_order": 4.0})))
    changed = reflect(shop_of(host), huge, wordings=())
    assert changed.synthesis.goals == (2, 9)


def test_sentences_of_the_rules_and_of_the_weak_writer_are_others():
    assert not set(WORDINGS) & set(STUB_WORDINGS)
