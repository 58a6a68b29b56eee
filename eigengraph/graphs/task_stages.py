"""From candidate to certified task."""

from __future__ import annotations

from dataclasses import replace

from eigengraph.checks import Draft
from eigengraph.graphs.bench import Bench
from eigengraph.graphs.certification import task_of
from eigengraph.graphs.item import Item, Rejection
from eigengraph.graphs.stage import Stage, stage


@stage("blueprint", writes=["blueprint"])
async def find_blueprint(item: Item, bench: Bench) -> Item:
    """Find goals and gold calls by executing tools in a live world."""
    blueprint = await bench.worker("blueprint", item)(item)
    if blueprint is None:
        raise Rejection("no_blueprint", "the sampler found nothing")
    return replace(item, blueprint=blueprint)


@stage("scenario", reads=["blueprint"], writes=["scenario"])
async def write_scenario(item: Item, bench: Bench) -> Item:
    """Write what the user simulator is told."""
    return replace(item, scenario=await bench.worker("scenario", item)(item, item.blueprint))


@stage("checks", reads=["blueprint", "scenario"])
async def check_draft(item: Item, bench: Bench) -> Item:
    """Look for defects of what is written so far, before anything is spent on a verifier and on dialogues."""
    assert item.blueprint is not None
    assert item.scenario is not None
    shop = bench.shop
    seed, initial = shop.seed(item, "world"), item.blueprint.initial
    draft = Draft(item.blueprint, item.scenario, shop.domain, shop.base, shop.learned, initial, seed)
    for name in dict.fromkeys((*shop.settings.checks, *item.pair.evaluation.checks)):
        if why := shop.checks[name].look(draft):
            raise Rejection(name, why)
    return item


@stage("verifier", reads=["blueprint", "scenario"], writes=["task"])
async def make_verifier(item: Item, bench: Bench) -> Item:
    """Make the verifier, which completes the task."""
    assert item.blueprint is not None
    assert item.scenario is not None
    verifier = await bench.worker("verifier", item)(item, item.blueprint, item.scenario)
    return replace(item, task=task_of(bench.shop, item, item.blueprint, item.scenario, verifier))


@stage("certificate", reads=["task"], writes=["certificate"])
async def certify_task(item: Item, bench: Bench) -> Item:
    """Try to fool the verifier; without a certificate the task may not be used."""
    certificate = await bench.worker("certifier", item)(item, item.task)
    if not certificate.issued:
        first = certificate.reasons[0]
        raise Rejection(first.split(":", 1)[0], "\n".join(certificate.reasons))
    return replace(item, certificate=certificate)


@stage("feasibility", reads=["task", "certificate"], writes=["task"])
async def probe_feasibility(item: Item, bench: Bench) -> Item:
    """Make sure that the task can be done in a dialogue, and estimate how hard it is."""
    assert item.task is not None
    difficulty = await bench.worker("feasibility", item)(item, item.task)
    return replace(item, task=replace(item.task, difficulty=difficulty))


TASK_STAGES: tuple[Stage, ...] = (
    find_blueprint,
    write_scenario,
    check_draft,
    make_verifier,
    certify_task,
    probe_feasibility,
)
