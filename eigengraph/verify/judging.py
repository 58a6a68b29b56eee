"""Judging the runs of a certificate: by assertions alone, or with a verifier's checkers in every sandbox there is."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from eigengraph.errors import SandboxError
from eigengraph.records import Checker, Task
from eigengraph.verify.checking import Opinion, ask, passes, remarks_on
from eigengraph.verify.sandbox import Sandbox
from eigengraph.verify.staging import staged_view
from eigengraph.verify.trial import Run
from eigengraph.verify.view import View

_MOST_LINES = 4
# Runs judged again: a sandbox may take a process for each, and what changes or is understood otherwise shows on few.
_MOST_SHARED = 16

Kind = TypeVar("Kind", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Judged:
    """A run and what the verifier says of it.

    Attributes:
        run: The run.
        passed: Whether the verifier passes it.
        by_code: Whether its checkers alone do; None where it has none, or one of them cannot decide.
    """

    run: Run
    passed: bool
    by_code: bool | None = None


@dataclass(frozen=True, slots=True)
class Judgement(Generic[Kind]):
    """What a verifier says of many runs.

    Attributes:
        runs: By kind, in the order they were given.
        sandboxes: Names of those that ran the checkers.
        complaints: Why the checkers are not fit to judge, a line each; the part before the colon is counted by.
    """

    runs: Mapping[Kind, tuple[Judged, ...]]
    sandboxes: tuple[str, ...] = ()
    complaints: tuple[str, ...] = ()


def judge(
    task: Task, runs: Mapping[Kind, Sequence[Run]], sandboxes: Mapping[str, Sandbox], *, thorough: bool = False
) -> Judgement[Kind]:
    """Judge runs.

    Checkers run in the first sandbox, whose word counts, since it gives the rewards; and on some of the runs once more
    there, one run at a time as scoring asks, and in each other sandbox that can run them. A checker that changes its
    mind, or that two sandboxes understand differently, is complained about.

    Args:
        task: Its verifier judges.
        runs: By kind; there must be at least one where the verifier has checkers.
        sandboxes: By name, in order of rank.
        thorough: Whether all runs are repeated, not only some.
    """
    if not task.verifier.checkers:
        judged = {kind: tuple(Judged(run, passes(task, run.view)) for run in found) for kind, found in runs.items()}
        return Judgement(judged)
    if not sandboxes:
        complaint = "no_sandbox: the verifier has checkers, and there is no sandbox to run them in; install a plugin"
        return Judgement(
            {kind: tuple(Judged(run, False) for run in found) for kind, found in runs.items()}, (), (complaint,)
        )
    flat = [run for found in runs.values() for run in found]
    views = [staged_view(task, run) for run in flat]
    most = len(flat) if thorough else _MOST_SHARED
    asked = [_asked(checker, flat, views, sandboxes, most) for checker in task.verifier.checkers]
    by_code = [_agreed(opinions) for opinions in zip(*(one.opinions for one in asked), strict=True)]
    assertions = replace(task, verifier=replace(task.verifier, checkers=()))
    judged_flat = iter(
        [
            Judged(run, passes(assertions, run.view) and code is True, code)
            for run, code in zip(flat, by_code, strict=True)
        ]
    )
    return Judgement(
        {kind: tuple(next(judged_flat) for _ in found) for kind, found in runs.items()},
        tuple(name for name in sandboxes if all(name in one.sandboxes for one in asked)),
        tuple(line for one in asked for line in one.complaints),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What one checker said of the runs, in the first sandbox; which sandboxes could run it; and what was wrong."""

    opinions: list[Opinion]
    sandboxes: tuple[str, ...]
    complaints: tuple[str, ...]


def _asked(
    checker: Checker, runs: Sequence[Run], views: Sequence[View], sandboxes: Mapping[str, Sandbox], most: int
) -> _Asked:
    (first, sandbox), *others = sandboxes.items()
    [begun] = ask(checker, views[:1], sandbox)
    if begun.kind == "invalid_code":
        at = f"line {begun.line}: " if begun.line is not None else ""
        return _Asked([begun] * len(runs), (), (f"checker_invalid: {checker.name}: {at}{'; '.join(begun.reasons)}",))
    able = [first]
    complaints = _few("checker_lint", [f"{checker.name}: {line}" for line in remarks_on(checker.code, sandbox)])
    if begun.passed is None:  # a right solution: who cannot decide it need not be asked about all the others
        breaks = f"checker_breaks: {runs[0].variant.detail}: {begun.describe()}"
        return _Asked([begun] * len(runs), (), (*complaints, breaks))
    opinions = [begun, *ask(checker, views[1:], sandbox)]
    complaints += _lines("checker_breaks", runs, [o.describe() if o.passed is None else "" for o in opinions])
    shared = _spread(len(views), most)
    some, seen = [runs[at] for at in shared], [views[at] for at in shared]
    there = [opinions[at] for at in shared]
    again = [opinion for view in seen for opinion in ask(checker, [view], sandbox)]
    complaints += _lines("checker_unstable", some, _changes(there, again, "asked a second time, about this run alone"))
    for name, other in others:
        theirs = _asked_elsewhere(checker, seen, other)
        if theirs:
            able.append(name)
            found = _changes(there, theirs, f"in {name}, unlike in {first}")
            complaints += _lines("sandboxes_disagree", some, found)
    return _Asked(opinions, tuple(able), tuple(complaints))


def _asked_elsewhere(checker: Checker, views: Sequence[View], sandbox: Sandbox) -> list[Opinion]:
    """Ask in a further sandbox; no opinions where this machine, or the sandbox, cannot run the code at all."""
    try:
        if ask(checker, views[:1], sandbox)[0].kind == "invalid_code":
            return []
        return ask(checker, views, sandbox)
    except SandboxError:
        return []


def _spread(count: int, most: int) -> list[int]:
    """Return positions in a sequence, the first among them, at even distances."""
    step = max(1, -(-count // most))
    return list(range(0, count, step))


def _agreed(opinions: Iterable[Opinion]) -> bool | None:
    said = [opinion.passed for opinion in opinions]
    return None if None in said else all(said)


def _changes(expected: Sequence[Opinion], found: Sequence[Opinion], when: str) -> list[str]:
    """Return a line for each opinion that is another, an empty one for the others."""
    return [
        f"{when}, {theirs.describe()}" if mine.passed != theirs.passed else ""
        for mine, theirs in zip(expected, found, strict=True)
    ]


def _lines(what: str, runs: Sequence[Run], lines: Sequence[str]) -> list[str]:
    """Say of which runs something is to be said; of many, the first few."""
    return _few(what, [f"{run.variant.detail}: {line}" for run, line in zip(runs, lines, strict=True) if line])


def _few(what: str, lines: Sequence[str]) -> list[str]:
    more = [f"… and {len(lines) - _MOST_LINES} more"] if len(lines) > _MOST_LINES else []
    return [f"{what}: {line}" for line in (*lines[:_MOST_LINES], *more)]
