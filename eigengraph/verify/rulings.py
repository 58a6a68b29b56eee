"""Cross-checking a blueprint with its domain's rules, which were written apart from whatever made it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eigengraph.records import Facts, Goal, Tally, ToolCall
from eigengraph.verify.conduct import is_judged
from eigengraph.verify.trial import Trial
from eigengraph.world import broken_rules


def gold_allowed(trials: Sequence[Trial]) -> Tally:
    """Check that every rule allows every write or transfer of every solution at its moment."""
    return _tally(line for trial in trials for line in _solution_rulings(trial))


def tempting_forbidden(trial: Trial) -> Tally:
    """Check that every tempting write breaks a rule at its moment: when the goal's own calls have been made.

    Where the goal names clauses, one of these: a write forbidden for another reason says nothing about this goal.
    """
    return _tally(_temptation_rulings(trial) if trial.domain.rules else iter(()))


def _solution_rulings(trial: Trial) -> Iterator[str]:
    for goal, start, calls in _by_goal(trial):
        for before, call in zip(trial.worlds[start:], calls, strict=False):
            if is_judged(before, call):
                broken = broken_rules(trial.domain, before, call, _facts(trial, goal))
                yield f"{trial.solution.name}: {call.name} is forbidden by {', '.join(broken)}" if broken else ""


def _temptation_rulings(trial: Trial) -> Iterator[str]:
    for goal, start, calls in _by_goal(trial):
        before = trial.worlds[start + len(calls)]
        for call in goal.tempting:
            forbidden = broken_rules(trial.domain, before, call, _facts(trial, goal))
            if not forbidden:
                yield f"no rule forbids {call.name} for {goal.intent}"
            elif goal.clauses and not set(forbidden) & set(goal.clauses):
                broken, clauses = ", ".join(forbidden), ", ".join(goal.clauses)
                yield f"{call.name} for {goal.intent} breaks {broken}, but none of its clauses ({clauses})"
            else:
                yield ""


def _by_goal(trial: Trial) -> Iterator[tuple[Goal, int, tuple[ToolCall, ...]]]:
    """Yield each goal with its calls and the position of the first of them."""
    start = 0
    for goal, planned in zip(trial.task.blueprint.goals, trial.solution.goals, strict=True):
        yield goal, start, tuple(item.call for item in planned)
        start += len(planned)


def _facts(trial: Trial, goal: Goal) -> Facts:
    return Facts([*trial.task.blueprint.facts, *goal.facts])


def _tally(lines: Iterator[str]) -> Tally:
    """Count rulings, each the line that tells what is wrong or an empty string."""
    found = list(lines)
    bad = tuple(line for line in found if line)
    return Tally(len(found), len(found) - len(bad), 0, bad)
