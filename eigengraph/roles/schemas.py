"""JSON schemas as endpoints take them: references resolved, every property required, none besides.

Hosted endpoints refuse a strict schema with optional properties, and grammars of small servers know no references into
another schema. What may be left out is therefore asked for as null, which ``without_nulls`` drops again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

_NULL = {"type": "null"}
_DROPPED = frozenset({"title", "default", "$defs", "discriminator", "examples"})
_DEEPEST = 12  # levels of schemas inside one another; a schema that refers to itself has no end


def form_schema(draft: type[BaseModel], **choices: Sequence[str]) -> dict[str, Any]:
    """Return the schema of a draft.

    Args:
        draft: A pydantic model.
        choices: The names that a field may have, or its items where it is a list; nothing is narrowed by no names.
    """
    schema = strict(draft.model_json_schema())
    for name, known in choices.items():
        place = schema["properties"][name]
        if not known:
            continue
        if place.get("type") == "array":
            place["items"] = {"type": "string", "enum": list(known)}
        else:
            place["enum"] = list(known)
    return schema


def strict(schema: Mapping[str, Any], root: Mapping[str, Any] | None = None, depth: int = 0) -> dict[str, Any]:
    """Return a schema in which every object has exactly its properties.

    Args:
        schema: Any JSON schema, such as pydantic's or a tool's.
        root: What its references point into; the schema itself where it is None.
        depth: How many schemas this one is inside of.
    """
    root = schema if root is None else root
    if "$ref" in schema:
        found: Any = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        return strict(found, root, depth + 1) if depth < _DEEPEST else {}
    made = {key: _part(key, value, root, depth) for key, value in schema.items() if key not in _DROPPED}
    if "properties" in schema:
        required = schema.get("required", ())
        made["properties"] = {
            name: part if name in required or schema["properties"][name].get("default") is not None else _nullable(part)
            for name, part in made["properties"].items()
        }
        made["required"] = list(made["properties"])
        made["additionalProperties"] = False
    return made


def _part(key: str, value: Any, root: Mapping[str, Any], depth: int) -> Any:
    if key == "properties":
        return {name: strict(part, root, depth + 1) for name, part in value.items()}
    if key in ("anyOf", "oneOf", "allOf", "prefixItems"):
        return [strict(part, root, depth + 1) for part in value]
    if key in ("items", "additionalProperties") and isinstance(value, Mapping):
        return strict(value, root, depth + 1)
    return value


def _nullable(part: Mapping[str, Any]) -> dict[str, Any]:
    kinds = part.get("anyOf", [part])
    return {"anyOf": [*kinds, _NULL]} if _NULL not in kinds else dict(part)


def without_nulls(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments without those that are null: how an answer leaves one out."""
    return {name: value for name, value in arguments.items() if value is not None}
