"""The search for behaviour that fools a verifier: it passes, but ends in a state that misses the goal or breaks a rule.

A forbidden write that leaves no trace, since it changes nothing or is undone, ends in a right state. A verifier that
looks at the end alone cannot see it, so such runs are only counted.

A beam search over the policy's write tools. It goes out from the solution and from parts of it, adds calls whose
arguments are taken from the task's own calls, facts and rows, and keeps what comes nearest to passing.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eigengraph.errors import ToolCrash
from eigengraph.records import Task, ToolCall, canonical
from eigengraph.verify.argument_mutants import choices_of
from eigengraph.verify.arguments import leaves, with_leaves
from eigengraph.verify.assertions import holds
from eigengraph.verify.conduct import facts_by_goal, offences
from eigengraph.verify.trial import Ending, Run, Trial
from eigengraph.verify.variants import Ground, Variant
from eigengraph.verify.view import View
from eigengraph.world import Tool

MOST_CALLS = 24
"""Different calls that the search makes."""

BEAM = 6
"""Sequences that it goes on from at each step."""

DEPTH = 2
"""Calls that it adds to a sequence, one after another."""

_MOST_VALUES = 4


@dataclass(frozen=True, slots=True)
class Hit:
    """Behaviour that passes and should not.

    Attributes:
        kind: ``broken_rule`` where a forbidden write was made on the way, else ``missed_goal``.
        detail: What was done, and what is wrong with it.
    """

    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class Attacks:
    """What the search came to.

    Attributes:
        tried: Sequences that were judged.
        hits: Those that fool the verifier.
        traceless: Sequences that pass, end as an acceptable solution does, and hold a forbidden write.
    """

    tried: int
    hits: tuple[Hit, ...]
    traceless: int


def attack(
    trial: Trial, ground: Ground, acceptable: Container[Ending], accepts: Callable[[Sequence[Run]], list[bool]]
) -> Attacks:
    """Search for behaviour that a verifier passes and should not.

    Args:
        trial: The gold solution.
        ground: The same solution's; its ``random`` draws.
        acceptable: What acceptable solutions amount to.
        accepts: Says of runs whether the verifier passes them.
    """
    calls = _calls(ground)
    beam = list(_starts(trial, ground))
    tried, traceless, hits = 0, 0, []
    for _ in range(DEPTH):
        runs = [run for start in beam for call in calls if (run := _extended(trial, start, call)) is not None]
        runs = list({_mark(run): run for run in runs}.values())
        passed = accepts(runs)
        tried += len(runs)
        for run in itertools.compress(runs, passed):
            broken = _broken(trial, run)
            if trial.ending(run) in acceptable:
                traceless += bool(broken)
            else:
                hits.append(Hit("broken_rule" if broken else "missed_goal", f"{run.variant.detail}{broken}"))
        failed = [run for run, good in zip(runs, passed, strict=True) if not good]
        beam = sorted(failed, key=lambda run: _distance(trial.task, run.view))[:BEAM]
    return Attacks(tried, tuple(hits), traceless)


def _starts(trial: Trial, ground: Ground) -> Iterator[Run]:
    """Yield the solution, the solution without one of its writes, and nothing."""
    calls = ground.solution.calls
    yield trial.run(Variant("all", calls, ground.said))
    for index in ground.writes[: BEAM - 2]:
        yield trial.run(Variant(f"all but {calls[index].name}", calls[:index] + calls[index + 1 :], ground.said))
    yield trial.run(Variant("look-ups", tuple(call for call in calls if not ground.is_write(call)), ground.said))


def _extended(trial: Trial, start: Run, call: ToolCall) -> Run | None:
    """Return a run with one more call; None for one that is refused, which changes nothing."""
    variant = start.variant
    detail = f"{variant.detail}, then {_shown(call)}"
    try:
        run = trial.run(replace(variant, detail=detail, calls=(*variant.calls, call)))
    except ToolCrash:
        return None
    return None if run.view.calls[-1].error else run


def _broken(trial: Trial, run: Run) -> str:
    """Say which rule a run breaks first; empty for one that breaks none."""
    lines = offences(trial.worlds[0].fork(), run.variant.calls, facts_by_goal(trial.task.blueprint))
    return next((f": {line}" for line in lines if " breaks " in line), "")


def _distance(task: Task, view: View) -> int:
    """Return how many assertions of the nearest outcome do not hold."""
    return min(
        sum(not holds(assertion, view) for assertion in outcome.assertions) for outcome in task.verifier.outcomes
    )


def _calls(ground: Ground) -> list[ToolCall]:
    """Return calls of the policy's write tools: those of the task and its donors, and others with values from there."""
    goals = ground.task.blueprint.goals
    known = [*ground.solution.calls, *(call for goal in goals for call in goal.tempting), *ground.donors]
    known = _different([call for call in known if call.side == "agent" and ground.is_write(call)])[:MOST_CALLS]
    values = _values(ground, known)
    tools = [tool for tool in ground.domain.by_side["agent"].values() if tool.kind == "write"]
    filled = [call for tool in tools for call in _filled(ground, tool, values)]
    others = _different([other for call in (*known, *filled) for other in (call, *_changed(ground, call))])
    others = [call for call in others if call not in known]
    drawn = ground.random.sample(range(len(others)), min(MOST_CALLS - len(known), len(others)))
    return [*known, *(others[index] for index in sorted(drawn))]


