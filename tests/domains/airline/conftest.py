"""What the sampler finds, on a generated database and on tau2-bench's."""

from __future__ import annotations

import pytest

from eigengraph.records import Blueprint
from eigengraph.world import Base
from tests.domains.sampled import Sampled, sampled


@pytest.fixture(scope="session", params=["generated", "tau2"])
def found(request: pytest.FixtureRequest) -> Sampled:
    generated = request.param == "generated"
    return sampled("airline", None if generated else request.getfixturevalue("tau2_data") / "airline" / "db.json")


@pytest.fixture(scope="session")
def base(found: Sampled) -> Base:
    return found.base


@pytest.fixture(scope="session")
def blueprints(found: Sampled) -> list[Blueprint]:
    return found.blueprints
