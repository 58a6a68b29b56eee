"""Checkers as a language model writes them, which must run as they stand in one of the sandboxes at least."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigengraph.verify.checking import opinion_of
from tests.sandboxes.scenes import SCENES, arguments

FOLDER = Path(__file__).with_name("checkers")
REJECTED = {
    "airline_balance": "nothing wrong_amount wrong_card",
    "airline_dates": "nothing wrong_date",
    "airline_fare": "nothing wrong_amount wrong_card one_person",
    "airline_order": "nothing not_looked_up failed_later",
    "airline_told": "nothing untold told_wrong",
    "airline_touched": "nothing another_too",
    "airline_upgrade": "nothing wrong_cabin one_person",
    "retail_items": "nothing wrong_color wrong_product two_items cancelled",
    "retail_rules": "nothing cancelled moved another_too",
    "retail_totals": "nothing two_items not_charged",
    "retail_whole": "nothing wrong_color wrong_product two_items not_charged cancelled moved another_too",
    "telecom_line": "nothing no_roaming other_plan switch_off",
    "telecom_progress": "nothing no_roaming little_data untold transferred",
    "telecom_steps": "nothing untold transferred test_thrice no_test",
}
"""The endings that each rejects; it accepts the others of its scene."""

NOT_IN = {"monty": {"retail_rules", "retail_totals", "telecom_progress", "telecom_steps"}, "zygote": set()}
"""What a sandbox lacks the Python for: classes that inherit; statistics; enum; operator and string."""


def opinions(sandbox, name):
    """Return what a checker says of every ending of its scene."""
    code = (FOLDER / f"{name}.py").read_text("utf-8")
    form = "databases" if "check(initial_db" in code else "view"
    endings = SCENES[name.partition("_")[0]]
    runs = sandbox.run(code, [arguments(view, form) for view in endings.values()])
    return {ending: opinion_of(name, run) for ending, run in zip(endings, runs, strict=True)}


def test_every_checker_is_tried():
    assert sorted(REJECTED) == sorted(path.stem for path in FOLDER.glob("*.py"))
    assert len(REJECTED) >= 12


@pytest.mark.parametrize("name", REJECTED)
def test_checker_judges_as_it_should(kind, sandbox, name):
    said = opinions(sandbox, name)
    if name in NOT_IN[kind.name]:
        assert {opinion.passed for opinion in said.values()} == {None}
        return
    rejected = {ending: opinion for ending, opinion in said.items() if not opinion.passed}
    assert list(rejected) == REJECTED[name].split()
    assert len(rejected) < len(said)
    assert all(opinion.reasons for opinion in rejected.values())


@pytest.mark.parametrize("name", REJECTED)
def test_lint_has_nothing_against_a_checker_that_runs(kind, sandbox, name):
    if name not in NOT_IN[kind.name]:
        assert sandbox.lint((FOLDER / f"{name}.py").read_text("utf-8")) == []


def test_nearly_every_checker_runs_somewhere():
    lacking = set.intersection(*NOT_IN.values())
    assert len(REJECTED) - len(lacking) >= 11
