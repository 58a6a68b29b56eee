"""No task that a sampler finds is done by doing nothing, not even one whose right outcome is a refusal."""

from random import Random

import pytest
from eigengraph_airline import AIRLINE
from eigengraph_retail import RETAIL, RETAIL_MICRO
from eigengraph_telecom import TELECOM

from eigengraph.records import Scenario, Task
from eigengraph.verify import derive_verifier, score_steps
from eigengraph.world import Base, Domain, Plan, World

SEEDS = 60
REFUSING = Plan("refusals alone", goals=(1, 2), emphasis={"refuse": 20.0, "transfer": 0.0})


@pytest.mark.parametrize("domain", [AIRLINE, RETAIL, RETAIL_MICRO, TELECOM], ids=lambda domain: domain.name)
def test_doing_nothing_is_never_right(domain: Domain) -> None:
    base = Base(domain.tables(0), domain.sides())
    refusals = 0
    assert domain.sampler is not None
    for seed in range(SEEDS):
        blueprint = domain.sampler(World(domain, base, seed=seed), Random(seed), REFUSING)
        if blueprint is None:
            continue
        verifier = derive_verifier(domain, base, blueprint, blueprint.initial, seed)
        task = Task("t", domain.name, blueprint, Scenario("", "", "", "", ""), verifier, blueprint.initial, seed)
        assert score_steps(task, domain, base, ()).reward == 0.0, blueprint.goals
        refusals += all(goal.decision == "refuse" for goal in blueprint.goals)
    assert refusals >= 10
