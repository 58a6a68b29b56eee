"""Functions that only initial states call, and calls that reach no tool."""

from dataclasses import replace

import pytest

from eigengraph.errors import PluginError, ToolCrash, ToolError, UnknownNameError
from eigengraph.records import InitialState, ToolCall, ToolResult
from eigengraph.world import World, tool
from tests.toys import ROUTER, open_world


@tool(kind="write", side="user")
def cut_power(world: World, reason: str = "storm") -> None:
    """Switch the router off from outside."""
    if reason == "none":
        raise ToolError("There is always a reason")
    world.device["router"]["powered"] = False


CUT = ToolCall("cut_power", {}, "user")
ON = ToolCall("switch_router", {"on": True}, "user")
DOMAIN = replace(ROUTER, setup=(cut_power,))


def opened(*calls: ToolCall, solo: bool = False) -> World:
    return open_world(DOMAIN, initial=InitialState(calls=calls), solo=solo)


@pytest.mark.parametrize("solo", [False, True])
def test_an_initial_state_calls_tools_and_setup_functions_in_turn(solo: bool) -> None:
    assert not opened(ON, CUT, solo=solo).device["router"]["powered"]
    assert opened(CUT, ON, solo=solo).device["router"]["powered"]
    assert opened(ON, CUT, solo=solo).delta() == {}


def test_sync_runs_after_a_setup_function() -> None:
    world = opened(ToolCall("activate_line", {"line_id": "L1"}), ON, CUT)
    assert not world.lines["L1"]["seen_online"]


@pytest.mark.parametrize("solo", [False, True])
def test_nobody_in_a_dialogue_can_call_or_see_a_setup_function(solo: bool) -> None:
    world = opened(solo=solo)
    unknown = ToolResult("Error: Tool 'cut_power' not found.", error=True)
    assert world.run("cut_power") == unknown
    assert solo or world.call(CUT) == unknown
    assert world.find("cut_power", "user") is None
    assert "cut_power" not in [schema["function"]["name"] for schema in DOMAIN.schemas["user"]]


def test_an_initial_state_that_names_no_function_lists_those_of_its_side() -> None:
    with pytest.raises(UnknownNameError) as caught:
        opened(ToolCall("cut_powr", {}, "user"))
    assert str(caught.value) == (
        "unknown user function in the initial state 'cut_powr'; did you mean 'cut_power'? "
        "(known: cut_power, look_at_router, switch_router)"
    )
    with pytest.raises(UnknownNameError, match="unknown agent function in the initial state 'cut_power'"):
        opened(ToolCall("cut_power", {}))


def test_a_setup_function_that_refuses_is_a_crash() -> None:
    with pytest.raises(ToolCrash, match="the initial call 'cut_power' fails: Error: There is always a reason"):
        opened(ToolCall("cut_power", {"reason": "none"}, "user"))


def test_a_name_can_be_taken_once_on_a_side() -> None:
    with pytest.raises(PluginError, match=r"has tool \('user', 'cut_power'\) twice; rename or drop one"):
        replace(DOMAIN, tools=[*DOMAIN.tools, cut_power])
    assert replace(DOMAIN, tools=[*DOMAIN.tools, replace(cut_power, side="agent")]).by_side["agent"]["cut_power"]


def test_in_solo_mode_the_user_calls_nothing() -> None:
    world = opened(solo=True)
    refused = ToolResult("Error: User tool calls are not allowed in solo mode", error=True)
    assert world.call(ON) == world.call(ToolCall("no_such_tool", {}, "user")) == refused
    assert world.delta() == {}


def test_a_reserved_argument_is_told_before_anything_else() -> None:
    world = open_world(replace(DOMAIN, reserved_arguments={"self": "taken"}), solo=True)
    for call in (ToolCall("no_such_tool", {"self": 1}), ToolCall("switch_router", {"self": 1, "on": True}, "user")):
        assert world.call(call) == ToolResult("Error: taken", error=True)


def test_each_side_may_have_a_toolkit_of_its_own() -> None:
    world = open_world(replace(DOMAIN, toolkit={"agent": "Desk", "user": "Phone"}, check_arguments=False))
    missing = "missing 1 required positional argument"
    assert world.run("get_line").content == f"Error: Desk.get_line() {missing}: 'line_id'"
    assert world.call(ToolCall("switch_router", {}, "user")).content == f"Error: Phone.switch_router() {missing}: 'on'"
