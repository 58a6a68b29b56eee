"""Which lines the sampler may choose from, and how it carries requests out."""

from typing import Any

import pytest
from eigengraph_telecom.sampler.scene import Script, lines_in_use

from eigengraph.authoring import DeadEnd
from eigengraph.records import InitialState
from eigengraph.world import Base, World
from tests.domains.telecom.desks import DESK
from tests.domains.telecom.worlds import BASE


def line_ids(base: Base, initial: InitialState | None = None) -> set[str]:
    return {line.line_id for line in lines_in_use(World(DESK, base, initial or InitialState()))}


def base_with(table: str, **rows: Any) -> Base:
    return Base({**BASE.tables, table: {**rows, **BASE.tables[table], **rows}}, DESK.sides())


def test_lines_are_active_and_their_owners_alone() -> None:
    line, owner = BASE.tables["lines"]["L9001"], BASE.tables["customers"]["C9001"]
    stranger = {**owner, "customer_id": "C1", "line_ids": [], "phone_number": "555"}
    assert "L9001" in line_ids(base_with("customers", C1=stranger))
    assert "L9001" not in line_ids(base_with("customers", C1={**stranger, "phone_number": line["phone_number"]}))
    assert "L9001" not in line_ids(base_with("lines", L9001={**line, "status": "Suspended"}))


def test_lines_are_as_tasks_find_them_whatever_one_world_has_changed() -> None:
    suspended = {"L9001": {**BASE.tables["lines"]["L9001"], "status": "Suspended"}}
    assert "L9001" in line_ids(BASE, InitialState(rows={"lines": suspended}))


def test_a_script_remembers_the_calls_of_both_sides() -> None:
    script = Script(World(DESK, BASE))
    script.agent("Who is it?", "get_customer_by_id", customer_id="C9001")
    script.user("What does the phone show?", "check_status_bar")
    made = [(step.call.side, step.call.name, step.reason) for step in script.steps]
    assert made == [
        ("agent", "get_customer_by_id", "Who is it?"),
        ("user", "check_status_bar", "What does the phone show?"),
    ]


def test_what_there_is_not_is_a_dead_end_of_every_sampler() -> None:
    script = Script(World(DESK, BASE))
    assert script.row("lines", "L9001")["line_id"] == "L9001"
    with pytest.raises(DeadEnd, match="lines has no 'L0'"):
        script.row("lines", "L0")
    with pytest.raises(DeadEnd, match="not found"):
        script.agent("Who is it?", "get_customer_by_id", customer_id="C0")
    assert script.steps == []
