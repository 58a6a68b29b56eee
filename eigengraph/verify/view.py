"""The delta view: everything a verdict may depend on, and nothing that grows with the database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eigengraph.errors import ToolError, UnknownNameError
from eigengraph.records import Assertion, Change, Environment, Message, ToolCall, Verifier
from eigengraph.records.codec import unwrap
from eigengraph.verify.contract import named_texts
from eigengraph.verify.diff import row_changes
from eigengraph.world import Delta, RowView, Table, World


@dataclass(frozen=True, slots=True)
class MadeCall:
    """A call that was made, and how it went.

    Attributes:
        call: The call.
        error: Whether it was refused.
        answer: What the caller was shown; empty for a call that no verifier asks about, which was not run.
    """

    call: ToolCall
    error: bool
    answer: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """What happened in one dialogue, seen from one moment of it.

    Attributes:
        before: Rows that differ, as they were in the initial state, by table and key (None: did not exist).
        after: The same rows now (None: removed).
        changed: Where they differ.
        calls: The calls so far, of both sides.
        said: The policy's texts so far, as far as it is heard (``eigengraph.verify.speech.audible``).
        messages: The dialogue so far; empty where a solution was run without one, until code is asked about it
            (``eigengraph.verify.staging``).
        needs: Rows that the verifier asked for beside the delta, as they are now.
        environment: Results of the domain's assertion functions that the verifier names, by name and arguments.
        tables: The names of the domain's tables.
    """

    before: Delta
    after: Delta
    changed: tuple[Change, ...]
    calls: tuple[MadeCall, ...]
    said: tuple[str, ...]
    messages: tuple[Message, ...]
    needs: Mapping[tuple[str, str], RowView | None]
    environment: Mapping[str, bool | None]
    tables: tuple[str, ...] = ()

    def row(self, table: str, key: str) -> Any:
        """Return a row as it is now, or None where there is none.

        Raises:
            KeyError: The row neither changed nor was asked for.
        """
        rows = self.after.get(table)
        if rows is not None and key in rows:
            return rows[key]
        if (table, key) not in self.needs:
            raise KeyError(f"row {key!r} of {table!r} has not changed; name it among the verifier's needs")
        return self.needs[table, key]


@dataclass(frozen=True, slots=True)
class State:
    """The parts of a view that depend on the world alone; see there."""

    before: Delta
    after: Delta
    changed: tuple[Change, ...]
    needs: Mapping[tuple[str, str], RowView | None]
    environment: Mapping[str, bool | None]
    tables: tuple[str, ...]

    def view(self, calls: Iterable[MadeCall], said: Iterable[str], messages: Sequence[Message] = ()) -> View:
        """Return the view of this state after some calls and texts."""
        return View(
            self.before,
            self.after,
            self.changed,
            tuple(calls),
            tuple(said),
            tuple(messages),
            self.needs,
            self.environment,
            self.tables,
        )


def state_of(world: World, verifier: Verifier) -> State:
    """Return what a verifier may see of a world.

    Nothing is copied: a world never changes a row that it has shown, so a state stays what it was as the world goes on.

    Raises:
        UnknownNameError: The verifier names an assertion function, or a table, that the domain does not have.
    """
    after = world.delta()
    before: Delta = {
        name: {key: world.tables[name].initial(key) for key in rows}  # type: ignore[misc]
        for name, rows in after.items()
    }
    changed = tuple(
        change
        for name, rows in after.items()
        for key, row in rows.items()
        for change in row_changes(name, key, before[name][key], row)
    )
    # A row that is not in the delta equals its initial form, which never changes.
    needs = {(table, key): _table(world, table).initial(key) for table, key in verifier.needs}
    for checker in verifier.checkers:
        needs |= _named_rows(world, named_texts(checker.code))
    asked = (assertion for outcome in verifier.outcomes for assertion in outcome.assertions)
    return State(before, after, changed, needs, environment_of(world, asked), tuple(world.tables))


def environment_of(world: World, assertions: Iterable[Assertion]) -> dict[str, bool | None]:
    """Return what the domain's functions say of a world, for the environment assertions among these."""
    return {
        environment_key(assertion): _asked(world, assertion)
        for assertion in assertions
        if isinstance(assertion, Environment)
    }


def environment_key(assertion: Environment) -> str:
    """Return the key under which a view holds the result of an environment assertion."""
    arguments = ", ".join(
        f"{name}={json.dumps(value, ensure_ascii=False, default=unwrap)}"
        for name, value in sorted(assertion.arguments.items())
    )
    return f"{assertion.name}({arguments})"


def _asked(world: World, assertion: Environment) -> bool | None:
    """Ask an assertion function; None where it has no answer, since what it is about is not there (yet)."""
    known = world.domain.assertions
    if assertion.name not in known:
        raise UnknownNameError(f"assertion function of domain {world.domain.name!r}", assertion.name, known)
    try:
        return bool(known[assertion.name](world, **assertion.arguments))
    except ToolError:
        return None


def _named_rows(world: World, texts: Iterable[str]) -> dict[tuple[str, str], RowView | None]:
    """Return the rows whose keys are among some texts, so that code which names a row never takes it for deleted."""
    found = {(name, text): table.initial(text) for name, table in world.tables.items() for text in texts}
    return {place: row for place, row in found.items() if row is not None}


def _table(world: World, name: str) -> Table:
    if name not in world.tables:
        raise UnknownNameError(f"table of domain {world.domain.name!r}", name, world.tables)
    return world.tables[name]
