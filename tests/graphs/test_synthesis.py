"""What the whole graph guarantees about the candidates it draws and the tasks it accepts."""

from __future__ import annotations

from dataclasses import replace

import pytest

import eigengraph as eg
from eigengraph.graphs import Attribution, Rejection, stage
from eigengraph.records import AcceptableOutcome, Certificate, Scenario, Verifier, digest, encode


def gold(store):
    return [digest(encode(datum.task.blueprint.gold())) for datum in store.data()]


def test_as_many_as_asked_for(drive):
    store = drive(tasks=5)
    assert len(store.data()) == 5
    assert [datum.index for datum in store.data()] == sorted(datum.index for datum in store.data())


@pytest.mark.parametrize("settings", [{"batch": 1}, {"batch": 3}, {"concurrency": 1}, {"concurrency": 2, "batch": 2}])
def test_dataset_does_not_depend_on_how_the_work_is_cut(drive, settings):
    assert drive(tasks=6, **settings).data() == drive(tasks=6).data()


def test_no_task_is_made_twice(drive):
    store = drive(tasks=60)
    assert len(set(gold(store))) == 60
    assert "duplicate" in {result.reason for result in store.finals().values()}


def test_same_seed_same_bytes(drive):
    assert drive(tasks=8, seed=5).finals() == drive(tasks=8, seed=5).finals()


def test_gives_up_after_three_candidates_a_task(drive):
    async def nothing(item):
        return None

    store = drive(tasks=3, workers={"blueprint": nothing})
    assert list(store.finals()) == list(range(9))
    assert {(result.reason, result.detail) for result in store.finals().values()} == {
        ("no_blueprint", "the sampler found nothing")
    }


def test_lineage_says_what_made_it(drive):
    [datum, *_] = drive(tasks=1, seed=11).data()
    assert datum.lineage["seed"] == "11"
    assert datum.lineage["plan"] == "fixed"
    assert (datum.lineage["generator"], datum.lineage["user_generator"]) == ("offline", "offline")
    assert datum.lineage["worker.verifier"] == "derived"
    assert (datum.lineage["task_attempts"], datum.lineage["rollout_attempts"]) == ("1", "1")


def test_lineage_tells_tries_at_the_task_from_tries_at_the_dialogue(drive):
    async def write(item, blueprint):
        if item.attempt == 0:
            raise Rejection("too_dull")
        return Scenario("You are Ann.", "Cancel it.", "", "", "")

    async def pick(item, task, trajectory, verdict):
        return Attribution("agent", "too short") if item.attempt < 3 else Attribution("")

    [datum] = drive(workers={"scenario": write, "attributor": pick}, tasks=1, checks=()).data()
    assert (datum.lineage["task_attempts"], datum.lineage["rollout_attempts"]) == ("2", "3")


def test_every_datum_is_certified_passed_and_of_its_own_rollout(drive):
    for datum in drive(tasks=6).data():
        assert datum.certificate.issued
        assert datum.verdict.passed
        assert datum.trajectory.task_id == datum.task.id


# What no stage or worker of a plugin can let in


@stage("soften", reads=["task", "certificate"], writes=["task"])
async def soften(item, bench):
    """Let the task pass whatever happens, once it is certified."""
    verifier = Verifier((AcceptableOutcome("anything", ()),))
    return replace(item, task=replace(item.task, verifier=verifier))


@stage("forge", reads=["task"], writes=["certificate"])
async def forge(item, bench):
    """Give a task a certificate that was refused."""
    return replace(item, certificate=Certificate(digest(encode(item.task.verifier)), issued=False, reasons=("weak",)))


def ends(store):
    return {(result.status, result.reason) for result in store.finals().values()}


def test_verifier_changed_after_its_certificate_is_turned_down(drive, host):
    graph = eg.compose(host, eg.Settings(domain="shop"), insert_after={"feasibility": soften})
    store = drive(graph, tasks=1)
    assert ends(store) == {("rejected", "certificate_of_another_verifier")}
    assert "must stand before stage 'certificate'" in store.finals()[0].detail


def test_certificate_that_was_not_issued_is_turned_down(drive, host):
    graph = eg.compose(host, eg.Settings(domain="shop"), replace={"certificate": replace(forge, name="certificate")})
    store = drive(graph, tasks=1)
    assert ends(store) == {("rejected", "certificate_not_issued")}
    assert store.finals()[0].detail == "weak"


def test_failed_dialogue_is_turned_down_whatever_the_attributor_says(drive):
    async def lenient(item, task, trajectory, verdict):
        return Attribution("")

    faults = {"offline": {"agent_faults": {"skipped_step": 1.0}}}
    store = drive(workers={"attributor": lenient}, options=faults, tasks=4)
    assert ("rejected", "verdict_not_passed") in ends(store)
    assert all(datum.verdict.passed for datum in store.data())
