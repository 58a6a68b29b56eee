"""The delta view: everything a verdict may depend on, and nothing that grows with the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from eigengraph.records import Assertion, Change, Environment, Message, ToolCall, Verifier
from eigengraph.verify.diff import row_changes
from eigengraph.world import Delta, RowView, World
from eigengraph.world.views import thaw


@dataclass(frozen=True, slots=True)
class MadeCall:
    """A call that was made, and how it went."""

    call: ToolCall
    error: bool


@dataclass(frozen=True, slots=True)
class View:
    """What happened in one dialogue, seen from one moment of it.

    Attributes:
        before: Rows that differ, as they were in the initial state, by table and key (None: did not exist).
        after: The same rows now (None: removed).
        changed: Where they differ.
        calls: The calls so far, of both sides.
        said: The policy's texts so far.
        messages: The dialogue so far; empty where a solution was run without one.
        needs: Rows that the verifier asked for beside the delta, as they are now.
        environment: Results of the domain's assertion functions that the verifier names, by name and arguments.
    """

    before: Delta
    after: Delta
    changed: tuple[Change, ...]
    calls: tuple[MadeCall, ...]
    said: tuple[str, ...]
    messages: tuple[Message, ...]
    needs: Mapping[tuple[str, str], RowView | None]
    environment: Mapping[str, bool]

    def row(self, table: str, key: str) -> Any:
        """Return a row as it is now, or None where there is none.

        Raises:
            KeyError: The row neither changed nor was asked for.
        """
        rows = self.after.get(table)
        if rows is not None and key in rows:
            return rows[key]
        return self.needs[table, key]


def state_of(
    world: World, verifier: Verifier
) -> tuple[Delta, Delta, tuple[Change, ...], dict[Any, Any], dict[str, bool]]:
    """Return the parts of a view that depend on the world alone: before, after, changed, needs, environment.

    Rows are copied out of the live world, so a view stays what it was while the world goes on.
    """
    after: Delta = {name: {key: thaw(row) for key, row in rows.items()} for name, rows in world.delta().items()}
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
    needs = {(table, key): world.tables[table].initial(key) for table, key in verifier.needs}
    return before, after, changed, needs, environment_of(world, _all_assertions(verifier))


def environment_of(world: World, assertions: Iterable[Assertion]) -> dict[str, bool]:
    """Return what the domain's functions say of a world, for the environment assertions among these."""
    return {
        environment_key(assertion): bool(world.domain.assertions[assertion.name](world, **assertion.arguments))
        for assertion in assertions
        if isinstance(assertion, Environment)
    }


def environment_key(assertion: Environment) -> str:
    """Return the key under which a view holds the result of an environment assertion."""
    arguments = ", ".join(f"{name}={value!r}" for name, value in sorted(assertion.arguments.items()))
    return f"{assertion.name}({arguments})"


def _all_assertions(verifier: Verifier) -> tuple[Assertion, ...]:
    return tuple(assertion for outcome in verifier.outcomes for assertion in outcome.assertions)
