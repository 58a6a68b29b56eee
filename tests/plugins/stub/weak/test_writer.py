"""The weak writer in a run."""

from __future__ import annotations

import pytest
from eigengraph_stub.weak import KINDS, Label, Weakness, WeakWriter, plan_text

import eigengraph as eg


@pytest.fixture
def run(shop, tmp_path):
    """``run(rates)`` makes a run of the shop with a weak writer; returns it with the labels."""

    def make(rates, told=plan_text, **settings) -> tuple[eg.Run, list[Label]]:
        labels: list[Label] = []
        writer = WeakWriter(Weakness(rates, seed=2), labels.append, told)
        out = tmp_path / f"run{len(list(tmp_path.iterdir()))}"
        asked = eg.Settings(domain="shop", tasks=4, seed=3, out=out, task_attempts=1, **settings)
        return eg.synthesize(eg.Host([shop, writer]), asked), labels

    return make


def test_a_writer_without_defects_changes_nothing(run, shop, tmp_path):
    made, labels = run({})
    plain = eg.synthesize(eg.Host([shop]), eg.Settings(domain="shop", tasks=4, seed=3, out=tmp_path / "plain"))
    assert labels == []
    assert [datum.task for datum in made.data()] == [datum.task for datum in plain.data()]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "no_variety"])
def test_what_is_defective_is_never_accepted(run, kind):
    made, labels = run({kind: 0.5})
    labelled = {label.index for label in labels}
    assert labelled
    assert {label.kind for label in labels} == {kind}
    assert labelled & {datum.index for datum in made.data()} == set()


@pytest.mark.parametrize("kind", ["contradicting_scenario", "leaked_solution"])
def test_scenarios_get_their_defects(run, shop, tmp_path, kind):
    made, labels = run({kind: 1.0}, checks=())
    plain = eg.synthesize(eg.Host([shop]), eg.Settings(domain="shop", tasks=4, seed=3, out=tmp_path / "plain"))
    assert {label.kind for label in labels} == {kind}
    sound = {datum.index: datum.task.scenario.known_info for datum in plain.data()}
    changed = [datum for datum in made.data() if datum.task.scenario.known_info != sound.get(datum.index)]
    assert {datum.index for datum in changed} <= {label.index for label in labels}
    assert changed


def test_a_writer_without_variety_knows_three_tasks(run):
    made, labels = run({"no_variety": 1.0})
    assert made.summary.certified <= 3
    assert made.summary.rejected["duplicate"] >= 1
    assert {label.kind for label in labels} == {"no_variety"}


def test_labels_show_nowhere_in_the_data(run):
    made, _ = run(dict.fromkeys(KINDS, 1 / 7))
    assert not any(kind in str(datum) for datum in made.data() for kind in KINDS)


def test_the_plan_that_counts_is_the_one_that_is_told(run):
    cure = Weakness({}, seed=2).cures["unsolvable"]
    _, sick = run({"unsolvable": 1.0})
    _, cured = run({"unsolvable": 1.0}, lambda shop, item: f"Please: {cure}")
    assert len(sick) == 12
    assert len(cured) < 4
