"""A verifier that ignores one thing that a write carries gets no certificate, however much the write carries."""

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from eigengraph.records import Equals, Goal, Task
from eigengraph.verify import certify
from eigengraph.verify.variants import drawn
from eigengraph.world import Domain, World, tool
from tests.verify.tasks import base_of, call, planned, task_of

TEXTS = {f"line_{number}": f"text {number}" for number in range(12)}
FIELDS = {**TEXTS, "second_line": "", "count": 7, "price": 9.5, "due": "2024-05-01", "urgent": True}


@tool(kind="write")
def fill_in(world: World, form: dict[str, Any]) -> str:
    """Fill in the form."""
    world.forms["f"].update(form)
    return "filled in"


OFFICE = Domain(
    name="office", tools=[fill_in], tables=lambda _seed: {"forms": {"f": dict.fromkeys(FIELDS, "nothing yet")}}
)
FORM = task_of(Goal("fill in", "do", calls=planned(call("fill_in", form=FIELDS))), domain=OFFICE)


def ignoring(task: Task, field: str) -> Task:
    """Drop what a task's verifier says about a field, but for its being allowed to change."""
    (outcome,) = task.verifier.outcomes
    kept = tuple(item for item in outcome.assertions if not (isinstance(item, Equals) and field in item.path))
    assert len(kept) == len(outcome.assertions) - 1
    return replace(task, verifier=replace(task.verifier, outcomes=(replace(outcome, assertions=kept),)))


@pytest.mark.parametrize("field", FIELDS)
def test_a_verifier_that_ignores_a_field_is_found_out(field: str) -> None:
    certificate = certify(ignoring(FORM, field), OFFICE, base_of(OFFICE))
    assert not certificate.issued
    assert all(f"fill_in.form.{field}:" in reason for reason in certificate.reasons)


def test_the_verifier_that_ignores_nothing_is_certified() -> None:
    certificate = certify(FORM, OFFICE, base_of(OFFICE))
    assert certificate.issued
    assert certificate.mutants["wrong_value"].tried == len(TEXTS) + 2  # the empty line and the switch are such, too


@pytest.mark.parametrize(("most", "count"), [(0, 3), (3, 3), (5, 5), (9, 9), (30, 12)])
def test_one_about_each_thing_is_drawn_before_others(most: int, count: int) -> None:
    found = drawn(range(12), most, Random(0), lambda number: number % 3)
    assert len(found) == count
    assert found == sorted(found)
    assert {number % 3 for number in found} == {0, 1, 2}
