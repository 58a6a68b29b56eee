"""Defects of scenarios: what the user simulator is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from eigengraph.records import Blueprint, Scenario, ToolCall, encode
from eigengraph_stub.weak.scene import Scene, exchanged, misspelt, stands_in
from eigengraph_stub.weak.weakness import Kind

_TOLD = ("reason_for_call", "known_info", "unknown_info", "task_instructions")


def contradicting_scenario(scenario: Scenario, blueprint: Blueprint, scene: Scene) -> Scenario | None:
    """Let the text tell another value than the typed fact: the user would say what the gold solution does not do."""
    facts = [*blueprint.facts, *(fact for goal in blueprint.goals for fact in goal.facts)]
    named = sorted(
        {fact.text for fact in facts if stands_in(scenario.known_info, fact.text) and fact.text[-1:].isalnum()}
    )
    options = [text for text in named if any(character.isdigit() for character in text)] or named
    if not options:
        return None
    text = scene.random.choice(options)
    other = misspelt(text, scene.random)
    return replace(scenario, **{name: exchanged(getattr(scenario, name), text, other) for name in _TOLD})


def leaked_solution(scenario: Scenario, blueprint: Blueprint, scene: Scene) -> Scenario | None:
    """Let the user know what the agent is to find out: its calls, or what it will decide."""
    calls = "; ".join(map(_written, blueprint.gold()))
    endings = " ".join(goal.outcome for goal in blueprint.goals if goal.outcome)
    leaks = [f"The agent will make these calls: {calls}." if calls else "", f"In the end: {endings}" if endings else ""]
    told = [leak for leak in leaks if leak]
    if not told:
        return None
    return replace(scenario, known_info=f"{scenario.known_info} {scene.random.choice(told)}".strip())


SCENARIO_DEFECTS: Mapping[Kind, Callable[[Scenario, Blueprint, Scene], Scenario | None]] = {
    "contradicting_scenario": contradicting_scenario,
    "leaked_solution": leaked_solution,
}
"""The defects of scenarios, by kind."""


def _written(call: ToolCall) -> str:
    return f"{call.name}({encode(call.arguments).decode()})"
