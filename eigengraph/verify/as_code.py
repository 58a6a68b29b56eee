"""Writing assertions as a checker: the same demands, in Python that people can read and change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from eigengraph.records import (
    Absent,
    AcceptableOutcome,
    Assertion,
    Called,
    Environment,
    Equals,
    NotCalled,
    OnlyChanged,
    Ordered,
    Said,
    Verifier,
)
from eigengraph.verify.assertions import describe
from eigengraph.verify.checking import LONGEST_REASON, MOST_REASONS
from eigengraph.verify.speech import IDLE_ZEROS, MARKUP, THOUSANDS, pattern_of
from eigengraph.world.views import thaw

_WIDTH = 120

_HELPERS = {
    "same": '''\
def same(left, right):
    """Whether two JSON values are equal: 1, 1.0 and True differ, the order of keys does not matter."""
    return json.dumps(left, sort_keys=True) == json.dumps(right, sort_keys=True)
''',
    "found": '''\
def found(view, table, key, path):
    """Return what is at a place, in a list; an empty list where there is nothing."""
    rows = view["after"][table] if key in view["after"][table] else view["needs"][table]
    value = rows[key]
    if value is None:
        return []
    for step in path:
        if not isinstance(value, dict) or step not in value:
            return []
        value = value[step]
    return [value]
''',
    "is_at": '''\
def is_at(view, table, key, path, value):
    """Whether a value is at a place."""
    return same(found(view, table, key, path), [value])
''',
    "only_changed": '''\
def only_changed(view, places):
    """Whether nothing differs from the initial state but these places and what is below them."""
    allowed = {(table, key, *path) for table, key, path in places}
    for change in view["changed"]:
        place = (change["table"], change["key"], *change["path"])
        if not allowed & {place[:length] for length in range(2, len(place) + 1)}:
            return False
    return True
''',
    "is_call": '''\
def is_call(call, side, name, arguments):
    """Whether a call is one of a tool by a side, with at least these arguments."""
    if call["side"] != side or call["name"] != name:
        return False
    given = call["arguments"]
    return all(key in given and same(given[key], value) for key, value in arguments.items())
''',
    "times": '''\
def times(view, side, name, arguments):
    """Return the positions of the calls of a tool that were not refused."""
    return [
        at for at, call in enumerate(view["calls"]) if not call["error"] and is_call(call, side, name, arguments)
    ]
''',
    "tried": '''\
def tried(view, side, name, arguments):
    """Whether a tool was called, refused or not."""
    return any(is_call(call, side, name, arguments) for call in view["calls"])
''',
    "in_order": '''\
def in_order(firsts, thens):
    """Whether some position of the first comes before some of the second."""
    return bool(firsts and thens) and firsts[0] < thens[-1]
''',
    "heard": f'''\
def heard(view):
    """Return what the policy said, a line each, so that case, commas, white space and idle zeros do not matter."""
    lines = [" ".join(text.lower().split()) for text in view["said"]]
    whole = re.sub({THOUSANDS!r}, "", re.sub({MARKUP!r}, "", "\\n".join(lines)))
    folded = re.sub({IDLE_ZEROS!r}, r"\\1", whole)
    return "\\n".join([" ".join(line.replace(",", " ").split()) for line in folded.split("\\n")])
''',
    "told": '''\
def told(text, pattern):
    """Whether a line of a text has it."""
    return re.search(pattern, text) is not None
''',
}

_CHECK = f'''\
def check(view):
    """Pass if any of the outcomes was reached; else say what is missing from the nearest."""
    nearest = max([{{calls}}], key=lambda claims: sum(holds for _, holds in claims) / len(claims))
    missing = [claim for claim, holds in nearest if not holds]
    return {{{{
        "passed": not missing,
        "score": 1 - len(missing) / len(nearest),
        "reasons": missing[:{MOST_REASONS}],
    }}}}
'''


def code_of(verifier: Verifier) -> str:
    """Return the source of ``check(view)`` that demands what a verifier's assertions do.

    Args:
        verifier: Assertions about the domain's own functions are left out, since code has no live world; each outcome
            must have another one, as every derived outcome does.
    """
    names = [_function_name(number, outcome.name) for number, outcome in enumerate(verifier.outcomes, 1)]
    outcomes = [_outcome(name, outcome) for name, outcome in zip(names, verifier.outcomes, strict=True)]
    check = _CHECK.format(calls=", ".join(f"{name}(view)" for name in names))
    body = "\n\n".join([*outcomes, check])
    helpers = list(_needed(body))
    helped = "\n\n".join([*helpers, body])
    imports = [f"import {name}" for name in ("json", "re") if re.search(rf"\b{name}\.", "\n".join(helpers))]
    return "\n".join([*imports, *([""] * 2 if imports else []), helped])


def _needed(body: str) -> Iterator[str]:
    """Yield the helpers that code calls, and those which they call, in the order of their definition."""
    wanted: set[str] = set()
    pending = [body]
    while pending:
        text = pending.pop()
        for name in set(re.findall(r"\b(\w+)\(", text)) & (_HELPERS.keys() - wanted):
            wanted.add(name)
            pending.append(_HELPERS[name])
    return (text for name, text in _HELPERS.items() if name in wanted)


def _outcome(name: str, outcome: AcceptableOutcome) -> str:
    claims = [assertion for assertion in outcome.assertions if not isinstance(assertion, Environment)]
    lines = [_line(describe(claim)[:LONGEST_REASON], _expression(claim)) for claim in claims]
    heard = ["    text = heard(view)"] if any(isinstance(claim, Said) for claim in claims) else []
    return "\n".join([f"def {name}(view):", *heard, "    return [", *lines, "    ]", ""])


def _line(claim: str, expression: str) -> str:
    line = f"        ({claim!r}, {expression}),"
    return line if len(line) <= _WIDTH else f"        (\n            {claim!r},\n            {expression},\n        ),"


def _expression(claim: Assertion) -> str:
    """Return the Python expression over ``view`` that says whether an assertion holds."""
    match claim:
        case Equals(table, key, path, value):
            return f"is_at(view, {table!r}, {key!r}, {list(path)!r}, {_literal(value)})"
        case Absent(table, key, path):
            return f"not found(view, {table!r}, {key!r}, {list(path)!r})"
        case OnlyChanged(places):
            return f"only_changed(view, {[[table, key, list(path)] for table, key, path in places]!r})"
        case Called():
            return f"bool({_times(claim)})"
        case NotCalled(name, arguments, side):
            return f"not tried(view, {side!r}, {name!r}, {_literal(arguments)})"
        case Ordered(first, then):
            return f"in_order({_times(first)}, {_times(then)})"
        case Said(text):
            return f"told(text, {pattern_of(text)!r})"
    raise TypeError(f"{claim!r:.80} cannot be written as code; keep it among the assertions")


def _times(claim: Called) -> str:
    return f"times(view, {claim.side!r}, {claim.name!r}, {_literal(claim.arguments)})"


def _literal(value: Any) -> str:
    return repr(thaw(dict(value) if hasattr(value, "items") else value))


def _function_name(number: int, name: str) -> str:
    return f"outcome_{number}_{re.sub(r'[^a-z0-9]+', '_', name.lower())}"
