"""Auditing gold solutions against the domain's rules, which were written apart from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from eigengraph.audit.defect import Defect
from eigengraph.audit.gold import GoldRun
from eigengraph.records import Fact, Facts, ToolCall
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


def rule_contradiction(gold: GoldRun) -> Iterator[Defect]:
    """Find calls of the gold solution that a rule forbids, and temptations that none forbids.

    A rule that forbids a call after asking for a fact that the task does not state says nothing: tasks from elsewhere
    keep such facts in their texts. ``silent_rules`` counts these.
    """
    for goal_facts, before, call in _judged_calls(gold):
        broken = [rule for rule, missed in _forbidding(gold, before, call, goal_facts) if not missed]
        if broken:
            yield Defect("rule_contradiction", gold.task.id, f"{call.name} is forbidden by {', '.join(broken)}")
    for goal in gold.task.blueprint.goals:
        for call in goal.tempting:
            if not any(_forbidding(gold, gold.fresh_world(), call, (*gold.task.blueprint.facts, *goal.facts))):
                yield Defect("rule_contradiction", gold.task.id, f"no rule forbids {call.name} for {goal.intent}")


def silent_rules(gold: GoldRun) -> Iterator[str]:
    """Yield the id of each rule that would forbid a call but asked for a fact that the task does not state."""
    for facts, before, call in _judged_calls(gold):
        yield from (rule for rule, missed in _forbidding(gold, before, call, facts) if missed)


def _judged_calls(gold: GoldRun) -> Iterator[tuple[tuple[Fact, ...], World, ToolCall]]:
    """Yield each write and transfer of the gold solution with its facts and the world before it."""
    world = gold.fresh_world()
    for goal in gold.task.blueprint.goals:
        facts = (*gold.task.blueprint.facts, *goal.facts)
        for planned in goal.calls:
            tool = world.find(planned.call.name, planned.call.side)
            if tool is None:
                continue
            if tool.kind == "write" or tool.name == gold.domain.transfer_tool:
                yield facts, world, planned.call
            if tool.kind == "write":
                world.call(planned.call)


def _forbidding(gold: GoldRun, before: World, call: ToolCall, facts: Iterable[Fact]) -> Iterator[tuple[str, bool]]:
    """Yield the id of each rule that forbids a call, and whether it asked for a fact that is not stated."""
    for rule in gold.domain.rules:
        asked = AskedFacts(facts)
        if rule.predicate(before, call, asked) is Ruling.FORBIDDEN:
            yield rule.id, asked.missed
