"""Auditing what a task pays for: rewards for doing nothing, and texts that nobody could know to tell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigengraph.audit.defect import Defect
from eigengraph.audit.gold import GoldRun
from eigengraph.records import Said, canonical
from eigengraph.verify.score import score_steps
from eigengraph.verify.speech import tells

_NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?")


def do_nothing_passes(gold: GoldRun) -> Iterator[Defect]:
    """Find tasks that pay the full reward to an agent that calls nothing and says nothing."""
    verdict = score_steps(gold.task, gold.domain, gold.base, ())
    if verdict.passed:
        basis = ", ".join(verdict.basis) or "nothing"
        yield Defect("do_nothing_passes", gold.task.id, f"an empty dialogue earns 1.0 (basis: {basis})")


def communicate_unreachable(gold: GoldRun) -> Iterator[Defect]:
    """Find texts that must be told but stand nowhere: not in policy, scenario, what gold calls answer, or any table.

    Numbers are left to ``worked_out``: an agent may add them up from what it reads.
    """
    for text in _untold(gold):
        tables = canonical(gold.base.tables).decode()
        if not _NUMBER.fullmatch(text) and not tells((tables,), text):
            detail = f"{text!r} is in no table, nor in policy, scenario or what the gold calls answer"
            yield Defect("communicate_unreachable", gold.task.id, detail)


def worked_out(gold: GoldRun) -> Iterator[str]:
    """Yield each number that must be told and that nothing shows as it is: whether it can be known is not checked."""
    return (text for text in _untold(gold) if _NUMBER.fullmatch(text))


def _untold(gold: GoldRun) -> list[str]:
    """Return the texts that must be told and that policy, scenario and the gold calls' answers do not show, sorted."""
    said = {one.text for outcome in gold.task.verifier.outcomes for one in outcome.assertions if isinstance(one, Said)}
    scenario = gold.task.scenario
    told = (scenario.reason_for_call, scenario.known_info, scenario.task_instructions)
    shown = (*gold.answers, gold.domain.policy_text, *told)
    return sorted(text for text in said if not tells(shown, text))
