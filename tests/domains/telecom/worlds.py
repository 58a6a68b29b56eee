"""Opening worlds over the small invented carrier."""

from pathlib import Path
from typing import Any

from eigengraph_telecom import TELECOM

from eigengraph.records import InitialState, Side, ToolCall
from eigengraph.world import Base, World, check_tables, read_tables

FIXTURE = Path(__file__).parents[2] / "fixtures" / "tau2_telecom"
BASE = Base(check_tables(TELECOM.schema, read_tables(FIXTURE), TELECOM.check_tables), TELECOM.sides())
LINE = {"customer_id": "C9001", "line_id": "L9001"}


def setup(name: str, side: Side = "user", /, **arguments: Any) -> ToolCall:
    return ToolCall(name, arguments, side)


def opened(*calls: ToolCall, solo: bool = False, **rows: dict[str, Any]) -> World:
    """Open a world whose user holds line L9001, after some calls; ``rows`` are fields to change in a single row."""
    tables = {name: {"user": {**BASE.tables[name]["user"], **fields}} for name, fields in rows.items()}
    ada = setup("set_user_info", name="Ada Byrne", phone_number="555-900-0001")
    return World(TELECOM, BASE, InitialState(rows=tables, calls=(ada, *calls)), solo=solo)


def told(world: World, name: str, side: Side = "user", /, **arguments: Any) -> str:
    """Return what a call that is not refused answers."""
    result = world.call(ToolCall(name, arguments, side))
    assert not result.error, result.content
    return result.content


def refused(world: World, name: str, side: Side = "user", /, **arguments: Any) -> str:
    """Return what a call that is refused answers, without the word before it."""
    result = world.call(ToolCall(name, arguments, side))
    assert result.error, result.content
    return result.content.removeprefix("Error: ")
