"""No check turns down a sound task: of the domains' own samplers, and of tau2-bench where its data is there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eigengraph.checks import CHECKS, Draft, learn
from eigengraph.records import Scenario
from eigengraph.roles.scenario_writer import completed


@pytest.mark.parametrize("domain", ["airline", "retail", "telecom", "shop"])
def test_no_sound_task_is_turned_down(drafts, domain):
    found = [check.look(draft) for draft in drafts(domain, 60) for check in CHECKS]
    assert [why for why in found if why] == []


BLAND = Scenario("", "You want what is told below.", "You know what you are told.", "", "Stay polite.", "")


@pytest.mark.parametrize("domain", ["airline", "retail", "telecom", "shop"])
def test_facts_that_the_engine_adds_to_a_text_are_no_contradiction(drafts, domain):
    made = [replace(draft, scenario=completed(BLAND, draft.blueprint)) for draft in drafts(domain, 60)]
    found = [check.look(draft) for draft in made for check in CHECKS]
    assert [why for why in found if why] == []


@pytest.mark.parametrize("domain", ["airline", "retail", "telecom"])
def test_no_task_of_tau2_bench_is_turned_down(host, tau2_data, domain):
    tasks = host.task_sources[f"tau2:{domain}"].load(host.domain(domain), tau2_data, "base")
    learned = learn(host.domain(domain), tasks.base)
    drafts = [Draft.of(task, host.domain(domain), tasks.base, learned) for task in tasks.tasks]
    assert drafts
    assert [why for draft in drafts for check in CHECKS if (why := check.look(draft))] == []
