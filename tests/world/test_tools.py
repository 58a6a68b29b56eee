"""Tools: argument errors in Python's words, and schemas."""

import re
from typing import Annotated, Any, Literal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from eigengraph.errors import PluginError, ToolError
from eigengraph.world import Tool, World, tool
from tests.toys import SHOP, tiny_world

NAMES = ["a", "b", "c", "d", "e"]


class Leg(BaseModel):
    """One leg."""

    flight: str = Field(description="The flight number.")
    cabin: Literal["economy", "business"] = "economy"


@tool
def search(
    world: World,
    origin: str,
    legs: list[Leg],
    limit: Annotated[int, Field(ge=1, description="How many to show.")] = 10,
    note: str | None = None,
) -> str:
    """Search for something.

    It may take a while.

    Args:
        origin: Where to start,
            such as 'SFO'.
        legs: The legs.

    Returns:
        What was found.

    Raises:
        ToolError: Nothing was found.
    """
    return origin


# Python's own words


@st.composite
def signatures(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Draw the source of a parameter list after the first parameter, and the names in it."""
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=5))
    split = draw(st.integers(0, len(names)))
    positional, keyword_only = names[:split], names[split:]
    plain = draw(st.integers(0, len(positional)))
    parts = [name if index < plain else f"{name}=0" for index, name in enumerate(positional)]
    if keyword_only:
        parts += ["*", *(f"{name}=0" if draw(st.booleans()) else name for name in keyword_only)]
    return ", ".join(parts), names


def defined(source: str, name: str) -> tuple[Any, Any]:
    """Return a function and a method of one name and one signature, both freshly executed."""
    space: dict[str, Any] = {}
    exec(f"def {name}(world, {source}): return 'ran'\nclass Kit:\n    def {name}(world, {source}): return 'ran'", space)
    return space[name], getattr(space["Kit"](), name)


@settings(max_examples=300, deadline=None)
@given(
    signature=signatures(),
    passed=st.lists(st.sampled_from([*NAMES, "zz", "world", "it's", 'say "x"', "new\nline", "é"]), unique=True),
    as_method=st.booleans(),
)
@example(signature=("a, b, c", ["a", "b", "c"]), passed=[], as_method=True)
@example(signature=("a, *, b, c", ["a", "b", "c"]), passed=[], as_method=False)
@example(signature=("a, *, b, c", ["a", "b", "c"]), passed=["a"], as_method=True)
@example(signature=("a", ["a"]), passed=["a", "world"], as_method=True)
def test_argument_errors_are_pythons_own(signature: tuple[str, list[str]], passed: list[str], as_method: bool) -> None:
    function, method = defined(signature[0], "look_up")
    arguments = dict.fromkeys(passed, 1)
    try:
        expected = method(**arguments) if as_method else function(None, **arguments)
    except TypeError as error:
        # From 3.13 on Python guesses what was meant; recorded runs are of older versions.
        expected = "Error: " + re.sub(r"\. Did you mean '.*'\?$", "", str(error))
        # Callers do not know of the world: to them its parameter is as unexpected as any other name.
        expected = expected.replace("got multiple values for argument", "got an unexpected keyword argument")
    world = tiny_world(Tool(function), check_arguments=False, toolkit="Kit" if as_method else "")
    assert world.run("look_up", **arguments).content == expected


def test_parameters_leave_out_the_world() -> None:
    assert list(search.parameters) == ["origin", "legs", "limit", "note"]


# What is no tool


def test_a_tool_must_take_the_world() -> None:
    with pytest.raises(PluginError, match="tool 'alone' must take the world as its first parameter"):

        @tool
        def alone() -> None: ...

    with pytest.raises(PluginError, match="tool 'keyword' must take the world"):

        @tool
        def keyword(*, world: World) -> None: ...


@pytest.mark.parametrize("source", ["a, /", "*rest", "a, **more"])
def test_arguments_must_have_names(source: str) -> None:
    with pytest.raises(PluginError, match="models pass arguments by name"):
        tool(defined(source, "greedy")[0])


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(PluginError, match="tool kind 'delete' is not one of read, write, think, generic"):
        tool(kind="delete")


# Schemas


def test_schema_in_full() -> None:
    assert search.schema == {
        "type": "function",
        "function": {
            "name": "search",
            "description": "Search for something.\n\nIt may take a while.",
            "parameters": {
                "$defs": {
                    "Leg": {
                        "description": "One leg.",
                        "properties": {
                            "flight": {"description": "The flight number.", "title": "Flight", "type": "string"},
                            "cabin": {
                                "default": "economy",
                                "enum": ["economy", "business"],
                                "title": "Cabin",
                                "type": "string",
                            },
                        },
                        "required": ["flight"],
                        "title": "Leg",
                        "type": "object",
                    }
                },
                "properties": {
                    "origin": {
                        "description": "Where to start,\nsuch as 'SFO'.",
                        "title": "Origin",
                        "type": "string",
                    },
                    "legs": {
                        "description": "The legs.",
                        "items": {"$ref": "#/$defs/Leg"},
                        "title": "Legs",
                        "type": "array",
                    },
                    "limit": {
                        "default": 10,
                        "description": "How many to show.",
                        "minimum": 1,
                        "title": "Limit",
                        "type": "integer",
                    },
                    "note": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None, "title": "Note"},
                },
                "required": ["origin", "legs"],
                "title": "parameters",
                "type": "object",
            },
        },
    }


def test_schema_of_a_tool_without_arguments_or_docstring() -> None:
    @tool
    def ping(world: World) -> None: ...

    assert ping.schema["function"] == {
        "name": "ping",
        "description": "ping",
        "parameters": {"properties": {}, "title": "parameters", "type": "object"},
    }


def test_schemas_are_built_once() -> None:
    assert search.schema is search.schema
    assert [schema["function"]["name"] for schema in SHOP.schemas["agent"]] == [item.name for item in SHOP.tools]


def test_argument_names_may_be_those_of_pydantics_methods() -> None:
    @tool
    def clash(world: World, json: int, copy: str = "x", model_config: int = 1, _hidden: int = 2) -> None: ...

    assert list(clash.schema["function"]["parameters"]["properties"]) == ["json", "copy", "model_config", "_hidden"]
    assert clash.validate({"json": "5"}) == {"json": 5, "copy": "x", "model_config": 1, "_hidden": 2}


def test_a_parameter_without_annotation_takes_anything() -> None:
    def loose(world, value): ...

    assert Tool(loose).schema["function"]["parameters"]["properties"] == {"value": {"title": "Value"}}
    assert Tool(loose).validate({"value": [1]}) == {"value": [1]}


def test_the_annotation_of_the_world_need_not_resolve() -> None:
    def lazy(world: "OnlyForTypeCheckers", n: int) -> "Neither": ...  # noqa: F821

    assert Tool(lazy).validate({"n": "1"}) == {"n": 1}


def test_an_annotation_that_does_not_resolve_names_the_tool() -> None:
    def broken(world: World, n: "Missing") -> None: ...  # noqa: F821

    with pytest.raises(PluginError, match="tool 'broken' has an annotation that cannot be resolved: name 'Missing'"):
        _ = Tool(broken).schema


# Validation


def test_constraints_of_annotations_hold() -> None:
    with pytest.raises(ToolError, match="search: limit: Input should be greater than or equal to 1"):
        search.validate({"origin": "SFO", "legs": [], "limit": 0})


def test_every_problem_is_told_with_its_place() -> None:
    with pytest.raises(ToolError) as caught:
        search.validate({"origin": 1, "legs": [{"flight": "A"}, {"cabin": "first"}], "extra": 1})
    assert str(caught.value) == (
        "search: origin: Input should be a valid string; legs.1.flight: Field required; "
        "legs.1.cabin: Input should be 'economy' or 'business'; extra: Extra inputs are not permitted"
    )


def test_mutable_defaults_are_not_shared_between_calls() -> None:
    def collect(world: World, items: list[int] = []) -> None: ...  # noqa: B006

    Tool(collect).validate({})["items"].append(1)
    assert Tool(collect).validate({}) == {"items": []}
