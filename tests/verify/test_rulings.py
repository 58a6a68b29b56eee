"""Certificates cross-check blueprints with the domain's rules."""

from dataclasses import replace

import pytest

from eigengraph.records import Certificate, Goal, Tally, Task
from eigengraph.verify import certify
from eigengraph.world import Domain
from tests.toys import SHOP
from tests.verify.tasks import base_of, call, planned, task_of

CANCEL = call("cancel_order", order_id="A1")
TEMPTING = call("cancel_order", order_id="B1")


def certified(task: Task, domain: Domain = SHOP) -> Certificate:
    return certify(task, domain, base_of(domain))


def test_rules_that_forbid_the_gold_solution_contradict_it() -> None:
    foreign = task_of(Goal("cancel", "do", calls=planned(TEMPTING)))
    certificate = certified(foreign)
    assert certificate.rules["gold_allowed"].bad == ("gold: cancel_order is forbidden by shop.cancel.own",)
    assert certificate.reasons == ("rule_contradiction: gold: cancel_order is forbidden by shop.cancel.own",)


def test_rules_are_asked_at_the_moment_of_the_call() -> None:
    twice = task_of(Goal("cancel", "do", calls=planned(CANCEL)), Goal("cancel", "refuse", tempting=(CANCEL,)))
    assert certified(twice).rules == {"gold_allowed": Tally(1, 1), "tempting_forbidden": Tally(1, 1)}


def test_rules_that_allow_what_tempts_contradict_the_task() -> None:
    own = task_of(Goal("cancel", "refuse", tempting=(CANCEL,)))
    certificate = certified(own)
    assert certificate.reasons == ("rule_contradiction: no rule forbids cancel_order for cancel",)


def test_rules_that_forbid_an_alternative_contradict_it() -> None:
    goal = Goal("cancel", "do", calls=planned(CANCEL), alternatives=(planned(TEMPTING),))
    forbidden = "alternative 1: cancel_order is forbidden by shop.cancel.own"
    certificate = certified(task_of(goal))
    assert certificate.rules["gold_allowed"] == Tally(2, 1, 0, (forbidden,))
    assert certificate.reasons == (f"rule_contradiction: {forbidden}",)


@pytest.mark.parametrize(
    ("clauses", "reasons"),
    [
        (("shop.cancel.own",), ()),
        (("shop.other", "shop.cancel.own"), ()),
        ((), ()),
        (
            ("shop.other",),
            (
                "rule_contradiction: cancel_order for cancel breaks shop.cancel.own, but none of its clauses "
                "(shop.other)",
            ),
        ),
    ],
)
def test_what_tempts_breaks_a_rule_that_its_goal_is_about(clauses: tuple[str, ...], reasons: tuple[str, ...]) -> None:
    task = task_of(Goal("cancel", "refuse", tempting=(TEMPTING,), clauses=clauses))
    assert certified(task).reasons == reasons


def test_a_domain_without_rules_is_not_checked() -> None:
    certificate = certified(task_of(Goal("cancel", "refuse", tempting=(TEMPTING,))), replace(SHOP, rules=[]))
    assert certificate.rules["tempting_forbidden"] == Tally()
    assert certificate.issued
