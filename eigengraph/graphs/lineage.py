"""Lineage: what a datum says of the plan, the prompts, the models and the workers that made it."""

from __future__ import annotations

from collections.abc import Mapping

from eigengraph.graphs.bench import Bench
from eigengraph.graphs.item import Item
from eigengraph.graphs.streams import plans
from eigengraph.graphs.workers import MODEL, NOBODY, PLANNING, ROLES, Workshop
from eigengraph.records import Datum


def datum_of(bench: Bench, item: Item) -> Datum:
    """Return the datum of an item that has passed every stage."""
    assert item.task is not None
    assert item.certificate is not None
    assert item.trajectory is not None
    assert item.verdict is not None
    findings = item.findings or ()
    return Datum(item.index, item.task, item.certificate, item.trajectory, item.verdict, lineage(bench, item), findings)


def lineage(bench: Bench, item: Item) -> dict[str, str]:
    """Return what made an item, by name."""
    settings = bench.shop.settings
    planned = plans(settings)
    workers = {**bench.shop.chosen(), **item.pair.evaluation.workers}
    asked = {role: name for role, name in workers.items() if planned or role not in PLANNING}
    return {
        "generator": settings.model,
        "user_generator": settings.user_model or settings.model,
        "plan": item.pair.id,
        **({"stream": str(item.pair.stream)} if planned else {}),
        "seed": str(settings.seed),
        "task_attempts": str(item.tries["tasks"]),
        "rollout_attempts": str(item.tries["trajectories"]),
        **({"returns": str(item.returns)} if item.returns else {}),
        **{f"worker.{role}": name for role, name in asked.items() if name != NOBODY},
        **{f"prompt.{name}": ref for name, ref in prompt_refs(bench.shop, asked).items()},
    }


def prompt_refs(shop: Workshop, workers: Mapping[str, str]) -> dict[str, str]:
    """Return version and digest of each prompt that a language model is asked with, by the prompt's name.

    Args:
        shop: With the prompts of the run.
        workers: Who plays which role. A prompt of no role in particular is read by all.
    """
    spoken = {role for role, name in workers.items() if name == MODEL and shop.speaks(role)}
    return {
        name: prompt.ref
        for name, prompt in sorted(shop.prompts.items())
        if prompt.about.role in spoken or (prompt.about.role not in ROLES and shop.settings.language_model)
    }
