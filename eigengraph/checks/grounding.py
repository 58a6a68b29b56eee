"""Whether every value of a gold write comes from somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eigengraph.checks.draft import Draft, Write
from eigengraph.checks.steps import objects_in
from eigengraph.dialogue.audit.wording import mentions
from eigengraph.verify.arguments import Path, dotted

_SHORTEST = 3
"""Characters of a text that may come from policy or tools; shorter ones stand there by chance."""
_PROSE = 6
"""A text of so many words is written for the call."""


def ungrounded_gold(draft: Draft) -> str:
    """Look for values of gold writes that nobody could know.

    A value is stated by a fact, shown by an earlier call, a choice of the tool's schema, or written in policy or tools;
    a number may also be one of several that come to such a number together. What stands together in one argument stood
    together in one fact or one answer. A choice that no fact states stood before in what the call is about. A task
    without typed facts, as imported ones are, is left alone.
    """
    for write in draft.writes if draft.facts else ():
        if why := next(_ungrounded(write), ""):
            return f"call {write.call.name!r} for {write.goal.intent!r}: {why}"
    return ""


def _ungrounded(write: Write) -> Iterator[str]:
    for path, value in write.unstated:
        if value in write.choices(path):
            yield from _another_choice(write, path, value)
        elif not (_known_text(write, value) if isinstance(value, str) else _known_number(write, path, value)):
            yield f"{dotted(path)} is {value!r}, which no fact states and no earlier call shows"
    yield from _torn_apart(write)


def _another_choice(write: Write, path: Path, value: Any) -> Iterator[str]:
    """Hold a choice that nobody asks for against what stands now in the same field of what the call is about."""
    name = str(path[0])
    tables = write.draft.base.tables.values()
    about = {
        other
        for at, other in write.carried
        if len(at) == 1 and isinstance(other, str) and any(other in table for table in tables)
    }
    shown = (
        {
            seen.fields[name]
            for seen in step.shown
            if isinstance(seen.fields.get(name), str) and not about.isdisjoint(seen.names)
        }
        for step in reversed(write.earlier)
    )
    standing = next(filter(None, shown), set())
    if standing and value not in standing:
        yield f"{dotted(path)} is {value!r}, which no fact states; it was {' or '.join(sorted(map(repr, standing)))}"


def _known_text(write: Write, value: str) -> bool:
    if len(value.split()) >= _PROSE or any(step.shows(value) for step in write.earlier):
        return True
    return len(value) >= _SHORTEST and mentions(write.draft.learned.text, value)


def _known_number(write: Write, path: Path, value: float) -> bool:
    together = [other for at, other in write.carried if (at[0], at[-1], len(at)) == (path[0], path[-1], len(path))]
    wanted = {float(value), round(float(sum(together)), 2)}
    return any(not wanted.isdisjoint(step.numbers) for step in write.earlier) or not wanted.isdisjoint(
        write.draft.learned.numbers
    )


def _torn_apart(write: Write) -> Iterator[str]:
    for name, argument in write.call.arguments.items():
        for _, inner in objects_in(argument):
            texts = {value for value in inner.values() if isinstance(value, str)}
            if len(texts) > 1 and not _stood_together(write, texts):
                yield f"{name} has {' with '.join(map(repr, sorted(texts)))}, which stand together nowhere else"


def _stood_together(write: Write, texts: set[str]) -> bool:
    stated = (set(_texts(inner)) for fact in write.facts for _, inner in objects_in(fact.value))
    shown = (seen.texts for step in write.earlier for seen in step.shown)
    return (
        any(texts <= together for together in stated)
        or any(texts <= together for together in shown)
        or any(all(step.shows(text) for text in texts) for step in write.earlier if not step.shown)
    )


def _texts(inner: Any) -> Iterator[str]:
    return (value for value in inner.values() if isinstance(value, str))