def _different(calls: Sequence[ToolCall]) -> list[ToolCall]:
    found: dict[bytes, ToolCall] = {}
    for call in calls:
        found.setdefault(canonical([call.name, call.arguments]), call)
    return list(found.values())


def _values(ground: Ground, calls: Sequence[ToolCall]) -> dict[str, list[Any]]:
    """Return values by the name of the argument or fact that holds them."""
    goals = ground.task.blueprint.goals
    facts = [*ground.task.blueprint.facts, *(fact for goal in goals for fact in goal.facts)]
    pairs = [(name, value) for call in calls for name, value in call.arguments.items()]
    found: dict[str, dict[bytes, Any]] = {}
    for name, value in [*pairs, *((fact.name, fact.value) for fact in facts)]:
        found.setdefault(name, {})[canonical(value)] = value
    return {name: list(by_form.values()) for name, by_form in found.items()}


def _filled(ground: Ground, tool: Tool, values: dict[str, list[Any]]) -> Iterator[ToolCall]:
    """Yield calls of a tool that the task need not have, if there is a value for each of its arguments."""
    options = {}
    for name in tool.parameters:
        choices = choices_of(ground, ToolCall(tool.name, {}, tool.side), (name,))
        options[name] = values.get(name) or list(choices)
    if all(options.values()):
        for _ in range(_MOST_VALUES):
            yield ToolCall(tool.name, {name: ground.random.choice(found) for name, found in options.items()}, tool.side)


def _changed(ground: Ground, call: ToolCall) -> Iterator[ToolCall]:
    """Yield calls in which one value is another that it could be confused with."""
    for path, value in leaves(call.arguments):
        entity = ground.entities.find(value)
        others = entity.others if entity is not None else choices_of(ground, call, path)
        for other in others[:_MOST_VALUES]:
            yield replace(call, arguments=with_leaves(call.arguments, {path: other}))


def _mark(run: Run) -> tuple[str, bytes]:
    """Return what two runs have in common that need not both be judged: the end, and the calls in whatever order."""
    calls = [canonical([made.call.name, made.call.arguments]).decode() for made in run.view.calls]
    return run.world.digest(), canonical(sorted(calls))


def _shown(call: ToolCall) -> str:
    return f"{call.name}({', '.join(f'{name}={value!r:.40}' for name, value in call.arguments.items())})"
