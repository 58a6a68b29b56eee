"""Who plays which role by default, and what a datum says of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

import eigengraph as eg
from eigengraph.graphs.workers import ROLES, default_workers
from eigengraph.prompts import load_prompts
from eigengraph.roles import SLOTS


@pytest.fixture
def domain(shop):
    [domain] = shop.register_domains()
    return domain


def test_without_a_language_model_nothing_is_asked(domain):
    assert default_workers(eg.Settings(domain="shop"), domain) == ROLES
    assert "model" not in {name for role, name in ROLES.items() if role not in ("agent", "user", "scenario")}


def test_a_language_model_plans_reflects_judges_and_attributes(domain):
    chosen = default_workers(eg.Settings(domain="shop", model="scripted:x"), domain)
    assert {role for role in ROLES if chosen[role] != ROLES[role]} == {"planner", "reflector", "judge", "attributor"}


def test_a_domain_without_a_sampler_has_its_tasks_written(domain):
    chosen = default_workers(eg.Settings(domain="shop", model="scripted:x"), replace(domain, sampler=None))
    assert chosen["blueprint"] == "model"
    assert chosen["verifier"] == "derived"


def test_a_datum_names_the_prompts_and_models_that_made_it(synthesize):
    [datum] = synthesize().data()
    refs = {name: prompt.ref for name, prompt in load_prompts(SLOTS).items()}
    named = {name.partition(".")[2]: ref for name, ref in datum.lineage.items() if name.startswith("prompt.")}
    asked = {"agent", "user", "scenario_writer", "judge", "attributor", "correction"}
    assert named == {name: refs[name] for name in asked}
    assert datum.lineage["generator"] == "scripted"
    assert datum.lineage["worker.judge"] == "model"


def test_a_datum_of_the_embedded_backend_names_none(synthesize):
    [datum] = synthesize(model="offline").data()
    assert not any(name.startswith("prompt.") or name == "worker.judge" for name in datum.lineage)


def test_a_user_model_of_its_own_reads_the_users_prompt(synthesize):
    [datum] = synthesize(model="offline", user_model="scripted").data()
    assert [name for name in datum.lineage if name.startswith("prompt.")] == ["prompt.user"]


def test_a_run_goes_on_with_its_prompts_only(synthesize, tmp_path):
    run = synthesize()
    assert run.manifest["inputs"]["prompts"]["judge"] == load_prompts(SLOTS)["judge"].ref
    assert run.manifest["inputs"]["workers"]["judge"] == "model"
    folder = tmp_path / "prompts"
    folder.mkdir()
    (folder / "correction.md").write_text(
        '+++\nrole = "correction"\nversion = 2\ninputs = ["problems"]\n+++\n<< problems >>'
    )
    with pytest.raises(eg.ConfigError, match="prompts"):
        synthesize(prompts=folder)
