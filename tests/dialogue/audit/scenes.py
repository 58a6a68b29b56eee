"""Short dialogues to audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from eigengraph.dialogue import GREETING
from eigengraph.dialogue.audit import audit_user
from eigengraph.records import (
    Blueprint,
    Fact,
    Finding,
    Goal,
    Message,
    Outcome,
    Scenario,
    Task,
    ToolCall,
    Trajectory,
    Verifier,
)
from eigengraph.world import Base, Domain
from tests.toys import ROUTER

NAME = Fact("name", "Ann Lee", "Ann Lee", disclosure="start")
LINE = Fact("line_id", "C4471", "C4471")
DAY = Fact("day", "2024-05-20", "May 20")
GIGABYTES = Fact("gigabytes", 2, "2 gigabytes")
SECRET = Fact("customer_id", "K99812", "K99812", disclosure="unknown")
GOAL = Goal("activate", "do", (LINE, DAY, GIGABYTES, SECRET))
SCENARIO = Scenario(
    persona="You are a patient gardener who likes short sentences.",
    reason_for_call="You want your line to be active again.",
    known_info="Your name is Ann Lee. Your line is C4471. It should work from May 20. You take 2 gigabytes.",
    unknown_info="You do not know your customer id.",
    task_instructions="If the agent hesitates, say 'I have been waiting for you since early morning'. "
    "You stay polite at all times and never raise your voice. Accept what is turned down.",
)


def task(*goals: Goal, scenario: Scenario = SCENARIO, domain: Domain = ROUTER) -> Task:
    """Return a task of Ann Lee's."""
    return Task("t1", domain.name, Blueprint((NAME,), goals or (GOAL,)), scenario, Verifier(()))


def talk(*said: str | tuple[ToolCall, str]) -> tuple[Message, ...]:
    """Return a dialogue after the greeting: texts of user and agent in turn, and calls of the user with results."""
    messages = [GREETING]
    users = True
    for item in said:
        if isinstance(item, str):
            messages.append(Message("user" if users else "assistant", item, side="user" if users else "agent"))
            users = not users
        else:
            call, result = item
            messages.append(Message("user", tool_calls=(replace(call, side="user", id="c"),), side="user"))
            messages.append(Message("tool", result, side="user", call_id="c"))
    return tuple(messages)


def findings(
    messages: Sequence[Message],
    played: Task | None = None,
    domain: Domain = ROUTER,
    outcome: Outcome = Outcome.COMPLETED,
) -> tuple[Finding, ...]:
    """Return what the audit finds."""
    return audit_user(played or task(), domain, Base(domain.tables(0)), Trajectory("t1", tuple(messages), outcome))


def kinds(*said: str | tuple[ToolCall, str], played: Task | None = None) -> list[str]:
    """Return the kinds of what the audit finds in a dialogue."""
    return [finding.kind for finding in findings(talk(*said), played)]
