"""How a dialogue went and what it is worth."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from eigengraph.records.assertion import Path
from eigengraph.records.message import Message, ToolCall


class Outcome(StrEnum):
    """How a rollout ended."""

    COMPLETED = "completed"
    MAX_TURNS = "max_turns"
    MAX_ERRORS = "max_errors"
    AGENT_FAULT = "agent_fault"
    CONTEXT_OVERFLOW = "context_overflow"
    USER_FAULT = "user_fault"
    ENVIRONMENT_ERROR = "environment_error"
    MODEL_ERROR = "model_error"
    VERIFIER_ERROR = "verifier_error"
    BUDGET = "budget"


POLICY_FAILURES = frozenset({Outcome.MAX_TURNS, Outcome.MAX_ERRORS, Outcome.AGENT_FAULT, Outcome.CONTEXT_OVERFLOW})
"""Outcomes that are the policy's own: reward 0.0, because masking them would teach stalling."""


@dataclass(frozen=True, slots=True)
class Trajectory:
    """One finished rollout.

    Attributes:
        task_id: The task that was played.
        messages: Everything that was said and called, in order.
        outcome: How it ended.
        detail: Why, in a line, or the traceback of what failed.
        turns: Hops between participants, counted as tau2-bench counts steps.
        errors: Tool results with an error, of both sides together.
    """

    task_id: str
    messages: tuple[Message, ...]
    outcome: Outcome
    detail: str = ""
    turns: int = 0
    errors: int = 0

    def calls(self) -> tuple[ToolCall, ...]:
        """Return every tool call of both sides, in order."""
        return tuple(call for message in self.messages for call in message.tool_calls)

    def labels(self) -> tuple[str, ...]:
        """Return the kinds of every fault injected on purpose, in order."""
        return tuple(label for message in self.messages for label in message.labels)


@dataclass(frozen=True, slots=True)
class Change:
    """One place where the final state differs from the initial one.

    Attributes:
        table: The table.
        key: The row.
        path: Where in the row; empty for the row as a whole.
        before: The value in the initial state.
        after: The value in the final state.
        absent: ``before`` or ``after`` where there was nothing at all, which is not the same as null.
    """

    table: str
    key: str
    path: Path
    before: Any
    after: Any
    absent: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """The status of one assertion.

    Attributes:
        holds: Whether it holds at the end.
        reason: What was expected and found, in a line.
        progress: Whether it held before the first call and after each call.
    """

    holds: bool
    reason: str
    progress: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a trajectory is worth.

    Attributes:
        reward: 1.0 or 0.0, or None where nothing can be said about the policy.
        reason: Why, in a line.
        basis: What the reward is made of, such as ``("state", "calls", "said")``.
        acceptable: The acceptable outcome that was reached, or the nearest one.
        checks: One per assertion of that outcome.
        changes: How the final state differs from the initial one.
        digest: Of the final state.
    """

    reward: float | None
    reason: str
    basis: tuple[str, ...] = ()
    acceptable: str = ""
    checks: tuple[Check, ...] = ()
    changes: tuple[Change, ...] = ()
    digest: str = ""

    @property
    def passed(self) -> bool:
        """Whether the trajectory is worth the full reward."""
        return self.reward == 1.0

    @property
    def score(self) -> float:
        """The share of assertions that hold, 0 to 1."""
        return sum(check.holds for check in self.checks) / len(self.checks) if self.checks else 0.0
