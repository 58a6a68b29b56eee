"""Mutants: wrong solutions, made from right ones, that a verifier must turn down.

Here are the mutants that leave calls as they are; ``argument_mutants`` and ``list_mutants`` have those that change what
a call carries, ``behaviour_mutants`` those that move code by words and counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from eigengraph.records import ToolCall
from eigengraph.verify import argument_mutants, behaviour_mutants, list_mutants
from eigengraph.verify.speech import MOST_NUMBERS
from eigengraph.verify.variants import Ground, Mutator, Variant


def dropped_write(ground: Ground) -> Iterator[Variant]:
    """Leave out one write."""
    calls = ground.solution.calls
    for index in ground.writes:
        yield ground.variant(calls[index].name, calls[:index] + calls[index + 1 :])


def duplicated_write(ground: Ground) -> Iterator[Variant]:
    """Make one write twice."""
    calls = ground.solution.calls
    for index in ground.writes:
        yield ground.variant(calls[index].name, (*calls[: index + 1], *calls[index:]))


def stopped_early(ground: Ground) -> Iterator[Variant]:
    """Stop after the first write, the second, …, and report everything as done."""
    for index in ground.writes[:-1]:
        calls = ground.solution.calls[: index + 1]
        yield ground.variant(f"after {calls[-1].name}", calls)


def swapped_writes(ground: Ground) -> Iterator[Variant]:
    """Swap neighbouring writes of which one reads or writes what the other writes."""
    calls = ground.solution.calls
    for pair in ground.neighbours:
        if not pair.independent and calls[pair.first] != calls[pair.then]:
            yield ground.variant(f"{calls[pair.then].name} before {calls[pair.first].name}", ground.swapped(pair))


def extra_write(ground: Ground) -> Iterator[Variant]:
    """Add a write that belongs to another task."""
    for call in ground.donors:
        yield ground.variant(call.name, (*ground.solution.calls, call))


def do_nothing(_ground: Ground) -> Iterator[Variant]:
    """Call nothing and say nothing."""
    yield Variant("nothing called, nothing said", (), ())


def refusal_instead_of_action(ground: Ground) -> Iterator[Variant]:
    """Make every look-up, but none of one goal's writes."""
    goals = ground.task.blueprint.goals
    for index, (goal, planned) in enumerate(zip(goals, ground.solution.goals, strict=True)):
        kept = tuple(item for item in planned if not ground.is_write(item.call))
        if goal.decision == "do" and len(kept) < len(planned):
            yield ground.variant(goal.intent, _joined(ground, index, tuple(item.call for item in kept)))


def action_instead_of_refusal(ground: Ground) -> Iterator[Variant]:
    """Make the forbidden write that a goal tempts to."""
    for index, goal in enumerate(ground.task.blueprint.goals):
        for tempting in goal.tempting:
            planned = tuple(item.call for item in ground.solution.goals[index])
            yield ground.variant(f"{goal.intent}: {tempting.name}", _joined(ground, index, (*planned, tempting)))


def needless_transfer(ground: Ground) -> Iterator[Variant]:
    """Do everything right, and transfer the user all the same; or transfer at once and do nothing else."""
    transfer = _transfer(ground)
    if transfer is not None and not any(goal.decision == "transfer" for goal in ground.task.blueprint.goals):
        yield ground.variant("at the end", (*ground.solution.calls, transfer))
        yield Variant("at once", (transfer,), ())


def missing_transfer(ground: Ground) -> Iterator[Variant]:
    """Leave the user without the transfer that was due."""
    if any(goal.decision == "transfer" for goal in ground.task.blueprint.goals):
        kept = tuple(call for call in ground.solution.calls if call.name != ground.domain.transfer_tool)
        yield ground.variant("no transfer", kept)


def missing_lookup(ground: Ground) -> Iterator[Variant]:
    """Do everything right, but decide without one look-up that nobody can decide rightly without."""
    calls = ground.solution.calls
    for goal in ground.solution.goals:
        for planned in goal:
            if planned.essential and not ground.is_write(planned.call):
                yield ground.variant(planned.call.name, tuple(call for call in calls if call != planned.call))


def unsaid_fact(ground: Ground) -> Iterator[Variant]:
    """Do everything right, but leave out one thing that the user must be told."""
    said = ground.said
    for index, text in enumerate(said):
        others = tuple(other for other in said[:index] + said[index + 1 :] if other != text)
        yield Variant(text, ground.solution.calls, others)


def said_everything(ground: Ground) -> Iterator[Variant]:
    """Do everything right, but tell what must be told among more numbers than anybody listens to."""
    if ground.said:
        numbers = map(str, range(MOST_NUMBERS + 1))
        yield Variant("among all numbers", ground.solution.calls, (" ".join([*ground.said, *numbers]),))


MUTATORS: tuple[Mutator, ...] = tuple(
    Mutator(make.__name__, make, (make.__doc__ or "").split("\n")[0])
    for make in (
        dropped_write,
        duplicated_write,
        stopped_early,
        swapped_writes,
        list_mutants.dropped_item,
        list_mutants.doubled_item,
        list_mutants.reordered_items,
        argument_mutants.off_by_one,
        argument_mutants.wrong_date,
        argument_mutants.wrong_value,
        argument_mutants.wrong_member,
        argument_mutants.wrong_entity,
        argument_mutants.swapped_arguments,
        extra_write,
        do_nothing,
        refusal_instead_of_action,
        action_instead_of_refusal,
        needless_transfer,
        missing_transfer,
        missing_lookup,
        unsaid_fact,
        said_everything,
        behaviour_mutants.claimed_success,
        behaviour_mutants.apologised_instead,
        behaviour_mutants.many_lookups,
        behaviour_mutants.refused_twice,
    )
)
"""The kinds that every host knows; plugins register more."""


def _joined(ground: Ground, index: int, calls: tuple[ToolCall, ...]) -> tuple[ToolCall, ...]:
    """Return the solution with one goal's calls exchanged."""
    goals = [tuple(item.call for item in planned) for planned in ground.solution.goals]
    goals[index] = calls
    return tuple(call for goal in goals for call in goal)


def _transfer(ground: Ground) -> ToolCall | None:
    tool = ground.world.find(ground.domain.transfer_tool) if ground.domain.transfer_tool else None
    if tool is None:
        return None
    return ToolCall(tool.name, dict.fromkeys(tool.parameters, "The user wants a human."))
