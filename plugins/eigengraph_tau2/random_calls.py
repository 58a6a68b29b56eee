"""Random calls, right and wrong, for holding a world to what it should answer.

Calls that are right by chance are rare, so values come from the tables: from a few rows that name one another, such as
a user with their orders. What a tool needs to succeed then meets often. Known solutions are played in between, in
their order and with changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from eigengraph.records import ToolCall, canonical
from eigengraph.world import Base, Domain

ODD: Sequence[Any] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    2.5,
    1e308,
    10**30,
    "",
    "x",
    "é",
    [],
    ["a"],
    {},
    {"a": 1},
    "1 + 1",
    "08",
)
_MOST_ALIKE = 8
"""Times that one dialogue makes the very same call. A cancellation pays back every payment so far, paid back ones too,
so that a reservation doubles each time: forty of them fill the memory, here as in tau2-bench."""

RESERVED = ("self", "tool_name", "requestor", "name", "world", "kwargs")
EXPRESSIONS = ("1+1", "1/3", "0.1 + 0.2", "2 * (3 - 1)", "1/0", "(", "2**3", "10//3", " 7 ", "1 1", "1.2.3", "3(2)", "")

_FOUND_UNDER: Mapping[str, str] = {
    "app_name": "app_statuses",
    "dob": "date_of_birth",
    "gift_card_id": "payment_methods",
    "payment_id": "payment_methods",
    "payment_method_id": "payment_methods",
    "permission": "permissions",
}
"""Fields whose values, or keys, are what an argument of another name takes."""


class Caller:
    """Draws the calls of one dialogue.

    Args:
        domain: Whose tools are called.
        base: The tables.
        solution: Calls that are right in this order, perhaps none.
        random: Decides which rows the calls are about.
    """

    def __init__(self, domain: Domain, base: Base, solution: Sequence[ToolCall], random: Random) -> None:
        self._tools = {(tool.side, tool.name): tool.schema["function"]["parameters"] for tool in domain.tools}
        self._solution = tuple(solution)
        self._next = 0
        self._made: Counter[bytes] = Counter()
        self._pool: dict[str, list[Any]] = {}
        self._siblings: dict[str, list[str]] = {}
        near = dict(_neighbours(base, solution, random))
        self._rows = list(near.values())
        self._pool["id"] = [key for _, key in near]
        for row in self._rows:
            self._gather(row)
        for call in solution:
            self._gather(dict(call.arguments))

    def draw(self, random: Random) -> ToolCall:
        """Return the next call; ``random`` decides it."""
        while True:
            call = self._any(random)
            made = canonical([call.side, call.name, call.arguments])
            if self._made[made] < _MOST_ALIKE:
                self._made[made] += 1
                return call

    def _any(self, random: Random) -> ToolCall:
        way = random.random()
        if way < 0.3 and self._next < len(self._solution):
            self._next += 1
            return self._solution[self._next - 1]
        if way < 0.5 and self._solution:
            return self._spoilt(random, random.choice(self._solution), 0.8)
        if way < 0.97:
            return self._spoilt(random, self._fresh(random), 0.12)
        call = self._fresh(random)
        wrong = random.choice(("no_such_tool", "", call.name.upper(), call.name))
        return ToolCall(wrong, call.arguments, random.choice(("agent", "user")))

    def _fresh(self, random: Random) -> ToolCall:
        side, name = random.choice(list(self._tools))
        schema = self._tools[side, name]
        anchor: dict[str, list[Any]] = {}
        if self._rows:
            _collect(random.choice(self._rows), anchor)
        arguments: dict[str, Any] = {}
        for argument, kind in schema.get("properties", {}).items():
            if argument in schema.get("required", ()) or random.random() < 0.5:
                arguments[argument] = self._value(random, argument, kind, schema.get("$defs", {}), anchor, arguments)
        return ToolCall(name, arguments, side)

    def _spoilt(self, random: Random, call: ToolCall, share: float) -> ToolCall:
        """Return a call with one argument changed, left out or added, in this share of cases."""
        arguments = dict(call.arguments)
        way = random.random()
        if random.random() >= share or (not arguments and way >= 0.3):
            return call
        if way < 0.1 or not arguments:
            arguments[random.choice(RESERVED)] = random.choice(ODD)
        elif way < 0.2:
            del arguments[random.choice(list(arguments))]
        elif way < 0.4:
            arguments[random.choice(list(arguments))] = random.choice(ODD)
        else:
            name = random.choice(list(arguments))
            schema = self._tools.get((call.side, call.name), {})
            kind = schema.get("properties", {}).get(name, {})
            arguments[name] = self._value(random, name, kind, schema.get("$defs", {}), {}, {})
        return ToolCall(call.name, arguments, call.side)

    def _value(
        self,
        random: Random,
        name: str,
        kind: Mapping[str, Any],
        defs: Mapping[str, Any],
        anchor: Mapping[str, Any],
        drawn: Mapping[str, Any],
    ) -> Any:
        """Return a value for an argument, from one row if that has the like of it, or else from all."""
        if name.startswith("new_") and name[4:] in drawn:
            return self._others(random, drawn[name[4:]])
        if name == "expression":
            return random.choice(EXPRESSIONS)
        kind = self._resolved(random, kind, defs)
        known = anchor.get(name) or anchor.get(_FOUND_UNDER.get(name, "")) or ()
        if random.random() < 0.2 or not known:
            known = self._pool.get(name) or self._pool.get(_FOUND_UNDER.get(name, "")) or ()
        if kind.get("type") == "array":
            if known and random.random() < 0.5:
                return random.choice(known)
            items = kind.get("items", {})
            few = random.choice((0, 1, 1, 1, 2, 2, 3))
            return [self._value(random, name.removesuffix("s"), items, defs, anchor, {}) for _ in range(few)]
        if kind.get("type") == "object" and "properties" in kind:
            return {
                field: self._value(random, field, inner, defs, anchor, {})
                for field, inner in kind["properties"].items()
            }
        if "enum" in kind:
            return random.choice(kind["enum"])
        if known:
            return random.choice(known)
        return self._plain(random, kind.get("type", ""))

    def _resolved(self, random: Random, kind: Mapping[str, Any], defs: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in kind or "anyOf" in kind:
            kind = defs[kind["$ref"].rpartition("/")[2]] if "$ref" in kind else random.choice(kind["anyOf"])
        return kind

    def _plain(self, random: Random, kind: str) -> Any:
        if kind == "boolean":
            return random.random() < 0.5
        if kind in ("integer", "number"):
            return random.choice((0, 1, 2, 3, 5, 100) if kind == "integer" else (0.5, 1.0, 2, 50, 100.0, 250))
        return random.choice(("x", "1 Elm Street", "12345", "no longer needed", "ordered by mistake"))

    def _others(self, random: Random, given: Any) -> Any:
        """Return, for each key in a list, another key of the mapping that it stands in."""
        if not isinstance(given, list):
            return given
        known = [key for key in given if isinstance(key, str)]
        return [random.choice(self._siblings.get(key, [key])) for key in known]

    def _gather(self, value: Any) -> None:
        _collect(value, self._pool)
        for keys in _key_sets(value):
            self._siblings.update(dict.fromkeys(keys, keys))


def _neighbours(
    base: Base, solution: Sequence[ToolCall], random: Random, at_most: int = 14
) -> Iterator[tuple[tuple[str, str], Any]]:
    """Yield, by table and key, rows that a solution names or that lie at random, and rows that those name."""
    queue = [name for call in solution for name in _texts(dict(call.arguments))]
    for _ in range(2):
        rows = base.tables[random.choice(list(base.tables))]
        queue.append(random.choice(list(rows))) if rows else None
    seen: set[tuple[str, str]] = set()
    while queue and len(seen) < at_most:
        key = queue.pop(0)
        for table, rows in base.tables.items():
            if key in rows and (table, key) not in seen:
                seen.add((table, key))
                yield (table, key), rows[key]
                found = list(_texts(rows[key]))
                random.shuffle(found)
                queue.extend(found)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield key
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _collect(value: Any, into: dict[str, list[Any]]) -> None:
    """Sort the values in a row by the name of their field; keys of a mapping count as values of its field."""
    if isinstance(value, list):
        for inner in value:
            _collect(inner, into)
    if not isinstance(value, Mapping):
        return
    for name, inner in value.items():
        into.setdefault(name, []).append(inner)
        if isinstance(inner, list):
            into.setdefault(name.removesuffix("s"), []).extend(inner)
        elif isinstance(inner, Mapping):
            into.setdefault(name, []).extend(inner)
        _collect(inner, into)


def _key_sets(value: Any) -> Iterator[list[str]]:
    """Yield the keys of every mapping of mappings in a row."""
    if isinstance(value, Mapping):
        if value and all(isinstance(inner, Mapping) for inner in value.values()):
            yield list(value)
        for inner in value.values():
            yield from _key_sets(inner)
