"""Replies of the right form to requests of no run."""

import json

import pytest
from eigengraph_stub.filling import filled, instance

TOOLS = [
    {"function": {"name": "look", "parameters": {"type": "object", "properties": {"id": {"type": "string"}}}}},
    {"function": {"name": "buy", "parameters": {"required": ["n"], "properties": {"n": {"type": "integer"}}}}},
]


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string", "minLength": 2}, "xx"),
        ({"type": "integer", "minimum": 3}, 3),
        ({"type": ["null", "string"]}, None),
        ({"enum": ["b", "a"]}, "b"),
        ({"const": 7}, 7),
        ({"anyOf": [{"type": "boolean"}, {"type": "string"}]}, False),
        ({"type": "array", "items": {"type": "number"}, "minItems": 2}, [0, 0]),
        (
            {"required": ["a"], "properties": {"a": {"$ref": "#/$defs/x"}, "b": {}}, "$defs": {"x": {"const": 1}}},
            {"a": 1},
        ),
    ],
)
def test_the_least_instance_of_a_schema(schema, value):
    assert instance(schema, schema) == value


def test_a_schema_outweighs_tools():
    schema = {"type": "object", "required": ["ok"], "properties": {"ok": {"type": "boolean"}}}
    body = {"tools": TOOLS, "response_format": {"type": "json_schema", "json_schema": {"schema": schema}}}
    assert json.loads(filled(body).content) == {"ok": False}
    assert json.loads(filled({"structured_outputs": {"json": schema}}).content) == {"ok": False}


def test_tools_are_called_as_the_choice_says():
    [call] = filled({"tools": TOOLS}).tool_calls
    assert (call.name, call.arguments) == ("look", {"id": ""})
    [call] = filled({"tools": TOOLS, "tool_choice": {"function": {"name": "buy"}}}).tool_calls
    assert (call.name, call.arguments) == ("buy", {"n": 0})
    assert filled({"tools": TOOLS, "tool_choice": "none"}).content
