"""Defects are what they are called, by execution, in any domain."""

from __future__ import annotations

from random import Random

import pytest
from eigengraph_stub.weak import Scene
from eigengraph_stub.weak.blueprints import already_met, unsolvable, wrong_gold
from eigengraph_stub.weak.scenarios import contradicting_scenario, leaked_solution
from eigengraph_stub.weak.scene import misspelt
from eigengraph_stub.weak.verifiers import harsh, lax, open_ended, wrong_verifier

import eigengraph as eg
from eigengraph.records import (
    AcceptableOutcome,
    Blueprint,
    Called,
    Equals,
    Fact,
    Goal,
    NotCalled,
    OnlyChanged,
    Said,
    Scenario,
    Verifier,
)
from eigengraph.world import FIXED, Base, World

COUNT = 6


@pytest.fixture(scope="module", params=["airline", "retail", "telecom"])
def scene(request, host) -> Scene:
    domain = host.domain(request.param)
    return Scene(domain, Base(domain.tables(1), domain.sides()), 5, Random(2))


@pytest.fixture(scope="module")
def blueprints(scene) -> list[Blueprint]:
    found = []
    for seed in range(40):
        world = World(scene.domain, scene.base, seed=scene.seed)
        assert scene.domain.sampler is not None
        blueprint = scene.domain.sampler(world, Random(seed), FIXED)
        if blueprint is not None and len(found) < COUNT:
            found.append(blueprint)
    return found


def refused(blueprint: Blueprint, scene: Scene) -> list[bool]:
    world = World(scene.domain, scene.base, blueprint.initial, seed=scene.seed)
    return [world.call(call).error for call in blueprint.gold()]


def end(blueprint: Blueprint, scene: Scene) -> World:
    world = World(scene.domain, scene.base, blueprint.initial, seed=scene.seed)
    for call in blueprint.gold():
        world.call(call)
    return world


def test_unsolvable_tasks_have_gold_that_is_refused(scene, blueprints):
    made = [unsolvable(blueprint, scene) for blueprint in blueprints]
    found = [blueprint for blueprint in made if blueprint is not None]
    assert len(found) >= COUNT - 1
    assert all(any(refused(blueprint, scene)) for blueprint in found)
    for blueprint, sound in zip(made, blueprints, strict=True):
        assert blueprint is None or blueprint.initial == sound.initial


def test_what_is_already_met_leaves_nothing_to_do(scene, blueprints):
    pairs = [(blueprint, already_met(blueprint, scene)) for blueprint in blueprints]
    found = [(blueprint, made) for blueprint, made in pairs if made is not None]
    assert found
    for blueprint, made in found:
        assert not any(refused(made, scene))
        assert not end(made, scene).delta()
        untouched = World(scene.domain, scene.base, blueprint.initial, seed=scene.seed)
        met = World(scene.domain, scene.base, made.initial, seed=scene.seed)
        assert met.materialise() == end(blueprint, scene).materialise() != untouched.materialise()


def test_wrong_gold_runs_and_ends_elsewhere(scene, blueprints):
    pairs = [(blueprint, wrong_gold(blueprint, scene)) for blueprint in blueprints]
    found = [(blueprint, made) for blueprint, made in pairs if made is not None]
    assert found
    for blueprint, made in found:
        assert not any(refused(made, scene))
        assert end(made, scene).digest() != end(blueprint, scene).digest()
        assert [goal.facts for goal in made.goals] == [goal.facts for goal in blueprint.goals]
        differing = [left != right for left, right in zip(made.gold(), blueprint.gold(), strict=True)]
        assert sum(differing) == 1


FACTS = (Fact("order", "W1234567", "W1234567"), Fact("reason", "no longer needed", "no longer needed"))
CALL = eg.PlannedCall(eg.ToolCall("cancel", {"order": "W1234567"}), "It may be.")
BLUEPRINT = Blueprint(FACTS, (Goal("cancel", "do", calls=(CALL,), outcome="The order is cancelled."),))
SCENARIO = Scenario("Mia", "You want to cancel order W1234567.", "Your order is W1234567.", "", "Be brief.")
SMALL = Scene(eg.Domain("small", [], lambda seed: {}), Base({}), 0, Random(0))


def test_a_contradicting_scenario_tells_another_value_everywhere():
    made = contradicting_scenario(SCENARIO, BLUEPRINT, SMALL)
    assert made is not None
    assert "W1234567" not in made.reason_for_call + made.known_info
    [value] = {text.removesuffix(".").split()[-1] for text in (made.reason_for_call, made.known_info)}
    assert (value[0], len(value)) == ("W", 8)
    assert (made.persona, made.task_instructions) == (SCENARIO.persona, SCENARIO.task_instructions)


def test_a_scenario_that_tells_no_fact_cannot_contradict():
    assert contradicting_scenario(SCENARIO, Blueprint((), ()), SMALL) is None


def test_a_leak_tells_the_calls_or_the_ending():
    made = {getattr(leaked_solution(SCENARIO, BLUEPRINT, SMALL), "known_info", "") for _ in range(20)}
    assert made == {
        'Your order is W1234567. The agent will make these calls: cancel({"order":"W1234567"}).',
        "Your order is W1234567. In the end: The order is cancelled.",
    }
    assert leaked_solution(SCENARIO, Blueprint((), ()), SMALL) is None


EQUALS = Equals("orders", "W1", ("status",), "cancelled")
ONLY = OnlyChanged((("orders", "W1", ("status",)),))
SOUND = Verifier((AcceptableOutcome("gold", (EQUALS, ONLY, Said("12"), Called("look"), NotCalled("transfer"))),))


def test_a_lax_verifier_demands_nothing():
    made = lax(SOUND, SMALL)
    assert made is not None
    assert made.outcomes[0].assertions == (ONLY, NotCalled("transfer"))


def test_an_open_verifier_allows_anything_else():
    made = open_ended(SOUND, SMALL)
    assert made is not None
    assert made.outcomes[0].assertions == (EQUALS, Said("12"), Called("look"))


def test_a_harsh_verifier_demands_another_value_in_every_outcome():
    made = harsh(SOUND, SMALL)
    assert made is not None
    changed = made.outcomes[0].assertions[0]
    assert isinstance(changed, Equals)
    assert (changed.table, changed.path) == (EQUALS.table, EQUALS.path)
    assert changed.value != "cancelled"
    without = AcceptableOutcome("other", (ONLY,))
    assert harsh(Verifier((*SOUND.outcomes, without)), SMALL) is None


def test_one_of_the_forms_is_drawn_where_it_applies():
    made = [wrong_verifier(SOUND, SMALL) for _ in range(30)]
    assert SOUND not in made
    assert {len(one.outcomes[0].assertions) for one in made if one is not None} == {2, 3, 5}
    assert wrong_verifier(Verifier((AcceptableOutcome("gold", ()),)), SMALL) is None


def test_misspelt_text_keeps_its_shape():
    assert misspelt("...", Random(0)) == "..."
    for text in ("A1b", "abc", "ABC"):
        made = misspelt(text, Random(1))
        assert (len(made), made.isupper(), made != text) == (len(text), text.isupper(), True)
