"""What each kind of assertion means, on a delta view."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Any

from eigengraph.records import (
    Absent,
    Assertion,
    Called,
    Change,
    Environment,
    Equals,
    NotCalled,
    OnlyChanged,
    Ordered,
    Place,
    Said,
    Side,
    ToolCall,
)
from eigengraph.records.codec import unwrap
from eigengraph.verify.diff import NOTHING, at, first_difference, same
from eigengraph.verify.speech import tells
from eigengraph.verify.view import View, environment_key

_WIDTH = 80

BASIS: Mapping[type, str] = {
    Equals: "state",
    Absent: "state",
    OnlyChanged: "state",
    Called: "calls",
    NotCalled: "calls",
    Ordered: "calls",
    Said: "said",
    Environment: "environment",
}
"""Which part of a reward's basis each kind belongs to."""


def holds(assertion: Assertion, view: View) -> bool:
    """Whether an assertion holds.

    Raises:
        KeyError: It reads a row that is neither in the delta nor among the verifier's needs.
    """
    match assertion:
        case Equals(table, key, path, value):
            return same(at(view.row(table, key), path), value)
        case Absent(table, key, path):
            return at(view.row(table, key), path) is NOTHING
        case OnlyChanged(places):
            return all(covered(change, places) for change in view.changed)
        case Called():
            return bool(_positions(assertion, view))
        case NotCalled(name, arguments, side):
            return not any(is_call(made.call, name, arguments, side) for made in view.calls)
        case Ordered(first, then):
            firsts, thens = _positions(first, view), _positions(then, view)
            return bool(firsts and thens) and firsts[0] < thens[-1]
        case Said(text):
            return tells(view.said, text)
        case Environment(_, _, value):
            return view.environment[environment_key(assertion)] == value


def describe(assertion: Assertion) -> str:
    """Say in a line what an assertion demands."""
    match assertion:
        case Equals(table, key, path, value):
            return f"{place_name(table, key, path)} is {_short(value)}"
        case Absent(table, key, path):
            return f"{place_name(table, key, path)} is absent"
        case OnlyChanged(places):
            listed = ", ".join(place_name(*place) for place in places)
            return f"nothing changed but {listed}" if places else "nothing changed"
        case Called(name, arguments, side):
            return f"{side} called {_call_name(name, arguments)}"
        case NotCalled(name, arguments, side):
            return f"{side} did not call {_call_name(name, arguments)}"
        case Ordered(first, then):
            return f"{_call_name(first.name, first.arguments)} came before {_call_name(then.name, then.arguments)}"
        case Said(text):
            return f"the user was told {_json(text)}"
        case Environment(_, _, value):
            return f"{environment_key(assertion)} is {_json(value)}"


def explain(assertion: Assertion, view: View) -> str:
    """Say in a line what was expected, and for a failed assertion what was found instead."""
    expected = describe(assertion)
    if holds(assertion, view):
        return expected
    match assertion:
        case Equals(table, key, path, value):
            inner, wanted, found = first_difference(value, at(view.row(table, key), path))
            wanted_text, found_text = _apart(_json(wanted), _json(found))
            place = place_name(table, key, (*path, *inner))
            return f"{place} is {'absent' if wanted is NOTHING else wanted_text}, found {found_text}"
        case Absent(table, key, path):
            return f"{expected}, found {_short(at(view.row(table, key), path))}"
        case OnlyChanged(places):
            others = [change for change in view.changed if not covered(change, places)]
            return f"{expected}: also changed {', '.join(place_name(c.table, c.key, c.path) for c in others)}"
        case Called(name):
            tries = [made for made in view.calls if made.call.name == name]
            return f"{expected}: {'only with other arguments or an error' if tries else 'never'}"
        case Ordered():
            return f"{expected}: not so"
        case Environment():
            return f"{expected}: it is {_json(view.environment[environment_key(assertion)])}"
    return f"{expected}: not so"


def is_call(call: ToolCall, name: str, arguments: Mapping[str, Any], side: Side) -> bool:
    """Whether a call is one of a tool by a side that carries at least these arguments with these values."""
    return (
        call.name == name
        and call.side == side
        and all(key in call.arguments and same(call.arguments[key], value) for key, value in arguments.items())
    )


def place_name(table: str, key: str, path: Sequence[str | int]) -> str:
    """Name a place as people read it, such as ``orders[A1].lines[0].item``."""
    return f"{table}[{key}]" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)


def covered(change: Change, places: Iterable[Place]) -> bool:
    """Whether a change is at one of these places or below it."""
    return any(
        change.table == table and change.key == key and change.path[: len(path)] == tuple(path)
        for table, key, path in places
    )


def _positions(wanted: Called, view: View) -> list[int]:
    return [
        position
        for position, made in enumerate(view.calls)
        if not made.error and is_call(made.call, wanted.name, wanted.arguments, wanted.side)
    ]


def _call_name(name: str, arguments: Mapping[str, Any]) -> str:
    return f"{name}({', '.join(f'{key}={_short(value)}' for key, value in arguments.items())})"


def _short(value: Any) -> str:
    return _cut(_json(value))


def _json(value: Any) -> str:
    return "nothing" if value is NOTHING else json.dumps(value, ensure_ascii=False, default=unwrap)


def _cut(text: str) -> str:
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"


def _apart(left: str, right: str) -> tuple[str, str]:
    """Cut two texts that differ so that the difference is seen."""
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False)))
    if shared < _WIDTH // 2:
        return _cut(left), _cut(right)
    start = shared - _WIDTH // 4
    return _cut(f"…{left[start:]}"), _cut(f"…{right[start:]}")
