"""Faults: what keeps a verifier from judging anything, told before it is tried."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from pydantic import ValidationError

from eigengraph.errors import ToolCrash, UnknownNameError
from eigengraph.records import (
    Absent,
    Assertion,
    Called,
    Environment,
    Equals,
    NotCalled,
    OnlyChanged,
    Ordered,
    Task,
    Verifier,
    decode,
    encode,
)
from eigengraph.verify.view import environment_key, environment_of
from eigengraph.world import Base, Domain, World

_WIDTH = 300


def faults_in(task: Task, domain: Domain, base: Base) -> tuple[str, ...]:
    """Say why a task's verifier can judge nothing, a line each; none for one that can be tried.

    Whoever wrote it may have made up names and shapes. Code is not looked at; sandboxes say what is wrong with it.

    Args:
        task: The task with its verifier.
        domain: Its domain.
        base: The tables that its world begins with.
    """
    try:
        verifier = decode(Verifier, encode(task.verifier))
    except ValidationError as error:
        return tuple(map(_misfit, error.errors()))
    except (TypeError, ValueError, RecursionError) as error:
        return (f"it cannot be written as JSON: {_line(error)}; give texts, numbers, lists and objects",)
    assertions = [assertion for outcome in verifier.outcomes for assertion in outcome.assertions]
    return tuple(
        dict.fromkeys(
            [
                *_missing(verifier),
                *(line for assertion in assertions for line in _unknown_names(assertion, domain, base)),
                *_unknown("table", [table for table, _ in verifier.needs], domain, base.tables),
                *(line for assertion in assertions for line in _unread(assertion, verifier)),
                *_unanswered(assertions, task, domain, base),
            ]
        )
    )


def _missing(verifier: Verifier) -> Iterator[str]:
    if not verifier.outcomes:
        yield "it has no acceptable outcome; give at least one, without assertions where code alone decides"
    for name, count in Counter(checker.name for checker in verifier.checkers).items():
        if count > 1:
            yield f"{count} checkers are named {name!r}; give each a name of its own"


def _unknown_names(assertion: Assertion, domain: Domain, base: Base) -> list[str]:
    tools = {tool.name for tool in domain.tools}
    match assertion:
        case Equals(table) | Absent(table):
            return _unknown("table", [table], domain, base.tables)
        case OnlyChanged(places):
            return _unknown("table", [table for table, _, _ in places], domain, base.tables)
        case Called(name) | NotCalled(name):
            return _unknown("tool", [name], domain, tools)
        case Ordered(first, then):
            return _unknown("tool", [first.name, then.name], domain, tools)
    return []


def _unknown(what: str, names: Iterable[str], domain: Domain, known: Collection[str]) -> list[str]:
    return [
        str(UnknownNameError(f"{what} of domain {domain.name!r}", name, known)) for name in names if name not in known
    ]


def _unread(assertion: Assertion, verifier: Verifier) -> Iterator[str]:
    """Say which row an assertion reads that a view need not have."""
    if isinstance(assertion, Equals | Absent) and (assertion.table, assertion.key) not in verifier.needs:
        row = f"row {assertion.key!r} of {assertion.table!r}"
        yield f"{assertion.kind!r} reads {row}, which is not among the verifier's needs; add it there"


def _unanswered(assertions: list[Assertion], task: Task, domain: Domain, base: Base) -> Iterator[str]:
    """Say which assertion functions cannot be asked as they are, for want of the name, arguments, or what they name."""
    asked = [assertion for assertion in assertions if isinstance(assertion, Environment)]
    world = World(domain, base, task.initial, seed=task.seed) if asked else None
    for assertion in asked:
        try:
            if assertion.name in domain.assertions:
                inspect.signature(domain.assertions[assertion.name]).bind(world, **assertion.arguments)
            assert world is not None
            environment_of(world, [assertion])
        except ToolCrash:
            raise
        except UnknownNameError as error:
            yield str(error)
        except Exception as error:  # noqa: BLE001 - the domain's code need not know what it was asked with
            yield f"{environment_key(assertion)} cannot be answered: {_line(error)}; give arguments that it knows"


def _misfit(error: Any) -> str:
    place = ".".join(map(str, error["loc"])) or "it"
    return f"{place}: {error['msg']}, found {error['input']!r:.80}"


def _line(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:_WIDTH]
