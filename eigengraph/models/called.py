"""Tool calls as models write them: through a server's parser, or left in the text for us to find."""

from __future__ import annotations

import json
import re
import reprlib
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from eigengraph.records import Side, ToolCall

_MOST_LEVELS = 100  # of objects and lists inside one another; JSON readers give up at about 200
_BLOCKS = re.compile(r"```(?:json|tool_call|tool_code)?\s*(.*?)```|<tool_call>\s*(.*?)\s*</tool_call>", re.DOTALL)


class CallError(ValueError):
    """A call that cannot be made of what a model wrote; the line says why."""


def read_call(raw: Any, side: Side) -> ToolCall:
    """Return one entry of ``tool_calls``.

    Args:
        raw: As the endpoint sent it.
        side: Who calls.

    Raises:
        CallError: It names no function, or its arguments are no JSON object.
    """
    function = raw.get("function") if isinstance(raw, Mapping) else None
    if not isinstance(function, Mapping) or not isinstance(function.get("name"), str):
        raise CallError(f"a tool call that names no function: {reprlib.repr(raw)}")
    name = function["name"]
    return ToolCall(name, _arguments(name, function.get("arguments")), side, raw.get("id") or "")


def written_calls(content: str, names: Collection[str], side: Side) -> tuple[str, tuple[ToolCall, ...]]:
    """Find the calls in a text, for servers that leave them there.

    A call is a JSON object with ``name`` and ``arguments`` (or ``parameters``), or a list of such, in a fence, between
    ``<tool_call>`` tags, or alone. What names no known tool is text: models show JSON to people, too.

    Args:
        content: The text.
        names: The tools there are.
        side: Who calls.

    Returns:
        The text without the calls, and the calls.

    Raises:
        CallError: A call of a known tool has arguments that are no JSON object.
    """
    calls: list[ToolCall] = []

    def taken(block: re.Match[str]) -> str:
        found = list(_calls(block[1] or block[2] or "", names, side))
        calls.extend(found)
        return "" if found else block[0]

    if content.startswith(("{", "[")):
        calls.extend(_calls(content, names, side))
        return ("" if calls else content), tuple(calls)
    rest = _BLOCKS.sub(taken, content)
    return (rest.strip() if calls else content), tuple(calls)


def _calls(text: str, names: Collection[str], side: Side) -> Iterator[ToolCall]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return
    for item in value if isinstance(value, list) else [value]:
        if not isinstance(item, Mapping):
            continue
        call = item["function"] if isinstance(item.get("function"), Mapping) else item
        name = call.get("name")
        if isinstance(name, str) and name in names:
            arguments = call.get("arguments", call.get("parameters", {}))
            yield ToolCall(name, _arguments(name, arguments), side)


def _arguments(name: str, raw: Any) -> Mapping[str, Any]:
    """Return arguments, which most servers send as text."""
    try:
        value = json.loads(raw or "{}") if isinstance(raw, str) else raw
    except (ValueError, RecursionError):
        raise CallError(f"a call of {name!r:.80} whose arguments are no JSON: {raw!r:.200}") from None
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise CallError(f"a call of {name!r:.80} whose arguments are no object: {raw!r:.200}")
    if _is_deeper(value, _MOST_LEVELS):
        raise CallError(f"a call of {name!r:.80} whose arguments are nested more than {_MOST_LEVELS} deep")
    return value


def _is_deeper(value: object, levels: int) -> bool:
    if isinstance(value, Mapping):
        return levels == 0 or any(_is_deeper(item, levels - 1) for item in value.values())
    if isinstance(value, list):
        return levels == 0 or any(_is_deeper(item, levels - 1) for item in value)
    return False
