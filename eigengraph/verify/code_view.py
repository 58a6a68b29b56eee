"""The view as a checker's code gets it: plain JSON. docs/verification.md describes each field."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from eigengraph.records import Change, CheckerForm, Message, Task, Trajectory
from eigengraph.records.codec import unwrap
from eigengraph.verify.replay import replay, steps_of
from eigengraph.verify.view import MadeCall, View
from eigengraph.world import Base, Domain, World

FIELDS: Mapping[str, type] = {
    "before": dict,
    "after": dict,
    "changed": list,
    "calls": list,
    "messages": list,
    "needs": dict,
    "said": list,
    "environment": dict,
}
"""The fields of a view as code gets it, with what each is in JSON."""

DATABASES: Mapping[str, type] = {"initial_db": dict, "final_db": dict, "actions": list, "messages": list}
"""The same of the other form, whose fields are the arguments themselves."""


def last_view(task: Task, domain: Domain, base: Base, trajectory: Trajectory) -> View:
    """Return the view at the end of a dialogue.

    Raises:
        ReplayError: A write answers something other than was recorded.
        ToolCrash: A tool raised something its domain does not declare.
    """
    world = World(domain, base, task.initial, seed=task.seed)
    steps = steps_of(trajectory.messages)
    *_, (view, _) = replay(world, steps, task.verifier, trajectory.messages)
    return view


def code_input(view: View, form: CheckerForm) -> str:
    """Return the arguments of ``check`` by name, as a JSON object.

    Args:
        view: What happened.
        form: What ``check`` takes.
    """
    return written_out({"view": view_fields(view)} if form == "view" else _databases(view))


def written_out(arguments: Mapping[str, Any]) -> str:
    """Return arguments of ``check`` as a JSON object; NaN and infinities, which JSON lacks, become null."""
    try:
        return orjson.dumps(arguments, default=unwrap, option=orjson.OPT_NON_STR_KEYS).decode()
    except orjson.JSONEncodeError:  # an integer of more than 64 bits, as a language model may well write
        return json.dumps(arguments, default=unwrap)


def view_fields(view: View) -> dict[str, Any]:
    """Return a view as ``check(view)`` gets it; rows are left as read-only views, which ``encode`` writes out."""
    return {
        "before": {table: view.before.get(table, {}) for table in view.tables},
        "after": {table: view.after.get(table, {}) for table in view.tables},
        "changed": [_change(change) for change in view.changed],
        "calls": [_call(made) for made in view.calls],
        "messages": [_message(message) for message in view.messages],
        "needs": _by_table(view.tables, view.needs),
        "said": view.said,
        "environment": view.environment,
    }


def _databases(view: View) -> dict[str, Any]:
    """Return the arguments of the other form: rows that are neither in the delta nor asked for are in no database."""
    rows = _by_table(view.tables, view.needs)
    return {
        "initial_db": {table: _present({**rows[table], **view.before.get(table, {})}) for table in view.tables},
        "final_db": {table: _present({**rows[table], **view.after.get(table, {})}) for table in view.tables},
        "actions": [_call(made) for made in view.calls],
        "messages": [_message(message) for message in view.messages],
    }


def _by_table(tables: Iterable[str], rows: Mapping[tuple[str, str], Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {table: {} for table in tables}
    for (table, key), row in rows.items():
        found[table][key] = row
    return found


def _present(rows: Mapping[str, Any]) -> dict[str, Any]:
    return {key: row for key, row in rows.items() if row is not None}


def _call(made: MadeCall) -> dict[str, Any]:
    return {
        "side": made.call.side,
        "name": made.call.name,
        "arguments": made.call.arguments,
        "error": made.error,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "table": change.table,
        "key": change.key,
        "path": change.path,
        "before": change.before,
        "after": change.after,
        "absent": change.absent,
    }


def _message(message: Message) -> dict[str, Any]:
    return {
        "role": message.role,
        "content": message.content,
        "side": message.side,
        "tool_calls": [{"name": call.name, "arguments": call.arguments} for call in message.tool_calls],
        "error": message.error,
    }
