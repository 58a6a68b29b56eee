"""What a task's verifier says of an agent that makes some calls, says some texts, and does nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from eigengraph.audit.defect import Defect, Unchecked
from eigengraph.audit.gold import GoldRun
from eigengraph.errors import SandboxError
from eigengraph.records import ROLE_OF, Message, Outcome, ToolCall, Trajectory, Verdict
from eigengraph.verify.score import score

_BROKEN = f"{Outcome.VERIFIER_ERROR}: "
_INFRA = "infra: "


def verdict_on(gold: GoldRun, calls: Sequence[ToolCall] = (), said: Sequence[str] = ()) -> Verdict:
    """Score calls and texts as scoring does; where the verifier cannot be asked, the reward is None.

    Args:
        gold: The task's, with where its checkers run.
        calls: Made in a fresh world, in order.
        said: By the policy, after them.

    Raises:
        ToolCrash: A tool raised something that its domain does not declare.
    """
    trajectory = _dialogue(gold, calls, said)
    try:
        return score(gold.task, gold.domain, gold.base, trajectory, sandbox=gold.sandbox)
    except SandboxError as error:  # this machine cannot run it; what needs no code can still be looked at
        return Verdict(None, f"{_BROKEN}{_INFRA}{error}")


def undecided(kind: str, gold: GoldRun, verdict: Verdict) -> Defect | Unchecked:
    """Say why a verdict has no reward: the task is at fault, unless it was the sandbox.

    Args:
        kind: Of the findings that were looked for.
        gold: The task's.
        verdict: Without a reward.
    """
    reason = verdict.reason.removeprefix(_BROKEN)
    if reason.startswith(_INFRA):
        return Unchecked(kind, f"its checkers could not be run: {reason.removeprefix(_INFRA)}")
    return Defect("verifier_breaks", gold.task.id, f"asked for {kind}: {reason}")


def _dialogue(gold: GoldRun, calls: Sequence[ToolCall], said: Sequence[str]) -> Trajectory:
    world = gold.fresh_world()
    messages: list[Message] = []
    for number, call in enumerate(calls):
        made = replace(call, id=f"call_{number}")
        result = world.call(made)
        messages.append(Message(ROLE_OF[made.side], tool_calls=(made,), side=made.side))
        messages.append(Message("tool", result.content, side=made.side, call_id=made.id, error=result.error))
    messages.extend(Message("assistant", text) for text in said)
    return Trajectory(gold.task.id, tuple(messages), Outcome.COMPLETED)
