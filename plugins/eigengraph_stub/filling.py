"""Replies to requests that belong to no run, such as a probe of the endpoint: right in form, empty of meaning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eigengraph.records import Message, ToolCall, encode

_TEXT = "All right."
_LEAST = {"integer": 0, "number": 0, "boolean": False, "null": None, "string": ""}


def filled(body: Mapping[str, Any]) -> Message:
    """Return a message in the form that a request demands: an instance of its schema, a call, or a text."""
    if schema := schema_of(body):
        return Message("assistant", encode(instance(schema, schema)).decode())
    if body.get("tools") and body.get("tool_choice", "auto") != "none":
        return Message("assistant", tool_calls=(_call(body),))
    return Message("assistant", _TEXT)


def schema_of(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema that a request demands; empty for none."""
    demanded = (body.get("response_format") or {}).get("json_schema") or {}
    schema: Mapping[str, Any] = demanded.get("schema") or (body.get("structured_outputs") or {}).get("json") or {}
    return schema


def _call(body: Mapping[str, Any]) -> ToolCall:
    """Return a call of the tool that is demanded, or of the first."""
    choice = body.get("tool_choice")
    wanted = choice["function"]["name"] if isinstance(choice, Mapping) else body["tools"][0]["function"]["name"]
    tool = next(tool["function"] for tool in body["tools"] if tool["function"]["name"] == wanted)
    parameters = tool.get("parameters") or {}
    return ToolCall(wanted, instance(parameters, parameters) or {})


def instance(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Any:
    """Return the least value that a JSON schema allows; keywords beyond types, choices and bounds are not looked at.

    Args:
        schema: What the value is to satisfy.
        root: The schema that its references point into.
    """
    if "$ref" in schema:
        found: Any = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        return instance(found, root)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return instance(schema[choice][0], root)
    kind = schema.get("type", "object" if "properties" in schema else "string")
    if isinstance(kind, list):
        kind = kind[0]
    if kind == "object":
        properties = schema.get("properties", {})
        return {name: instance(properties.get(name, {}), root) for name in schema.get("required", properties)}
    if kind == "array":
        return [instance(schema.get("items", {}), root)] * schema.get("minItems", 0)
    if kind in ("integer", "number"):
        return schema.get("minimum", 0)
    return "x" * schema.get("minLength", 0) if kind == "string" else _LEAST[kind]
