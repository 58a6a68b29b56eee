"""Credit for single messages of the policy, from the verifier's stored progress; off unless a recipe asks for it."""

from __future__ import annotations

from eigengraph.records import Trajectory, Verdict


def turn_credit(trajectory: Trajectory, verdict: Verdict) -> list[float]:
    """Return by how much each message of the policy moved the share of assertions that hold.

    The share before the first call and after each call is stored with the verdict. A message is credited with what its
    calls changed, and with what the user did before the policy spoke again, since that is what it had asked for.

    Args:
        trajectory: A rollout.
        verdict: What it is worth.

    Returns:
        One number for each message of the policy, the greeting left out; -1 to 1. Zeros where no progress is stored.
    """
    told = [check.progress for check in verdict.checks if check.progress]
    levels = [sum(holds) / len(holds) for holds in zip(*told, strict=True)] or [0.0]
    credits: list[float] = []
    calls, level = 0, levels[0]
    for message in trajectory.messages[_opening(trajectory) :]:
        if message.role == "assistant":
            credits.append(0.0)
        elif message.role == "tool":
            calls += 1
            now = levels[min(calls, len(levels) - 1)]
            if credits:
                credits[-1] += now - level
            level = now
    return credits


def _opening(trajectory: Trajectory) -> int:
    """Return 1 where the protocol opened the dialogue with a greeting, which the policy did not write."""
    first = trajectory.messages[:1]
    return int(bool(first) and first[0].role == "assistant" and not first[0].tool_calls)
