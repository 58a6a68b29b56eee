"""Which lines the sampler may choose from."""

from typing import Any

from eigengraph_telecom.sampler.scene import lines_in_use

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
