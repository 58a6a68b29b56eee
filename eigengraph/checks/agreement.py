"""Whether gold writes do what the facts say."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from typing import Any

from eigengraph.checks.draft import Draft, Write, states
from eigengraph.checks.habits import carrying, part_of
from eigengraph.checks.steps import numbers_in
from eigengraph.dialogue.audit.typed_values import typed_values
from eigengraph.records import Fact
from eigengraph.verify.arguments import Path, dotted, leaves
from eigengraph.verify.diff import same

_SUM = re.compile(r"[\d\s.,()+*/-]*[+*/-][\d\s.,()+*/-]*")


def contradicted_gold(draft: Draft) -> str:
    """Look for gold writes that do something else than the facts say.

    A value must be the fact's where the argument has the fact's name, where both are choices of the tool's schema, and
    where both name rows of one table or keys of one mapping and no write carries the fact's. What the sampler's calls
    have always carried must be carried, and nowhere else. What facts describe must be among what the call names. Where
    another of a group stands in the outcome or was reckoned with, it must have been meant for something.
    """
    for write in draft.writes:
        if why := next(_contradicted(write), ""):
            return f"call {write.call.name!r} for {write.goal.intent!r}: {why}"
    return ""


def _contradicted(write: Write) -> Iterator[str]:
    for path, value in write.unstated:
        for fact in write.facts:
            if _rivals(write, path, value, fact):
                yield f"{dotted(path)} is {value!r}, but fact {fact.name!r} has {fact.value!r}"
        if isinstance(value, str):
            yield from _another_meant(write, path, value)
    yield from _carried_otherwise(write)
    yield from _misdescribed(write)


def _rivals(write: Write, path: Path, value: Any, fact: Fact) -> bool:
    """Return whether a fact says what a value should be, and it is another."""
    if len(path) == 1 and fact.name == path[0] and type(fact.value) is type(value):
        return True
    choices = write.choices(path)
    if value in choices and any(same(fact.value, choice) for choice in choices):
        return True
    group = _group(write, value) if isinstance(value, str) else ()
    carried = [other for call in write.calls for _, other in leaves(call.arguments)]
    return any(
        isinstance(part, str) and part in group and not any(same(part, other) for other in carried)
        for _, part in leaves(fact.value)
    )


def _carried_otherwise(write: Write) -> Iterator[str]:
    """Find parts of facts that the call carries elsewhere than calls of this tool always have, or not at all."""
    for fact in write.facts:
        for path, value in leaves(fact.value):
            places = write.draft.learned.habits.carried.get(part_of(write.call.name, fact.name, path))
            if places is None:
                continue
            found = carrying(write.calls, write.call.name, value)
            for place in sorted(places.always - found):
                yield f"{'.'.join(place)} does not carry {value!r}, which fact {fact.name!r} has"
            for place in sorted(found - places.ever if isinstance(value, str) else ()):
                yield f"{'.'.join(place)} carries {value!r}, which fact {fact.name!r} has for another argument"


def _misdescribed(write: Write) -> Iterator[str]:
    """Find descriptions, such as a colour with a size, that fit nothing which the call names."""
    named = {value for _, value in write.carried if isinstance(value, str)}
    for fact in write.goal.facts:
        for description in fact.value if isinstance(fact.value, list | tuple) else [fact.value]:
            if not isinstance(description, Mapping) or _spelt_out(write, description):
                continue
            fitting = [
                _fits(description, record)
                for step in write.earlier
                for seen in step.shown
                if not named.isdisjoint(seen.names)
                for record in (seen.fields, *(inner for inner in seen.fields.values() if isinstance(inner, Mapping)))
            ]
            if False in fitting and True not in fitting:
                yield f"nothing that it names is {dict(description)!r}, as fact {fact.name!r} has it"


def _spelt_out(write: Write, description: Mapping[str, Any]) -> bool:
    return all(any(same(part, value) for _, value in write.carried) for _, part in leaves(description))


def _fits(description: Mapping[str, Any], record: Mapping[str, Any]) -> bool | None:
    """Return whether a record is as described; None where it has nothing to compare."""
    compared = [
        same(record[name], value)
        for name, value in description.items()
        if name in record and type(record[name]) is type(value)
    ]
    return all(compared) if compared else None


def _another_meant(write: Write, path: Path, value: str) -> Iterator[str]:
    """Find values in whose place another of their group was reported, or reckoned with, that no write carries."""
    carried = {other for call in write.calls for _, other in leaves(call.arguments) if isinstance(other, str)}

    def meant(other: str) -> bool:
        return other not in carried and not states(write.facts, other)

    group = _group(write, value)
    for told in typed_values(write.goal.outcome):
        if told.text in group and meant(told.text):
            yield f"{dotted(path)} is {value!r}, but the outcome tells of {told.text!r}"
    records = _siblings(write, value)
    for number in _reckoned(write) if records else ():
        owners = [other for other, record in records.items() if number in record.values()]
        if owners and all(map(meant, owners)):
            yield f"{dotted(path)} is {value!r}, but {number:g} was reckoned with, which is of {owners[0]!r}"


def _reckoned(write: Write) -> set[float]:
    """Return the numbers that sums of the goal were made of."""
    arguments = (value for planned in write.goal.calls for _, value in leaves(planned.call.arguments))
    sums = (value for value in arguments if isinstance(value, str) and _SUM.fullmatch(value))
    return {number for value in sums for number in numbers_in(value)}


def _group(write: Write, value: str) -> Container[str]:
    """Return what could stand in the place of a value: the rows of its table, or its siblings."""
    tables = write.draft.base.tables.values()
    return next((table for table in tables if value in table), _siblings(write, value))


def _siblings(write: Write, value: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the records that an answer showed a value's own among, by key."""
    for step in write.earlier:
        for seen in step.shown:
            if value in seen.fields and all(isinstance(inner, Mapping) for inner in seen.fields.values()):
                return seen.fields
    return {}
