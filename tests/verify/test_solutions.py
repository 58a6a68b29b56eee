"""Which solutions a blueprint has, and that none is left out in silence."""

from dataclasses import replace

import pytest

from eigengraph.records import Goal
from eigengraph.verify import MOST_SOLUTIONS, SolutionError, certify
from tests.toys import SHOP
from tests.verify.tasks import base_of, call, planned, task_of

TOO_MANY = "too many acceptable solutions of goals rename, rename: 18, at most 16; give goals fewer alternatives"


def with_ways(count: int) -> Goal:
    ways = [planned(call("rename_user", user_id="ann", name=f"Anna {number}")) for number in range(count)]
    return Goal("rename", "do", calls=ways[0], alternatives=tuple(ways[1:]))


def test_as_many_solutions_as_there_may_be_are_all_accepted() -> None:
    task = task_of(with_ways(MOST_SOLUTIONS))
    assert len(task.verifier.outcomes) == MOST_SOLUTIONS
    assert certify(task, SHOP, base_of()).must_pass["alternatives"].good == MOST_SOLUTIONS


def test_more_are_refused_and_not_dropped() -> None:
    with pytest.raises(SolutionError, match=TOO_MANY):
        task_of(with_ways(9), with_ways(2))


def test_a_task_with_more_gets_no_certificate() -> None:
    task = task_of(with_ways(2))
    crowded = replace(task, blueprint=replace(task.blueprint, goals=(with_ways(9), with_ways(2))))
    certificate = certify(crowded, SHOP, base_of())
    assert not certificate.issued
    assert certificate.reasons == (f"too_many_solutions: {TOO_MANY}",)
