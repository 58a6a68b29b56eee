"""Wrong values that people and agents plausibly mix up with the right ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from eigengraph.records import Blueprint, Fact, ToolCall
from eigengraph.world import Domain
from eigengraph_offline.phrasebook import Phrasebook
from eigengraph_offline.speech import plain

NUMBER = re.compile(r"(?<![\w-])\d+(?:\.\d+)?(?![\w-])")


def wrong_values(fact: Fact, blueprint: Blueprint, book: Phrasebook) -> tuple[tuple[Any, str], ...]:
    """Return other values for a fact, each with how a person would say it; the same ones for every reader of a task.

    None of them contains the right text, so what was said tells which one was meant.
    """
    found = [*_listed(fact, book), *_of_other_goals(fact, blueprint), *_near(fact)]
    right = plain(fact.text)
    return tuple((value, text) for value, text in found if value != fact.value and right not in plain(text))


def _listed(fact: Fact, book: Phrasebook) -> Iterator[tuple[Any, str]]:
    yield from book.slot(fact.name).wrong


def _of_other_goals(fact: Fact, blueprint: Blueprint) -> Iterator[tuple[Any, str]]:
    for goal in blueprint.goals:
        for other in goal.facts:
            if other.name == fact.name and other.disclosure != "unknown" and not isinstance(other.value, list):
                yield other.value, other.text


def _near(fact: Fact) -> Iterator[tuple[Any, str]]:
    value, text = fact.value, fact.text
    if isinstance(value, bool):
        return
    if isinstance(value, int) and str(value) in text:
        yield value + 1, text.replace(str(value), str(value + 1), 1)
    elif isinstance(value, str):
        yield from _next_day(value, text)
        if value == text and value[-1:].isdigit():
            other = value[:-1] + str((int(value[-1]) + 3) % 10)
            yield other, other


def _next_day(value: str, text: str) -> Iterator[tuple[str, str]]:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return
    near = day + timedelta(days=1 if day.day < 28 else -1)
    if value in text:
        yield near.isoformat(), text.replace(value, near.isoformat(), 1)
    else:
        other, found = re.subn(rf"(?<!\d)0?{day.day}(?!\d)", str(near.day), text, count=1)
        if found:
            yield near.isoformat(), other


def wrong_calls(call: ToolCall, blueprint: Blueprint, domain: Domain, *, misspelt: bool = True) -> tuple[ToolCall, ...]:
    """Return variants of a call with one argument wrong.

    Args:
        call: A right call.
        blueprint: Where it stands; its other calls lend their values.
        domain: Knows the values that an argument may have.
        misspelt: Whether to misspell a text where there is nothing more plausible.
    """
    tool = domain.by_side[call.side].get(call.name)
    properties = tool.schema["function"]["parameters"].get("properties", {}) if tool else {}
    likely: list[ToolCall] = []
    clumsy: list[ToolCall] = []
    for name, value in call.arguments.items():
        others = [*_enumerated(properties.get(name, {})), *_of_other_calls(name, blueprint), *_nudged(value)]
        likely += [_with(call, name, other) for other in others if other != value]
        if isinstance(value, str) and value:
            clumsy.append(_with(call, name, value[:-1] + ("X" if value[-1] != "X" else "Y")))
    return tuple(likely or clumsy if misspelt else likely)


def _with(call: ToolCall, name: str, value: Any) -> ToolCall:
    return ToolCall(call.name, {**call.arguments, name: value}, call.side)


def _enumerated(schema: Mapping[str, Any]) -> list[Any]:
    return list(schema.get("enum", ()))


def _of_other_calls(name: str, blueprint: Blueprint) -> list[Any]:
    return [call.arguments[name] for call in blueprint.gold() if isinstance(call.arguments.get(name), str)]


def _nudged(value: Any) -> list[Any]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int | float):
        return [value + 1]
    if isinstance(value, list) and len(value) > 1:
        return [value[:-1]]
    return []


def wrong_numbers(text: str, seed_offset: int) -> str:
    """Return text with every free-standing number off by the same small amount, or the text itself if it has none."""
    shift = 7 + seed_offset % 5

    def off(match: re.Match[str]) -> str:
        number = match.group()
        return f"{float(number) + shift:.2f}" if "." in number else str(int(number) + shift)

    return NUMBER.sub(off, text)
