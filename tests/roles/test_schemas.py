"""Schemas as endpoints take them: no references, every property required, what may be left out as null."""

from __future__ import annotations

from pydantic import BaseModel, Field

import eigengraph as eg
from eigengraph.roles.schemas import form_schema, strict, without_nulls


class Inner(BaseModel):
    """A part."""

    n: int


class Outer(BaseModel):
    """A whole."""

    parts: tuple[Inner, ...]
    kinds: tuple[str, ...]
    note: str | None = None
    size: int = Field(default=3, ge=1)


def objects(schema):
    if isinstance(schema, dict):
        if "properties" in schema:
            yield schema
        for value in schema.values():
            yield from objects(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from objects(value)


def test_objects_have_exactly_their_properties():
    schema = strict(Outer.model_json_schema())
    assert "$ref" not in str(schema)
    assert "$defs" not in schema
    found = list(objects(schema))
    assert len(found) == 2
    assert all(one["required"] == list(one["properties"]) for one in found)
    assert all(one["additionalProperties"] is False for one in found)
    assert {"type": "null"} in schema["properties"]["note"]["anyOf"]
    assert schema["properties"]["size"] == {"type": "integer", "minimum": 1}


def test_names_are_narrowed_to_those_that_there_are():
    schema = form_schema(Outer, kinds=("a", "b"))
    assert schema["properties"]["kinds"]["items"] == {"type": "string", "enum": ["a", "b"]}
    assert form_schema(Outer, kinds=())["properties"]["kinds"]["items"] == {"type": "string"}


def test_every_tool_of_every_domain_has_a_strict_schema():
    host = eg.Host()
    for name in ("airline", "retail", "telecom"):
        for tool in host.domain(name).tools:
            schema = strict(tool.schema["function"]["parameters"])
            assert "$ref" not in str(schema)
            assert all(set(one["required"]) == set(one["properties"]) for one in objects(schema))


def test_a_schema_that_refers_to_itself_ends():
    tree = {"$defs": {"T": {"properties": {"t": {"$ref": "#/$defs/T"}}, "type": "object"}}, "$ref": "#/$defs/T"}
    assert strict(tree)["required"] == ["t"]


def test_nulls_stand_for_what_is_left_out():
    assert without_nulls({"a": 0, "b": None, "c": ""}) == {"a": 0, "c": ""}
