"""The example shop: a complete domain that fits on a few screens and makes sound tasks."""

from __future__ import annotations

import importlib
import tomllib
from pathlib import Path
from random import Random

import pytest

import eigengraph as eg
from eigengraph.world import FIXED, Base, World, broken_rules, check_tables

FOLDER = Path(__file__).parents[2] / "examples" / "shop_domain"
SOURCE = FOLDER / "eigengraph_shop" / "__init__.py"


@pytest.fixture(scope="module")
def shop():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(FOLDER)
        yield importlib.import_module("eigengraph_shop")


@pytest.fixture(scope="module")
def run(shop, tmp_path_factory):
    settings = eg.Settings(domain="shop", tasks=25, out=tmp_path_factory.mktemp("runs") / "shop")
    return eg.synthesize(eg.Host([shop]), settings)


def test_it_is_short():
    assert len(SOURCE.read_text("utf-8").splitlines()) <= 120


def test_it_uses_the_public_door_only(shop):
    imports = [line for line in SOURCE.read_text("utf-8").splitlines() if line.startswith(("import ", "from "))]
    assert [line for line in imports if "eigengraph" in line] == ["import eigengraph as eg"]


def test_its_entry_point_is_the_plugin(shop):
    project = tomllib.loads((FOLDER / "pyproject.toml").read_text("utf-8"))["project"]
    [target] = project["entry-points"]["eigengraph"].values()
    assert importlib.import_module(target) is shop


def test_it_makes_as_many_certified_tasks_as_asked_for(run):
    data = list(run.data())
    assert len(data) == 25
    assert all(datum.certificate.issued and datum.verdict.passed for datum in data)
    assert {goal.decision for datum in data for goal in datum.task.blueprint.goals} == {"do", "refuse"}
    assert {len(datum.task.blueprint.goals) for datum in data} == {1, 2, 3}
    assert run.summary.clauses == {"shop.cancel.pending": 25}


def test_its_certificates_test_what_a_careless_agent_would_do(run):
    mutants = run.summary.mutants
    for kind in ("wrong_value", "wrong_entity", "dropped_write", "do_nothing", "action_instead_of_refusal"):
        assert mutants[kind].tried > 0, kind
        assert mutants[kind].good == mutants[kind].tried, kind


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_its_tables_keep_their_schema(shop, seed):
    tables = shop.tables(seed)
    assert check_tables(shop.SCHEMA, tables) == tables == shop.tables(seed)
    assert shop.tables(seed + 1) != tables


def test_its_rule_agrees_with_its_sampler(shop):
    domain = eg.Host([shop], installed=False).domain("shop")
    base = Base(shop.tables(0), domain.sides())
    for seed in range(50):
        blueprint = shop.sample(World(domain, base), Random(seed), FIXED)
        world = World(domain, base)
        for goal in blueprint.goals:
            writes = [planned.call for planned in goal.calls if planned.call.name == "cancel_order"]
            assert not any(broken_rules(domain, world, call, blueprint.all_facts()) for call in writes)
            assert all(broken_rules(domain, world, call, blueprint.all_facts()) for call in goal.tempting)
            for call in writes:
                assert not world.call(call).error


def test_its_people_speak_of_orders_in_its_own_words(run):
    said = [message.content for datum in run.data() for message in datum.trajectory.messages]
    assert any("Only orders that have not left our store" in text for text in said)
    assert any("cancel an order" in text for text in said)
    assert not any("cancel order," in text or "cancel order." in text for text in said)
