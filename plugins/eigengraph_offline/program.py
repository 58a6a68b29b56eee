"""What a right agent does in one task, step by step, before anything has been said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from eigengraph.records import Blueprint, Fact, Goal, PlannedCall, ToolCall
from eigengraph.world import Domain
from eigengraph_offline.hearing import is_id
from eigengraph_offline.phrasebook import Phrasebook

StepKind = Literal["ask", "confirm", "call", "instruct", "report", "transfer_notice"]
Manner = Literal["right", "gave_up", "invented", "claimed"]


@dataclass(frozen=True, slots=True)
class Step:
    """What the agent does next; one message, or as many as its questions take.

    Attributes:
        kind: ``ask`` for facts, ask the user to ``confirm`` writes, ``call`` a tool, ``instruct`` the user to use
            one of theirs, ``report`` how a goal ended, or give the ``transfer_notice``.
        goal: Index of the goal it serves.
        facts: What to ask for.
        calls: What to confirm, call or instruct.
        label: The fault that this step is.
        manner: Of a report: ``gave_up`` pretends, ``invented`` has wrong numbers, ``claimed`` presents a forbidden
            write as fine.
    """

    kind: StepKind
    goal: int
    facts: tuple[Fact, ...] = ()
    calls: tuple[PlannedCall, ...] = ()
    label: str = ""
    manner: Manner = "right"


def right_program(blueprint: Blueprint, domain: Domain, book: Phrasebook) -> tuple[Step, ...]:
    """Return the steps of a faultless agent: goal after goal, each ending with a report or a transfer."""
    steps: list[Step] = []
    for index, goal in enumerate(blueprint.goals):
        # Whoever calls is asked with every goal, should the user leave out the first; nothing is asked twice.
        steps.extend(_goal_steps(index, goal, (*blueprint.facts, *goal.facts), domain, book))
        if steps[-1].kind == "transfer_notice":
            break
    return tuple(steps)


def is_write(domain: Domain, planned: PlannedCall) -> bool:
    """Return whether a call of the agent needs the user's consent."""
    tool = domain.by_side["agent"].get(planned.call.name)
    return planned.call.side == "agent" and tool is not None and tool.kind == "write"


def _goal_steps(index: int, goal: Goal, facts: Sequence[Fact], domain: Domain, book: Phrasebook) -> Iterator[Step]:
    asked = [fact for fact in facts if not book.slot(fact.name).volunteered]
    timed = [fact for fact in asked if book.slot(fact.name).before]
    late = _only_for_writes([fact for fact in asked if fact not in timed], goal, domain)
    yield from _ask(index, [fact for fact in asked if fact not in late and fact not in timed])
    confirmed = 0
    for position, planned in enumerate(goal.calls):
        run = _writes_from(goal.calls[position:], domain) if position >= confirmed else ()
        due = _due(timed, run or (planned,), book)
        timed = [fact for fact in timed if fact not in due]
        if late and (run or _rests_on_facts(domain, planned)):
            due, late = [*due, *late], []
        yield from _ask(index, due)
        if run:
            confirmed = position + len(run)
            yield Step("confirm", index, calls=run)
        elif goal.say and planned.call.name == domain.transfer_tool:
            # What the user must hear before a colleague takes over, such as a price, the user must agree to as well.
            yield Step("confirm", index, calls=(planned,))
        yield Step("instruct" if planned.call.side == "user" else "call", index, calls=(planned,))
    if goal.decision == "do":
        yield from _ask(index, late)
    last = goal.calls[-1].call.name if goal.calls else ""
    yield Step("transfer_notice" if last and last == domain.transfer_tool else "report", index)


def _due(facts: Sequence[Fact], calls: Sequence[PlannedCall], book: Phrasebook) -> list[Fact]:
    """Return the facts that have to be asked for before one of these calls."""
    names = {planned.call.name for planned in calls}
    return [fact for fact in facts if names.intersection(book.slot(fact.name).before)]


def _ask(goal: int, facts: Sequence[Fact]) -> Iterator[Step]:
    """Ask for identifiers first: what else is needed to find something depends on whether the user knows them."""
    if facts:
        yield Step("ask", goal, tuple(sorted(facts, key=lambda fact: not is_id(fact))))


def _rests_on_facts(domain: Domain, planned: PlannedCall) -> bool:
    """Return whether a call may rest on any fact of its goal: a write does, and so does whatever works out its terms.

    The arguments of such a tool (a calculator's expression, say) hold facts in a form that no comparison would find.
    """
    tool = domain.by_side["agent"].get(planned.call.name)
    computes = tool is not None and tool.kind == "generic" and tool.name != domain.transfer_tool
    return is_write(domain, planned) or (planned.call.side == "agent" and computes)


def _writes_from(calls: Sequence[PlannedCall], domain: Domain) -> tuple[PlannedCall, ...]:
    run: list[PlannedCall] = []
    for planned in calls:
        if not is_write(domain, planned):
            break
        run.append(planned)
    return tuple(run)


def _only_for_writes(facts: Sequence[Fact], goal: Goal, domain: Domain) -> list[Fact]:
    """Return facts that no look-up needs, but a write does.

    They are not asked for before the look-ups have shown whether the goal can be done, but before its terms are
    worked out. Of what is refused, the writes
    that would have been made tell.
    """
    written = Leaves(call for call in goal.tempting)
    read = Leaves(())
    for planned in goal.calls:
        (written if is_write(domain, planned) else read).add(planned.call)
    return [fact for fact in facts if written.hold(fact.value) and not read.hold(fact.value)]


class Leaves:
    """The scalars that stand anywhere in the arguments of calls."""

    def __init__(self, calls: Iterable[ToolCall]) -> None:
        self._found: set[tuple[type, Any]] = set()
        for call in calls:
            self.add(call)

    def add(self, call: ToolCall) -> None:
        """Add the arguments of a call."""
        self._found |= _leaves(call.arguments)

    def hold(self, value: Any) -> bool:
        """Return whether a value stands there, or an item of a list value does; types must agree."""
        items = value if isinstance(value, list | tuple) else (value,)
        return any((leaves := _leaves(item)) and leaves <= self._found for item in items)


def _leaves(value: Any) -> set[tuple[type, Any]]:
    if isinstance(value, dict):
        return set().union(*map(_leaves, value.values()))
    if isinstance(value, list | tuple):
        return set().union(*map(_leaves, value))
    return {(type(value), value)}
