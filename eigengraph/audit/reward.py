"""Auditing what a task pays for: doing nothing, one order of writes alone, texts that nobody could know to tell."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

from eigengraph.audit.defect import Defect, Unchecked
from eigengraph.audit.gold import GoldRun
from eigengraph.audit.verdict import undecided, verdict_on
from eigengraph.records import Said, canonical
from eigengraph.verify.solutions import to_be_said
from eigengraph.verify.speech import tells
from eigengraph.world import World

_NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?")


def do_nothing_passes(gold: GoldRun) -> Iterator[Defect | Unchecked]:
    """Find tasks that pay the full reward to an agent that calls nothing and says nothing."""
    verdict = verdict_on(gold)
    if verdict.reward is None:
        yield undecided("do_nothing_passes", gold, verdict)
    elif verdict.passed:
        basis = ", ".join(verdict.basis) or "nothing"
        yield Defect("do_nothing_passes", gold.task.id, f"an empty dialogue earns 1.0 (basis: {basis})")


def order_sensitive(gold: GoldRun) -> Iterator[Defect | Unchecked]:
    """Find neighbouring writes which, swapped, run as well and differ only in the order of a list, but are failed."""
    refused = [call for call, _ in gold.refused]
    calls = [call for call in gold.task.blueprint.gold() if call not in refused]
    said = to_be_said(gold.task.blueprint)
    writes = [position for position, call in enumerate(calls) if gold.writes(call)]
    for left, right in itertools.pairwise(writes):
        swapped = list(calls)
        swapped[left], swapped[right] = calls[right], calls[left]
        world = gold.fresh_world()
        if any(world.call(swapped[position]).error for position in writes):
            continue
        if not _differ_in_order_only(world, gold.world):
            continue
        verdict = verdict_on(gold, swapped, said)
        if verdict.reward is None:
            yield undecided("order_sensitive", gold, verdict)
        elif not verdict.passed and verdict_on(gold, calls, said).passed:
            detail = f"{calls[right].name} before {calls[left].name} only reorders a list"
            yield Defect("order_sensitive", gold.task.id, detail)


def communicate_unreachable(gold: GoldRun) -> Iterator[Defect | Unchecked]:
    """Find texts that must be told but stand nowhere: not in policy, scenario, what gold calls answer, or any table.

    Whether a number can be known is not checked: an agent may add it up from what it reads.
    """
    untold = _untold(gold)
    if any(map(_NUMBER.fullmatch, untold)):
        yield Unchecked("communicate_unreachable", "a number to be told is shown nowhere; it may be worked out")
    for text in untold:
        tables = canonical(gold.base.tables).decode()
        if not _NUMBER.fullmatch(text) and not tells((tables,), text):
            detail = f"{text!r} is in no table, nor in policy, scenario or what the gold calls answer"
            yield Defect("communicate_unreachable", gold.task.id, detail)


def _untold(gold: GoldRun) -> list[str]:
    """Return the texts that must be told and that policy, scenario and the gold calls' answers do not show, sorted.

    What code demands cannot be read from it; it judges by what the goals say.
    """
    said = {one.text for outcome in gold.task.verifier.outcomes for one in outcome.assertions if isinstance(one, Said)}
    if gold.task.verifier.checkers:
        said |= set(to_be_said(gold.task.blueprint))
    scenario = gold.task.scenario
    told = (scenario.reason_for_call, scenario.known_info, scenario.task_instructions)
    shown = (*gold.answers, gold.domain.policy_text, *told)
    return sorted(text for text in said if not tells(shown, text))


def _differ_in_order_only(one: World, other: World) -> bool:
    if one.digest() == other.digest():
        return False
    left, right = (_sorted(json.loads(canonical(world.delta()))) for world in (one, other))
    return canonical(left) == canonical(right)


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return sorted(map(_sorted, value), key=canonical)
    return value
