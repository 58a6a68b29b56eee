"""How the world of a tau2-bench task begins (``environment/environment.py``, ``set_state``).

tau2-bench puts one side's database in the place of the other's wherever ``initialization_data`` is given in a domain of
two sides, after which one side's tools fail. Here each side keeps its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from eigengraph.errors import ConfigError, TableError, UnknownNameError
from eigengraph.records import InitialState, Side, ToolCall
from eigengraph.world import Base, Domain, check_tables
from eigengraph.world.views import thaw
from eigengraph_tau2.messages import SIDE_OF
from eigengraph_tau2.tasks import Beginning, FunctionCall


def initial_state(domain: Domain, base: Base, beginning: Beginning) -> InitialState:
    """Return data and calls of a task's beginning as an initial state; its message history is not in it.

    Raises:
        ConfigError: The data names a table that its side does not have, or breaks the schema.
    """
    data = beginning.initialization_data
    rows: dict[str, Mapping[str, Any]] = {}
    if data is not None:
        rows.update(_merged(domain, base, "agent", data.agent_data or {}))
        rows.update(_merged(domain, base, "user", data.user_data or {}))
    return InitialState(rows, tuple(map(_to_call, beginning.initialization_actions or ())))


def _to_call(call: FunctionCall) -> ToolCall:
    return ToolCall(call.func_name, call.arguments, SIDE_OF[call.env_type])


def _merged(domain: Domain, base: Base, side: Side, data: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the rows that a side's data sets, by table and key; None for rows of a list that it replaces."""
    known = [name for name in base.tables if base.sides[name] == side]
    found: dict[str, Mapping[str, Any]] = {}
    for name, given in data.items():
        if name not in known:
            raise UnknownNameError(f"table in the {side}'s initialization_data", name, known)
        found[name] = _merged_table(domain, name, base.tables[name], given)
    return found


def _merged_table(domain: Domain, name: str, rows: Mapping[str, Any], given: Any) -> dict[str, Any]:
    schema = domain.schema[name]
    removed: dict[str, Any] = {}
    if schema.single:
        given = _merge(rows[schema.single], given)
    elif isinstance(given, Mapping):
        given = {key: _merge(rows.get(key), row) for key, row in given.items()}
    else:  # a list replaces the one that was there
        removed = dict.fromkeys(rows)
    try:
        alone = {name: replace(schema, references={})}
        return {**removed, **check_tables(alone, {name: given})[name]}
    except TableError as error:
        raise ConfigError(f"initialization_data: {error.problems[0]}") from None


def _merge(old: Any, new: Any) -> Any:
    """Merge two JSON values as addict does: objects key by key, anything else is replaced."""
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return thaw(new)
    return {**thaw(old), **{key: _merge(old.get(key), value) for key, value in new.items()}}
