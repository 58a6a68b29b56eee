"""Certificates of a run: tried by who writes a verifier, issued by the certifier."""

from __future__ import annotations

from random import Random

from eigengraph.graphs.item import Item
from eigengraph.graphs.workers import Workshop
from eigengraph.records import Blueprint, Certificate, Scenario, Task, ToolCall, Verifier, digest, encode
from eigengraph.verify import certify
from eigengraph.verify.renaming import Mentions
from eigengraph.world import FIXED, Plan, World

_DONORS = 2


def sample(shop: Workshop, item: Item, role: str, plan: Plan = FIXED) -> Blueprint | None:
    """Draw one blueprint for an item in a world of its own."""
    seed = shop.seed(item, role)
    world = World(shop.domain, shop.base, seed=seed)
    return shop.domain.sampler(world, Random(seed), plan) if shop.domain.sampler is not None else None


def task_of(shop: Workshop, item: Item, blueprint: Blueprint, scenario: Scenario, verifier: Verifier) -> Task:
    """Return the task that an item becomes."""
    domain = shop.domain.name
    name = f"{domain}-{digest(encode(blueprint))[:12]}"
    return Task(name, domain, blueprint, scenario, verifier, blueprint.initial, seed=shop.seed(item, "world"))


def tried(shop: Workshop, item: Item, task: Task) -> Certificate:
    """Return the certificate that a task will get, and keep it until it is issued."""
    certificate = certificate_of(shop, item, task)
    if certificate.verifier:
        shop.tried[_key(task)] = certificate
    return certificate


def issued(shop: Workshop, item: Item, task: Task) -> Certificate:
    """Return a task's certificate, with mutants that borrow writes from blueprints drawn for nothing else."""
    kept = shop.tried.pop(_key(task), None)
    return kept if kept is not None else certificate_of(shop, item, task)


def certificate_of(shop: Workshop, item: Item, task: Task, mentions: Mentions | None = None) -> Certificate:
    """Try a task: what makes its certificate, whoever asks for it and however often.

    Args:
        shop: What the run works on; its models are not asked.
        item: The candidate that became the task, at the attempt that it did at.
        task: The task.
        mentions: Of the base; where they are given, the searches run, too.

    Raises:
        PluginCrash: A mutator raised, or yields something else than variants.
        ToolCrash: A tool raised something its domain does not declare.
    """
    donors = [sample(shop, item, f"donor {number}") for number in range(_DONORS)]
    writes = _writes(shop, donors, task)
    return certify(
        task,
        shop.domain,
        shop.base,
        writes,
        mutators=shop.mutators,
        sandboxes=shop.sandboxes,
        mentions=mentions,
    )


def _writes(shop: Workshop, blueprints: list[Blueprint | None], task: Task) -> list[ToolCall]:
    tools = shop.domain.by_side["agent"]
    calls = [call for blueprint in blueprints if blueprint is not None for call in blueprint.gold()]
    mine = task.blueprint.gold()
    return [call for call in calls if call.name in tools and tools[call.name].kind == "write" and call not in mine]


def _key(task: Task) -> str:
    return digest(encode(task))
