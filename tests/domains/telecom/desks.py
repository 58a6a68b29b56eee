"""The carrier with everything that tasks need, over a generated database."""

from dataclasses import replace
from pathlib import Path

import eigengraph_telecom.domain
from eigengraph_telecom.generate import generate_tables
from eigengraph_telecom.rules import RULES
from eigengraph_telecom.sampler import sample_blueprint

from eigengraph.records import Blueprint, Scenario, Task
from eigengraph.verify import derive_verifier
from eigengraph.world import Base, Tables, check_tables

DESK = replace(
    eigengraph_telecom.TELECOM,
    tables=generate_tables,
    rules=RULES,
    sampler=sample_blueprint,
    phrasebook=Path(eigengraph_telecom.domain.__file__).with_name("phrasebook.toml"),
)
SCENARIO = Scenario("", "", "", "", "")


def base_of(tables: Tables) -> Base:
    """Check tables and make them a base."""
    return Base(check_tables(DESK.schema, tables, DESK.check_tables), DESK.sides())


def task_of(base: Base, blueprint: Blueprint, seed: int, scenario: Scenario = SCENARIO) -> Task:
    """Give a blueprint its derived verifier."""
    verifier = derive_verifier(DESK, base, blueprint, blueprint.initial, seed)
    return Task(f"telecom-{seed}", "telecom", blueprint, scenario, verifier, blueprint.initial, seed)
