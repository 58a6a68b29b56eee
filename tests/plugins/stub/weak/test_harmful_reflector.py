"""A reflector that makes every plan worse gets nowhere."""

from __future__ import annotations

from dataclasses import replace

import pytest
from eigengraph_stub.weak import KINDS, Weakness, WeakWriter

import eigengraph as eg
from eigengraph.plans import version
from eigengraph.roles.scenario_writer import model_scenario
from eigengraph.verify.interval import wilson


def harmful(_shop):
    """Put a scenario writer that gives the solution away into every plan."""

    async def reflect(parent, history):
        said = (*parent.pair.synthesis.wording, f"Be careless {len(history)}.")
        synthesis = replace(parent.pair.synthesis, wording=said)
        worse = replace(parent.pair.evaluation, workers={"scenario": "careless"})
        return version(parent.pair.stream, synthesis, worse, parent=parent.pair.id, why="make it worse")

    return reflect


def careless(shop):
    write = model_scenario(shop)

    async def tell(item, blueprint):
        scenario = await write(item, blueprint)
        return replace(scenario, known_info=f"{scenario.known_info} The agent will call cancel_order.")

    return tell


class Saboteur:
    @eg.hookimpl
    def register_workers(self):
        return [
            eg.Worker("reflector", "harmful", harmful, "makes every plan worse"),
            eg.Worker("scenario", "careless", careless, "gives the solution away"),
        ]


@pytest.mark.parametrize("seed", [1, 2])
def test_every_bad_version_is_rolled_back_and_the_yield_stays(shop, tmp_path, seed):
    writer = WeakWriter(Weakness(dict.fromkeys(KINDS, 0.05), seed=seed), lambda label: None)
    settings = eg.Settings(
        domain="shop", tasks=24, seed=seed, streams=2, rounds=4, pilot=8, task_attempts=1, out=tmp_path / "run",
        workers={"reflector": "harmful"},
    )  # fmt: skip
    run = eg.synthesize(eg.Host([shop, writer, Saboteur()]), settings)
    versions = run.manifest["plans"]["versions"]
    bad = [made for made in versions if made["parent"]]
    assert len(bad) == 2 * 3
    assert not any(made["accepted"] for made in bad)
    start = [made for made in versions if not made["parent"]]
    low, _ = wilson(sum(made["good"] for made in start), sum(made["tried"] for made in start))
    repeats = sum(run.summary.rejected.get(reason, 0) for reason in ("duplicate", "near_duplicate"))
    others = run.summary.candidates - repeats  # a small shop runs out of other tasks
    assert wilson(run.summary.certified, others)[1] >= low
    assert {datum.lineage["plan"] for datum in run.data()} <= {made["id"] for made in start}
