"""Asking a verifier's checkers: free-form code, in a sandbox."""

from __future__ import annotations

import reprlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from eigengraph.errors import CheckerError, EigenGraphError
from eigengraph.records import Checker, Task
from eigengraph.verify.assertions import holds
from eigengraph.verify.code_view import code_input
from eigengraph.verify.contract import PARAMETERS, problem_in
from eigengraph.verify.sandbox import CodeRun, RunKind, Sandbox
from eigengraph.verify.view import View

TRIES = 3
"""How often a run is begun before a sandbox that keeps breaking is given up."""

MOST_REASONS = 20
LONGEST_REASON = 500
"""Characters of a reason that are kept; what goes beyond is cut, since a verdict must not hang on its words."""

_EXPECTED = 'return a bool, (bool, reasons) or {"passed": bool, "score": 0 to 1, "reasons": [text, ...]}'
_WIDTH = 80
_KEYS = ("passed", "score", "reasons")


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one checker says of one view.

    Attributes:
        checker: Its name.
        kind: How its run went.
        passed: Whether it agrees; None where it cannot decide, which is every kind but ``ok`` and ``assert``.
        score: The share of the task that it sees done, 0 to 1; for people, and never part of a reward.
        reasons: Why, a line each.
        line: Of its code, where something went wrong there.
        microseconds: Wall time in the sandbox.
    """

    checker: str
    kind: RunKind
    passed: bool | None
    score: float = 0.0
    reasons: tuple[str, ...] = ()
    line: int | None = None
    microseconds: float = 0.0

    def describe(self) -> str:
        """Say in a line what the checker thinks, and why."""
        why = "; ".join(self.reasons)
        if self.passed is None:
            at = f" (line {self.line})" if self.line is not None else ""
            return f"{self.kind}: checker {self.checker!r}: {why}{at}"
        return f"checker {self.checker!r} {'agrees' if self.passed else 'disagrees'}{f': {why}' if why else ''}"


def ask(checker: Checker, views: Sequence[View], sandbox: Sandbox | None) -> list[Opinion]:
    """Ask one checker about some views, all in one call of the sandbox.

    Args:
        checker: The checker.
        views: Each is judged as if it were the only one.
        sandbox: Where the code runs; without one no checker can decide.

    Returns:
        One opinion for each view, in order.
    """
    return ask_about(checker, [code_input(view, checker.form) for view in views], sandbox)


def ask_about(checker: Checker, inputs: Sequence[str], sandbox: Sandbox | None) -> list[Opinion]:
    """Ask one checker about views that are written out already.

    Args:
        checker: The checker.
        inputs: JSON objects as text: the arguments of ``check`` by name, for each view.
        sandbox: Where the code runs; without one no checker can decide.
    """
    problem = problem_in(checker.code, PARAMETERS[checker.form])
    if problem is not None:
        return [Opinion(checker.name, "invalid_code", None, 0.0, (problem.message,), problem.line)] * len(inputs)
    if sandbox is None:
        return [Opinion(checker.name, "infra", None, 0.0, ("there is no sandbox to run it in",))] * len(inputs)
    return [opinion_of(checker.name, run) for run in _run(checker.code, inputs, sandbox)]


def remarks_on(code: str, sandbox: Sandbox) -> list[str]:
    """Return what a sandbox says against code without running it, a line each; that it raised is such a line."""
    try:
        return sandbox.lint(code)
    except EigenGraphError:
        raise
    except Exception as error:  # noqa: BLE001 - see _run_once
        return [_raised(error)]


def opinion_of(name: str, run: CodeRun) -> Opinion:
    """Read what a run returned; whatever breaks the contract is an ``error``, and never a verdict.

    Args:
        name: The checker's.
        run: One run of it.
    """
    if run.kind != "ok":
        passed = False if run.kind == "assert" else None
        return Opinion(name, run.kind, passed, 0.0, (_cut(_line(run.message)),), run.line, run.microseconds)
    try:
        agrees, score, reasons = _read(run.value)
    except ValueError as error:
        return Opinion(name, "error", None, 0.0, (str(error),), None, run.microseconds)
    return Opinion(name, "ok", agrees, score, reasons, None, run.microseconds)


def passes(task: Task, view: View, sandbox: Sandbox | None = None) -> bool:
    """Whether any acceptable outcome's every assertion holds in a view, and every checker agrees.

    Raises:
        CheckerError: A checker cannot decide.
    """
    if not task.verifier.checkers:
        return _accepted(task, view)
    [decided] = passes_each(task, [view], sandbox)
    if isinstance(decided, CheckerError):
        raise decided
    return decided


def passes_each(task: Task, views: Sequence[View], sandbox: Sandbox | None = None) -> list[bool | CheckerError]:
    """Say of each view what ``passes`` does, running each checker on all of them in one call.

    A checker that cannot decide is never hidden behind an assertion that fails.

    Returns:
        One answer for each view, in order; the error where a checker cannot decide.
    """
    asked = [ask(checker, views, sandbox) for checker in task.verifier.checkers]
    return [_decided(_accepted(task, view), [opinions[at] for opinions in asked]) for at, view in enumerate(views)]


def _accepted(task: Task, view: View) -> bool:
    return any(all(holds(assertion, view) for assertion in outcome.assertions) for outcome in task.verifier.outcomes)


def _decided(accepted: bool, opinions: Sequence[Opinion]) -> bool | CheckerError:
    for opinion in opinions:
        if opinion.passed is None:
            return CheckerError(opinion.describe())
    return accepted and all(opinion.passed for opinion in opinions)


def _run(code: str, inputs: Sequence[str], sandbox: Sandbox) -> list[CodeRun]:
    """Run code on inputs, and those runs again that the sandbox itself broke."""
    runs = _run_once(code, inputs, sandbox)
    for _ in range(TRIES - 1):
        broken = [at for at, run in enumerate(runs) if run.kind == "infra"]
        if not broken:
            break
        for at, run in zip(broken, _run_once(code, [inputs[at] for at in broken], sandbox), strict=True):
            runs[at] = replace(run, microseconds=runs[at].microseconds + run.microseconds)
    return runs


def _run_once(code: str, inputs: Sequence[str], sandbox: Sandbox) -> list[CodeRun]:
    """Run code on inputs. A sandbox that raises what it must not is broken, and no reason to end the caller's work.

    Raises:
        EigenGraphError: What it raises on purpose, such as that this machine cannot run it.
    """
    try:
        return list(sandbox.run(code, inputs))
    except EigenGraphError:
        raise
    except Exception as error:  # noqa: BLE001 - plugins run here, on code that nobody trusts
        return [CodeRun("infra", message=_raised(error))] * len(inputs)


def _raised(error: Exception) -> str:
    return _line(f"the sandbox raised {type(error).__name__}: {error}")[:LONGEST_REASON]


def _read(value: Any) -> tuple[bool, float, tuple[str, ...]]:
    match value:
        case bool():
            return value, float(value), ()
        case [bool(passed), reasons]:
            return passed, float(passed), _reasons(reasons)
        case {"passed": bool(passed), **others}:
            unknown = [key for key in others if key not in _KEYS]
            if unknown:
                raise ValueError(f"it returned the unknown key {_shown(unknown[0])} (known: {', '.join(_KEYS)})")
            return passed, _score(others.get("score", float(passed))), _reasons(others.get("reasons", ()))
    raise ValueError(f"it returned {_shown(value)}; {_EXPECTED}")


def _score(value: Any) -> float:
    if type(value) not in (int, float) or not 0 <= value <= 1:
        raise ValueError(f"it returned the score {_shown(value)}; give a number from 0 to 1")
    return float(value)


def _reasons(value: Any) -> tuple[str, ...]:
    given = (value,) if isinstance(value, str) else value
    if not isinstance(given, list | tuple) or not all(isinstance(reason, str) for reason in given):
        raise ValueError(f"it returned the reasons {_shown(value)}; give a list of texts")
    kept = given if len(given) <= MOST_REASONS else given[: MOST_REASONS - 1]
    reasons = tuple(_cut(_line(reason)) for reason in kept)
    return reasons if len(kept) == len(given) else (*reasons, f"and {len(given) - len(kept):,} more")


def _cut(reason: str) -> str:
    return reason if len(reason) <= LONGEST_REASON else f"{reason[: LONGEST_REASON - 1]}…"


def _shown(value: Any) -> str:
    """Show a value that nobody trusts: it may be endless, deep, or a number of too many digits to write."""
    try:
        return _line(reprlib.repr(value))[:_WIDTH]
    except ValueError:
        return f"a value of type {type(value).__name__}, too large to show"


def _line(text: str) -> str:
    """Make one line of a text that must be written as UTF-8 later on."""
    return " ".join(text.encode("utf-8", "replace").decode().split())
