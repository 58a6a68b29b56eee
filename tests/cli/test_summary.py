"""The counts of a finished run and the table that shows them."""

import io
import json
from dataclasses import replace
from datetime import UTC, datetime

from rich.console import Console

from eigengraph.cli.summary import render_summary
from eigengraph.engine.summary import Summary, with_coverage
from eigengraph.records import (
    Blueprint,
    Certificate,
    Datum,
    Goal,
    Message,
    Outcome,
    Scenario,
    Tally,
    Task,
    ToolCall,
    Trajectory,
    Verdict,
    Verifier,
)
from eigengraph.world import Domain, Rule, Ruling, World, tool

BARE = Summary(
    run="runs/shop-7",
    requested=10,
    certified=8,
    candidates=16,
    rejected={"mutant_survives": 2, "user_audit": 6},
    outcomes={"completed": 12, "max_turns": 2},
    digest="d" * 64,
    seconds=4.0,
    tokens=1500,
    usd=0.25,
)


@tool
def look(world: World) -> str:
    """Look."""
    return "seen"


@tool(kind="write")
def cancel(world: World) -> str:
    """Cancel."""
    return "done"


def rule(id: str) -> Rule:
    return Rule(id, "", lambda before, call, facts: Ruling.ALLOWED)


SHOP = Domain(
    "shop",
    [look, cancel],
    lambda seed: {},
    rules=[rule("shop.a"), rule("shop.b")],
    now=datetime(2026, 1, 1, tzinfo=UTC),
)


def datum(index: int, clauses: list[str], calls: list[str], mutants: dict[str, Tally]) -> Datum:
    goals = tuple(Goal("any", "do", clauses=(clause,)) for clause in clauses)
    task = Task(f"shop-{index}", "shop", Blueprint((), goals), Scenario("", "", "", "", ""), Verifier(()))
    spoken = (Message("assistant", tool_calls=tuple(ToolCall(name, {}) for name in calls)),)
    trajectory = Trajectory(task.id, spoken, Outcome.COMPLETED)
    return Datum(index, task, Certificate("v", True, mutants), trajectory, Verdict(1.0, ""), {})


DATA = [
    datum(0, ["shop.a"], ["look", "look"], {"dropped": Tally(2, 2), "swapped": Tally(3, 3, 1), "unsaid": Tally()}),
    datum(1, ["shop.a", "shop.unknown"], ["look", "invented"], {"swapped": Tally(4, 3, 1, ("x survived",))}),
]
FULL = with_coverage(BARE, iter(DATA), SHOP)


def shown(summary: Summary, width: int = 100) -> str:
    stream = io.StringIO()
    render_summary(summary, Console(file=stream, width=width))
    return " ".join(stream.getvalue().replace("│", " ").split())


def test_json_has_exactly_the_documented_keys():
    assert json.loads(json.dumps(FULL.to_json())) == {
        "run": "runs/shop-7",
        "requested": 10,
        "certified": 8,
        "rejected": {"mutant_survives": 2, "user_audit": 6},
        "outcomes": {"completed": 12, "max_turns": 2},
        "digest": "d" * 64,
        "seconds": 4.0,
        "spend": {"tokens": 1500, "usd": 0.25, "tokens_per_certified": 187.5, "usd_per_certified": 0.03125},
    }


def test_mutants_are_summed_by_kind():
    assert FULL.mutants == {"dropped": Tally(2, 2), "swapped": Tally(7, 6, 2, ("x survived",)), "unsaid": Tally()}


def test_only_what_the_domain_has_counts_as_covered():
    assert (FULL.clauses, FULL.clauses_known) == ({"shop.a": 2}, 2)
    assert (FULL.tools, FULL.tools_known) == ({"look": 3}, 2)


def test_tasks_are_counted_by_their_goals():
    assert FULL.goals == {1: 1, 2: 1}


def test_table_tells_it_all():
    text = shown(FULL)
    for words in (
        "8 of 10 tasks certified",
        "candidates 16, 50.0% accepted; stopped after 16 candidates (limit: 3 x tasks)",
        "rejected 6 user_audit, 2 mutant_survives",
        "outcomes 12 completed, 2 max_turns",
        "mutants killed 8 of 9 (88.9%), 18.2% of all not applicable",
        "by kind 1 of 7 swapped survived clauses",
        "clauses 1 of 2 exercised",
        "tools 1 of 2 exercised",
        "goals per task 1: 1, 2: 1",
        "time 4.0 s, 2 tasks/s",
        "spend 1,500 tokens, 0.25 USD (188 tokens, 0.0312 USD a certified task)",
        "dataset digest " + "d" * 16 + " run",
        "run runs/shop-7",
        "hint 37.5% of the candidates ended as user_audit; see `eigengraph show runs/shop-7 --rejected`",
    ):
        assert words in text


def test_table_of_an_empty_run_leaves_out_what_does_not_exist():
    text = shown(Summary("runs/none", 5, 0, 0, {}, {}, "", 0.0))
    assert "0 of 5 tasks certified" in text
    for absent in ("rejected", "outcomes", "mutants", "clauses", "tools", "spend", "digest"):
        assert absent not in text


def test_table_is_brief_where_all_is_well():
    fine = replace(FULL, certified=10, mutants={"dropped": Tally(2, 2), "swapped": Tally(3, 3)}, rejected={"late": 3})
    text = shown(fine)
    assert "by kind all 2 kinds killed" in text
    for absent in ("stopped", "hint"):
        assert absent not in text


def test_it_reads_well_as_text():
    assert str(FULL) == (
        "8 of 10 tasks certified from 16 candidates (rejected: 2 mutant_survives, 6 user_audit) in 4.0 s; "
        "dataset dddddddddddddddd in runs/shop-7"
    )
