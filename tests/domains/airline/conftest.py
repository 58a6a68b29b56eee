"""What the sampler finds, on a generated database and on tau2-bench's."""

from __future__ import annotations

from typing import Any

import pytest
from eigengraph_airline import AIRLINE
from eigengraph_airline.generate import generate_tables

from eigengraph.records import Blueprint
from eigengraph.world import Base, check_tables, read_tables
from tests.domains.airline.sampling import SEEDS, sample


@pytest.fixture(scope="session", params=["generated", "tau2"])
def base(request: pytest.FixtureRequest) -> Base:
    if request.param == "generated":
        tables: Any = generate_tables(0)
    else:
        tables = read_tables(request.getfixturevalue("tau2_data") / "airline" / "db.json")
    return Base(check_tables(AIRLINE.schema, tables), AIRLINE.sides())


@pytest.fixture(scope="session")
def blueprints(base: Base) -> list[Blueprint]:
    found = [sample(base, seed) for seed in range(SEEDS)]
    assert None not in found
    return [blueprint for blueprint in found if blueprint is not None]
