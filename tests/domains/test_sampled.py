"""What the samplers of airline and store find, judged by executing it, on generated databases and on tau2-bench's."""

from __future__ import annotations

from itertools import pairwise, product
from random import Random

import pytest

from eigengraph.records import Facts, encode
from eigengraph.verify import MOST_SOLUTIONS
from eigengraph.world import FIXED, Plan, broken_rules
from tests.domains.sampled import DOMAINS, Sampled, execute, sampled

ASKED_MOST = {"airline": "book_flight", "retail": "return_items"}


@pytest.fixture(scope="module", params=[(name, source) for name in DOMAINS for source in ("generated", "tau2")])
def found(request: pytest.FixtureRequest) -> Sampled:
    name, source = request.param
    return sampled(name, None if source == "generated" else request.getfixturevalue("tau2_data") / name / "db.json")


def test_every_combination_of_gold_and_alternatives_executes_in_a_fresh_world(found: Sampled) -> None:
    for blueprint in found.blueprints:
        ends = []
        for way in product(*[(goal.calls, *goal.alternatives) for goal in blueprint.goals]):
            calls = [planned for steps in way for planned in steps]
            essential = frozenset(encode(planned.call) for planned in calls if planned.essential)
            ends.append((execute(found.world(), [planned.call for planned in calls]).digest(), essential))
        assert len(set(ends)) == len(ends) <= MOST_SOLUTIONS


def test_the_gold_solution_is_executed_in_the_world_given(found: Sampled) -> None:
    world = found.world()
    assert found.domain.sampler is not None
    blueprint = found.domain.sampler(world, Random(5), FIXED)
    assert blueprint is not None
    assert world.digest() == execute(found.world(), blueprint.gold()).digest()


def test_forbidden_writes_can_be_made_and_change_something(found: Sampled) -> None:
    tempted = 0
    for blueprint in found.blueprints:
        world = found.world()
        for goal in blueprint.goals:
            execute(world, [planned.call for planned in goal.calls])
            for call in goal.tempting:
                assert execute(world.fork(), [call]).digest() != world.digest()
                tempted += 1
    assert tempted


def test_the_rules_agree(found: Sampled) -> None:
    domain = found.domain
    for blueprint in found.blueprints:
        world = found.world()
        for goal in blueprint.goals:
            facts = Facts([*blueprint.facts, *goal.facts])
            assert set(goal.clauses) <= domain.rule_ids
            for planned in goal.calls:
                assert broken_rules(domain, world, planned.call, facts) == (), goal.outcome
                world.call(planned.call)
            for call in goal.tempting:
                assert set(broken_rules(domain, world, call, facts)) & set(goal.clauses), goal.outcome


def test_a_task_has_one_to_five_goals(found: Sampled) -> None:
    assert {len(blueprint.goals) for blueprint in found.blueprints} == {1, 2, 3, 4, 5}


def test_a_transfer_is_the_last_thing_that_happens(found: Sampled) -> None:
    for blueprint in found.blueprints:
        ends = [goal.decision == "transfer" for goal in blueprint.goals]
        assert not any(ends[:-1])
        assert ends[-1] == (blueprint.gold()[-1].name == found.domain.transfer_tool)


def test_requests_about_one_thing_follow_each_other(found: Sampled) -> None:
    for blueprint in found.blueprints:
        subjects = [found.about(goal) for goal in blueprint.goals]
        for subject in set(subjects) - {""}:
            places = [index for index, other in enumerate(subjects) if other == subject]
            assert len(places) <= 2
            assert all(then == first + 1 for first, then in pairwise(places))


def test_the_same_seed_gives_the_same_blueprint(found: Sampled) -> None:
    for seed in range(0, len(found.blueprints), 40):
        assert encode(found.again(seed)) == encode(found.blueprints[seed])


def test_seeds_rarely_agree_on_the_gold_solution(found: Sampled) -> None:
    solutions = {b"".join(sorted(map(encode, blueprint.gold()))) for blueprint in found.blueprints}
    assert len(solutions) >= 0.99 * len(found.blueprints)


def test_a_plan_says_how_many_goals_and_which(found: Sampled) -> None:
    intent = ASKED_MOST[found.domain.name]
    plan = Plan("many of a kind", goals=(3, 4), emphasis={intent: 50.0, "refuse": 0.0, "transfer": 0.0})
    drawn = [found.again(seed, plan) for seed in range(20)]
    kept = [blueprint for blueprint in drawn if blueprint is not None]
    assert len(kept) >= 18
    assert {len(blueprint.goals) for blueprint in kept} <= {3, 4}
    assert sum(any(goal.intent == intent for goal in blueprint.goals) for blueprint in kept) >= 15
    assert all(goal.decision == "do" for blueprint in kept for goal in blueprint.goals)
