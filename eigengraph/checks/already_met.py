"""Whether every request leaves something to do when the dialogue begins."""

from __future__ import annotations

from collections.abc import Iterator

from eigengraph.checks.draft import Draft
from eigengraph.checks.habits import is_write
from eigengraph.checks.steps import Step
from eigengraph.records import Fact, Goal, ToolCall
from eigengraph.verify.arguments import leaves
from eigengraph.verify.diff import same


def already_met(draft: Draft) -> str:
    """Look for requests that are met before the dialogue begins, so that an agent that only talks would be right.

    A request that is to be refused or handed on is met by saying so; and a question by its answer. Any other must
    change something: by a write that has an effect, towards what it demands of the world in the end, by what its
    clauses decide about, and by a call that the initial state has not made already.
    """
    if not draft.sound:
        return ""
    for number, goal in enumerate(draft.blueprint.goals):
        steps = tuple(step for step in draft.steps if step.goal == number)
        if goal.decision == "do" and (why := next(_met(draft, goal, steps), "")):
            return f"request {goal.intent!r}: {why}"
    return ""


def _met(draft: Draft, goal: Goal, steps: tuple[Step, ...]) -> Iterator[str]:
    writes = [step for step in steps if step.writes]
    if writes and not any(step.changed for step in writes):
        yield f"call {writes[0].call.name!r} changes nothing, for what it does was so before"
    if goal.assertions and _holds_at_first(draft, goal):
        yield "what is demanded in the end holds before the first call"
    if not writes and goal.intent in draft.learned.habits.written:
        yield "it takes a write, and there is none to make"
    if not writes and not goal.say and not any(planned.essential for planned in goal.calls):
        yield "nothing is to be changed, told or looked up for it"
    for call in draft.initial.calls:
        if _does(draft, call, goal):
            yield f"the initial state makes call {call.name!r}, which carries all that the user asks for"


def _holds_at_first(draft: Draft, goal: Goal) -> bool:
    world = draft.world()
    functions = draft.domain.assertions
    return all(functions[one.name](world, **one.arguments) is one.value for one in goal.assertions)


def _does(draft: Draft, call: ToolCall, goal: Goal) -> bool:
    """Whether a call of the initial state carries every value that the user brings for a goal."""
    wanted = [fact for fact in goal.facts if fact.disclosure != "unknown" and not isinstance(fact.value, bool)]
    carried = [value for _, value in leaves(call.arguments)]
    return bool(wanted) and is_write(draft.domain, call) and all(_carried(fact, carried) for fact in wanted)


def _carried(fact: Fact, carried: list[object]) -> bool:
    return all(any(same(value, other) for other in carried) for _, value in leaves(fact.value))
