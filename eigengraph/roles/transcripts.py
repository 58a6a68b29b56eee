"""Dialogues as a judge reads them."""

from __future__ import annotations

from collections.abc import Iterator

from eigengraph.records import Blueprint, Message, Trajectory, encode

_LONGEST = 600  # characters of a tool's answer


def transcript(trajectory: Trajectory) -> list[str]:
    """Return a dialogue, a line for each text, call and answer, numbered."""
    return [f"[{number}] {line}" for number, line in enumerate(_lines(trajectory))]


def _lines(trajectory: Trajectory) -> Iterator[str]:
    for message in trajectory.messages:
        who = "AGENT" if message.side == "agent" else "CUSTOMER"
        if message.role == "tool":
            failed = " (error)" if message.error else ""
            yield f"TOOL to {who}{failed}: {_short(message.content)}"
            continue
        if message.content:
            yield f"{who}: {message.content}"
        yield from _calls(who, message)


def _calls(who: str, message: Message) -> Iterator[str]:
    for call in message.tool_calls:
        yield f"{who} calls {call.name} {encode(call.arguments).decode()}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} … ({len(text) - _LONGEST} more characters)"


def goals_told(blueprint: Blueprint) -> list[tuple[str, str, str]]:
    """Return each goal as prompts tell it: the intent, the right decision, and the calls that it comes to."""
    return [
        (
            goal.intent,
            goal.decision,
            "; ".join(
                f"{planned.call.name} {encode(planned.call.arguments).decode()}"
                + (" (by the customer)" if planned.call.side == "user" else "")
                for planned in goal.calls
            ),
        )
        for goal in blueprint.goals
    ]
