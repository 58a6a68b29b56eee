"""Auditing gold solutions against the domain's rules, which were written apart from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from eigengraph.audit.defect import Defect, Unchecked
from eigengraph.audit.gold import GoldRun
from eigengraph.records import Fact, Facts, Goal, ToolCall
from eigengraph.world import Ruling, World


class AskedFacts(Facts):
    """Facts that remember whether somebody asked for one that is not there."""

    __slots__ = ("missed",)

    def __init__(self, facts: Iterable[Fact]) -> None:
        super().__init__(facts)
        self.missed = False

    def get(self, name: str, about: str = "", default: Any = None) -> Any:
        """Return the value of a fact, or ``default``; the latter is remembered."""
        value = super().get(name, about, _MISSING)
        self.missed = self.missed or value is _MISSING
        return default if value is _MISSING else value


_MISSING = object()


def rule_contradiction(gold: GoldRun) -> Iterator[Defect | Unchecked]:
    """Find calls of the gold solution that a rule forbids, and temptations that none forbids.

    A rule that forbids a call after asking for a fact that the task does not state says nothing: tasks from elsewhere
    keep such facts in their texts.
    """
    if not gold.domain.rules:
        yield Unchecked("rule_contradiction", f"domain {gold.domain.name!r} has no rules in code")
    elif any(_silent_rules(gold)):
        why = "a rule would forbid a call, but rests on a typed fact that the task does not state"
        yield Unchecked("rule_contradiction", why)
    for one in _judged_calls(gold):
        broken = list(_forbidding(gold, one))
        if one.tempting and not broken:
            yield Defect("rule_contradiction", gold.task.id, f"no rule forbids {one.call.name} for {one.goal.intent}")
        elif not one.tempting and (stated := [rule for rule, missed in broken if not missed]):
            detail = f"{one.call.name} is forbidden by {', '.join(stated)}"
            yield Defect("rule_contradiction", gold.task.id, detail)


def _silent_rules(gold: GoldRun) -> Iterator[str]:
    """Yield the id of each rule that would forbid a call but asked for a fact that the task does not state."""
    for one in _judged_calls(gold):
        if not one.tempting:
            yield from (rule for rule, missed in _forbidding(gold, one) if missed)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A call at its moment; tempting ones stand where the goal's own calls have been made."""

    goal: Goal
    call: ToolCall
    before: World
    tempting: bool = False


def _judged_calls(gold: GoldRun) -> Iterator[_Judged]:
    """Yield each write and transfer of the gold solution, and each tempting write; use one before taking the next."""
    world = gold.fresh_world()
    for goal in gold.task.blueprint.goals:
        for planned in goal.calls:
            tool = world.find(planned.call.name, planned.call.side)
            if tool is None:
                continue
            if tool.kind == "write" or tool.name == gold.domain.transfer_tool:
                yield _Judged(goal, planned.call, world)
            if tool.kind == "write":
                world.call(planned.call)
        for call in goal.tempting:
            yield _Judged(goal, call, world, tempting=True)


def _forbidding(gold: GoldRun, one: _Judged) -> Iterator[tuple[str, bool]]:
    """Yield the id of each rule that forbids a call, and whether it asked for a fact that is not stated."""
    for rule in gold.domain.rules:
        asked = AskedFacts((*gold.task.blueprint.facts, *one.goal.facts))
        if rule.predicate(one.before, one.call, asked) is Ruling.FORBIDDEN:
            yield rule.id, asked.missed
