"""Faults of the user's conduct: it forgets its part, its instructions, what it does not know, or what it was shown.

They are put into a message that is right otherwise, from the user's second text on.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from eigengraph.records import Fact, Message, Task
from eigengraph_offline.phrasebook import Phrasebook
from eigengraph_offline.speech import pick, sentences

PHRASES: Mapping[str, list[str]] = tomllib.loads((Path(__file__).parent / "misconduct.toml").read_text("utf-8"))

_LATEST = 4
"""The fault comes in one of the user's first so many texts."""
_LONG = 40
"""Characters; a shorter text may recur without a fault."""
_OTHERS = {
    "on": "off", "off": "on", "enabled": "disabled", "disabled": "enabled", "yes": "no", "no": "yes",
    "excellent": "poor", "good": "excellent", "fair": "excellent", "poor": "good", "active": "missing",
    "missing": "active", "connected": "disconnected",
}  # fmt: skip
_STATE = re.compile(rf"\b(?:{'|'.join(_OTHERS)})\b|(?<![\w.])\d+(?:\.\d+)?(?![\w.])", re.IGNORECASE)


def with_misconduct(
    kind: str,
    message: Message,
    told: Sequence[Fact],
    task: Task,
    history: Sequence[Message],
    book: Phrasebook,
    seed: int,
) -> Message:
    """Return the user's message with a fault of a kind in it, labelled; or as it is, where the fault is not due.

    Args:
        kind: One of ``CONDUCT_KINDS``; anything else changes nothing.
        message: What the user would say.
        told: The facts that it tells or owns up to.
        task: What is played.
        history: The dialogue as the user sees it.
        book: How people talk in its domain.
        seed: All that chance draws from.
    """
    if not message.content:
        return message
    text = _faulty(kind, message.content, told, task, history, book, seed)
    return replace(message, content=text, labels=(*message.labels, f"user:{kind}")) if text else message


def _faulty(
    kind: str, content: str, told: Sequence[Fact], task: Task, history: Sequence[Message], book: Phrasebook, seed: int
) -> str:
    mine = [message.content for message in history if message.role == "user" and message.content]
    due = len(mine) == 1 + int(pick(range(_LATEST - 1), seed, "misconduct", "turn"))
    match kind:
        case "unknown_fact":
            return _all_told(told, book, seed)
        case "misreported_result" if history and history[-1].role == "tool":
            return _misread(content, history[-1].content)
        case "role_confusion" if due:
            return f"{content} {pick(PHRASES[kind], seed, kind)}"
        case "leaked_instructions" if due:
            return f"{content} {_leak(task, seed)}"
        case "repetition" if due:
            return _repeated(content, mine)
    return ""


def _all_told(told: Sequence[Fact], book: Phrasebook, seed: int) -> str:
    """Tell what is asked for, known or not."""
    if not any(fact.disclosure == "unknown" and isinstance(fact.value, str) for fact in told):
        return ""
    answers = [pick(book.slot(fact.name).answers, seed, "misconduct", fact.name) for fact in told]
    return " ".join(answer.format(text=fact.text) for answer, fact in zip(answers, told, strict=True))


def _misread(content: str, shown: str) -> str:
    """Change one word of state, or one number, of what was shown."""
    return (
        content.replace(shown, _STATE.sub(_other, shown, count=1)) if shown in content and _STATE.search(shown) else ""
    )


def _other(match: re.Match[str]) -> str:
    said = match.group()
    if said[0].isdigit():
        return f"{float(said) + 7:g}"
    other = _OTHERS[said.lower()]
    return other.upper() if said.isupper() else other.capitalize() if said[0].isupper() else other


def _leak(task: Task, seed: int) -> str:
    told = sentences(task.scenario.task_instructions)
    return pick(PHRASES["leaked_instructions"], seed, "leak").format(text=pick(told, seed, "leak", "text"))


def _repeated(content: str, mine: Sequence[str]) -> str:
    """Say once more what was said first of all."""
    return f"{content} {mine[0]}" if len(mine[0]) > _LONG else ""
