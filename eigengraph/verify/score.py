"""The one scoring path: what a trajectory, or a bare sequence of calls, is worth."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Sequence

from eigengraph.errors import CheckerError, ReplayError, SandboxError, ToolCrash
from eigengraph.records import (
    POLICY_FAILURES,
    AcceptableOutcome,
    Assertion,
    Check,
    Checker,
    Message,
    Outcome,
    Task,
    Trajectory,
    Verdict,
)
from eigengraph.verify.assertions import BASIS, explain, holds
from eigengraph.verify.bounds import excess_of
from eigengraph.verify.checking import ask
from eigengraph.verify.replay import Step, replay, steps_of
from eigengraph.verify.sandbox import Sandbox
from eigengraph.verify.staging import in_dialogue, staged
from eigengraph.verify.view import View
from eigengraph.world import Base, Domain, World

CODE = "code"
"""The part of a reward's basis that checkers belong to; those of assertions are in ``BASIS``."""


def score(
    task: Task,
    domain: Domain,
    base: Base,
    trajectory: Trajectory,
    *,
    strict: bool = True,
    solo: bool = False,
    sandbox: Sandbox | None = None,
) -> Verdict:
    """Score a trajectory against its task's verifier.

    The reward is 1.0 if every assertion of any acceptable outcome holds, every checker agrees and the dialogue was
    completed; 0.0 if not, or if the policy itself broke the dialogue off or sent more than can be judged; None where
    the failure was not the policy's (design: typed outcomes), or where a checker cannot decide.

    Args:
        task: The task that was played.
        domain: Its domain.
        base: The tables that its world begins with.
        trajectory: What happened.
        strict: Whether a replay that answers otherwise than recorded makes the verdict None.
        solo: Whether the agent held the user's tools too.
        sandbox: Where checkers run; a verifier that has any decides nothing without it.

    Raises:
        SandboxError: The sandbox cannot run on this machine.
    """
    if trajectory.outcome is not Outcome.COMPLETED and trajectory.outcome not in POLICY_FAILURES:
        return Verdict(None, f"{trajectory.outcome}: {_last_line(trajectory.detail)}")
    excess = excess_of(trajectory.messages)
    if excess:
        return Verdict(0.0, f"{Outcome.AGENT_FAULT}: {excess}")
    steps = steps_of(trajectory.messages)
    try:
        verdict = score_steps(task, domain, base, steps, trajectory.messages, strict=strict, solo=solo, sandbox=sandbox)
    except SandboxError:
        raise
    except (CheckerError, ReplayError, ToolCrash) as error:
        return Verdict(None, f"{Outcome.VERIFIER_ERROR}: {error}")
    except Exception:  # noqa: BLE001 - a verifier that breaks must never look like a policy that failed
        return Verdict(None, f"{Outcome.VERIFIER_ERROR}: {_last_line(traceback.format_exc())}")
    if trajectory.outcome in POLICY_FAILURES:
        reason = f"{trajectory.outcome}: {_last_line(trajectory.detail)}"
        return Verdict(0.0, reason, verdict.basis, verdict.acceptable, verdict.checks, verdict.changes, verdict.digest)
    return verdict


def score_steps(
    task: Task,
    domain: Domain,
    base: Base,
    steps: Iterable[Step],
    messages: Sequence[Message] | None = None,
    *,
    strict: bool = True,
    solo: bool = False,
    sandbox: Sandbox | None = None,
) -> Verdict:
    """Score what happened, step by step, as if the dialogue had been completed; see ``score`` for the arguments.

    The messages are those of the dialogue that the steps come from; where there are none, as for bare calls, code gets
    them in a staged one (``eigengraph.verify.staging``).

    Raises:
        CheckerError: A checker cannot decide.
        SandboxError: The sandbox cannot run on this machine.
        ReplayError: A write answers something other than was recorded, and ``strict`` is set.
        ToolCrash: A tool raised something its domain does not declare.
    """
    world = World(domain, base, task.initial, seed=task.seed, solo=solo)
    steps = list(steps)
    views = list(replay(world, steps, task.verifier, messages or (), strict=strict))
    final = views[-1][0]
    reached = max(task.verifier.outcomes, key=lambda outcome: _share(outcome, final))
    seen = _staged(task, domain, steps, final) if messages is None and task.verifier.checkers else final
    checks = (
        *(
            Check(holds(assertion, final), explain(assertion, final), _progress(assertion, views[:-1]))
            for assertion in reached.assertions
        ),
        *(_asked(checker, seen, sandbox) for checker in task.verifier.checkers),
    )
    failed = [check.reason for check in checks if not check.holds]
    agreed = " and every checker agrees" if task.verifier.checkers else ""
    reason = failed[0] if failed else f"every assertion of {reached.name!r} holds{agreed}"
    kinds = {BASIS[type(assertion)] for assertion in reached.assertions}
    basis = tuple(sorted(kinds | {CODE} if task.verifier.checkers else kinds))
    return Verdict(float(not failed), reason, basis, reached.name, checks, final.changed, world.digest())


def _asked(checker: Checker, view: View, sandbox: Sandbox | None) -> Check:
    """Ask a checker about the end alone: it has no progress, since code is slow and written for the end."""
    [opinion] = ask(checker, [view], sandbox)
    if opinion.passed is None:
        raise CheckerError(opinion.describe())
    return Check(opinion.passed, opinion.describe())


def _staged(task: Task, domain: Domain, steps: Iterable[Step], final: View) -> View:
    """Return the last view with a dialogue around what happened."""
    calls = iter(final.calls)
    return in_dialogue(final, staged(task, domain, [next(calls) if step.call else step.said for step in steps]))


def _share(outcome: AcceptableOutcome, view: View) -> float:
    """Rank outcomes by the share of assertions that hold; max() keeps the first of equals."""
    held = sum(holds(assertion, view) for assertion in outcome.assertions)
    return held / len(outcome.assertions) if outcome.assertions else 1.0


def _progress(assertion: Assertion, views: list[tuple[View, bool]]) -> tuple[bool, ...]:
    """Whether an assertion held before the first call and after each; states are looked at only when they changed."""
    by_state = BASIS[type(assertion)] in ("state", "environment")
    statuses: list[bool] = []
    for view, may_differ in views:
        if by_state and not may_differ:
            statuses.append(statuses[-1])
        else:
            statuses.append(holds(assertion, view))
    return tuple(statuses)


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1] if lines else "no detail"
