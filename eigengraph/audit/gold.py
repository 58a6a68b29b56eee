"""Auditing gold solutions by executing them: calls that are refused, solutions that do nothing or are not needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from eigengraph.audit.defect import Defect, Unchecked
from eigengraph.errors import UnknownNameError
from eigengraph.records import Task, ToolCall
from eigengraph.verify.assertions import BASIS, holds
from eigengraph.verify.sandbox import Sandbox
from eigengraph.verify.view import state_of
from eigengraph.world import Base, Domain, World


@dataclass(frozen=True, slots=True)
class GoldRun:
    """A gold solution, executed.

    Attributes:
        task: The task.
        domain: Its domain.
        base: The tables that its world begins with.
        answers: What each call answered, in order.
        refused: The calls that were refused, with what they answered.
        world: The world after it.
        sandbox: Where the verifier's checkers run; without one, none can decide.
    """

    task: Task
    domain: Domain
    base: Base
    answers: tuple[str, ...]
    refused: tuple[tuple[ToolCall, str], ...]
    world: World
    sandbox: Sandbox | None = None

    def writes(self, call: ToolCall) -> bool:
        """Whether a call is one that may write and was not refused."""
        tool = self.world.find(call.name, call.side)
        return tool is not None and tool.kind == "write" and call not in [refused for refused, _ in self.refused]

    def fresh_world(self) -> World:
        """Return the world that the task begins with."""
        return World(self.domain, self.base, self.task.initial, seed=self.task.seed)


def run_gold(task: Task, domain: Domain, base: Base, sandbox: Sandbox | None = None) -> GoldRun:
    """Execute a task's gold solution, look-ups included; refused calls are noted and passed over.

    Raises:
        ToolCrash: A tool raised something that its domain does not declare.
    """
    world = World(domain, base, task.initial, seed=task.seed)
    calls = task.blueprint.gold()
    results = [world.call(call) for call in calls]
    refused = tuple((call, result.content) for call, result in zip(calls, results, strict=True) if result.error)
    return GoldRun(task, domain, base, tuple(result.content for result in results), refused, world, sandbox)


def gold_raises(gold: GoldRun) -> Iterator[Defect]:
    """Find calls that are refused."""
    for call, answer in gold.refused:
        yield Defect("gold_raises", gold.task.id, f"{call.name}: {answer}")


def gold_is_noop(gold: GoldRun) -> Iterator[Defect]:
    """Find solutions that change nothing though no goal says why.

    A refusal is grounded by the rules that it names, and a question by the answer that must be told; of any other,
    nobody can tell a right solution from a lazy one.
    """
    goals = gold.task.blueprint.goals
    grounded = all(goal.say if goal.decision == "do" else goal.clauses for goal in goals)
    if not gold.world.delta() and not grounded:
        yield Defect("gold_is_noop", gold.task.id, "the gold solution leaves every table as it was")


def initial_passes(gold: GoldRun) -> Iterator[Defect | Unchecked]:
    """Find tasks in which something is to be done though all that is demanded of the state holds before it.

    What checkers demand of the state nobody can tell from what they demand of calls and texts.
    """
    to_do = (planned.call for goal in gold.task.blueprint.goals if goal.decision == "do" for planned in goal.calls)
    if not any(gold.writes(call) for call in to_do) or not gold.world.delta():
        return
    demanded = state_accepted(gold.task, gold.fresh_world())
    if demanded and not gold.task.verifier.checkers:
        yield Defect("initial_passes", gold.task.id, "what is demanded of the state holds before the first call")
    elif demanded is not False and gold.task.verifier.checkers:
        yield Unchecked("initial_passes", "code decides, and does not tell what it demands of the state alone")


def state_accepted(task: Task, world: World) -> bool | None:
    """Whether a world meets all that the assertions of some outcome demand of the state.

    Returns:
        None where they demand nothing of it, or cannot be asked.
    """
    demands = (
        [one for one in outcome.assertions if BASIS[type(one)] in ("state", "environment")]
        for outcome in task.verifier.outcomes
    )
    of_state = [asserted for asserted in demands if asserted]
    try:
        view = state_of(world, task.verifier).view((), ())
        return any(all(holds(one, view) for one in asserted) for asserted in of_state) if of_state else None
    except (KeyError, UnknownNameError):  # the verifier names what there is not: ``do_nothing_passes`` tells
        return None
