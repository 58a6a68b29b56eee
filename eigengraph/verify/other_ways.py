"""The search for other right solutions: what rules and facts accept, a verifier must accept too.

What a goal accepts can only be told as far as its facts go. A value that a fact states is as the user wants it, and
only a fact that lists several leaves a choice. A value that stands in the row that a call changes stays as it is unless
somebody asks otherwise. Any other value that no fact states was chosen when the task was made. Where
tools and rules allow another one, there are two cases: some fact of the goal is not carried by any of its calls
("the earliest flight"), so it may be what decided, and nothing can be said; or every fact is carried, so the task does
not say which is right. Then the verifier must accept both, or the task is ambiguous.

Another order and a call made in two parts are never held against a task whose end differs: a scenario has an order, and
facts say what is wanted rather than in how many steps.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eigengraph.errors import ToolCrash
from eigengraph.records import Fact, Goal, ToolCall
from eigengraph.verify.argument_mutants import choices_of
from eigengraph.verify.arguments import Path, dotted, leaves, with_leaves
from eigengraph.verify.conduct import facts_by_goal, offences
from eigengraph.verify.diff import plain, same
from eigengraph.verify.trial import Run, Trial
from eigengraph.verify.variants import Ground, Leaf, Variant
from eigengraph.world.views import thaw

MOST_TRIES = 96
"""Other ways that are tried for one task, those that tools and rules turn down included."""

_MOST_VALUES = 12
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Way:
    """Another way to reach a task's goals, which tools and rules allow.

    Attributes:
        run: What was done, and where it ended.
        decided: Whether the facts leave no doubt that it is right.
    """

    run: Run
    decided: bool


@dataclass(frozen=True, slots=True)
class _Idea:
    """Calls that may be another way; with the position at which they leave the solution."""

    detail: str
    position: int
    calls: tuple[ToolCall, ...]
    decided: bool
    open_numbers: tuple[Path, ...] = ()


def other_ways(trial: Trial, ground: Ground) -> Iterator[Way]:
    """Search the live world for other ways to reach the goals of a task.

    Args:
        trial: A solution.
        ground: The same solution's; its ``random`` draws where there is more than can be tried.

    Yields:
        Ways in which no write is refused and none breaks a rule.
    """
    ideas = [*_other_values(trial, ground), *_other_orders(ground), *_in_two_parts(ground)]
    drawn = ground.random.sample(range(len(ideas)), min(MOST_TRIES, len(ideas)))
    for number in sorted(drawn):
        idea = ideas[number]
        try:
            yield from _allowed(trial, ground, idea)
        except ToolCrash:
            continue  # arguments that nobody thought of; no way to anything


def _allowed(trial: Trial, ground: Ground, idea: _Idea) -> Iterator[Way]:
    facts = facts_by_goal(trial.task.blueprint)
    if not offences(trial.worlds[idea.position].fork(), idea.calls[idea.position :], facts):
        yield Way(trial.run(Variant(idea.detail, idea.calls, ground.said)), idea.decided)
        return
    # A refusal may tell the amount that goes with another choice.
    call = idea.calls[idea.position]
    answer = trial.worlds[idea.position].fork().call(call)
    for path in idea.open_numbers if answer.error else ():
        for amount in dict.fromkeys(_NUMBER.findall(answer.content)):
            mended = replace(call, arguments=with_leaves(call.arguments, {path: json.loads(amount.lstrip("0") or "0")}))
            calls = (*idea.calls[: idea.position], mended, *idea.calls[idea.position + 1 :])
            if not offences(trial.worlds[idea.position].fork(), calls[idea.position :], facts):
                detail = f"{idea.detail}, {dotted(path)}: {amount}"
                yield Way(trial.run(Variant(detail, calls, ground.said)), idea.decided)
                return


def _other_values(trial: Trial, ground: Ground) -> Iterator[_Idea]:
    seen = _seen(trial)
    standing = {position: _standing(trial, position) for position in ground.writes}
    for leaf in ground.leaves:
        goal, planned = _goal_at(ground, leaf.position)
        facts = [*trial.task.blueprint.facts, *goal.facts]
        is_member = (
            leaf.entity is not None and leaf.entity.kind == "member"
        )  # what a group holds is there to choose from
        if goal.decision != "do" or (leaf.value in standing[leaf.position] and not is_member):
            continue
        call = ground.solution.calls[leaf.position]
        decided = not _uncarried(goal, planned)
        open_numbers = tuple(
            path
            for path, value in leaves(call.arguments)
            if isinstance(value, int | float) and not isinstance(value, bool) and not _stating(value, facts)
        )
        for other in _acceptable_values(ground, leaf, facts, seen):
            changed = replace(call, arguments=with_leaves(call.arguments, {leaf.path: other}))
            detail = f"{call.name}.{dotted(leaf.path)}: {leaf.value!r} -> {other!r}"
            yield _Idea(detail, leaf.position, ground.with_call(leaf.position, changed), decided, open_numbers)


def _other_orders(ground: Ground) -> Iterator[_Idea]:
    calls = ground.solution.calls
    for pair in ground.neighbours:
        if not pair.independent and calls[pair.first] != calls[pair.then]:
            detail = f"{calls[pair.then].name} before {calls[pair.first].name}"
            yield _Idea(detail, pair.first, ground.swapped(pair), decided=False)


def _in_two_parts(ground: Ground) -> Iterator[_Idea]:
    """Make a call for the first of several items, and again for the others."""
    calls = ground.solution.calls
    for index in ground.writes:
        call = calls[index]
        lists = {name: value for name, value in call.arguments.items() if isinstance(value, list | tuple)}
        lengths = {len(value) for value in lists.values()}
        if not lists or len(lengths) != 1 or lengths < {2}:
            continue
        arguments = thaw(dict(call.arguments))
        first = replace(call, arguments={**arguments, **{name: arguments[name][:1] for name in lists}})
        rest = replace(call, arguments={**arguments, **{name: arguments[name][1:] for name in lists}})
        split = (*calls[:index], first, rest, *calls[index + 1 :])
        yield _Idea(f"{call.name} in two parts", index, split, decided=False)


def _acceptable_values(ground: Ground, leaf: Leaf, facts: Sequence[Fact], seen: Sequence[str]) -> list[Any]:
    """Return other values that the facts leave open for a leaf."""
    stating = _stating(leaf.value, facts)
    if stating:
        # A fact that lists several values for one argument leaves the choice among them.
        lists = [fact.value for fact in stating if isinstance(fact.value, list | tuple)]
        alone = len(leaf.path) == 1 and len(lists) == len(stating)
        return [item for item in lists[0] if _is_scalar(item) and not same(item, leaf.value)] if alone else []
    if leaf.entity is None:
        found: Sequence[Any] = choices_of(ground, ground.solution.calls[leaf.position], leaf.path)
    elif leaf.entity.kind == "row":
        found = [text for text in seen if text in ground.world.tables[leaf.entity.group]]
    else:
        found = ground.entities.groups[int(leaf.entity.group)]
    return [value for value in found if value != leaf.value][:_MOST_VALUES]


def _standing(trial: Trial, position: int) -> frozenset[str]:
    """Return the texts that stand in the rows a call changes, before it does; a row's own key does not count."""
    before = trial.worlds[position]
    world = before.fork()
    with world.trace() as (_, written):
        world.call(trial.solution.calls[position])
    rows = ((key, before.tables[table].peek(key)) for table, key in written)
    return frozenset(
        value for key, row in rows for _, value in leaves(plain(row)) if isinstance(value, str) and value != key
    )


def _goal_at(ground: Ground, position: int) -> tuple[Goal, Sequence[ToolCall]]:
    """Return the goal that a call of the solution is made for, with all its calls."""
    start = 0
    for goal, planned in zip(ground.task.blueprint.goals, ground.solution.goals, strict=True):
        if position < start + len(planned):
            return goal, [item.call for item in planned]
        start += len(planned)
    raise IndexError(position)


def _uncarried(goal: Goal, calls: Sequence[ToolCall]) -> list[str]:
    """Return the names of facts no value of which any call carries: they say something about a choice instead."""
    carried = [value for call in calls for _, value in leaves(call.arguments)]
    return [
        fact.name
        for fact in goal.facts
        if not isinstance(fact.value, bool)
        and not any(same(value, other) for _, value in leaves(fact.value) for other in carried)
    ]


def _stating(value: Any, facts: Sequence[Fact]) -> list[Fact]:
    return [fact for fact in facts if any(same(value, stated) for _, stated in leaves(fact.value))]


def _seen(trial: Trial) -> tuple[str, ...]:
    """Return the texts in what the solution's look-ups show, in order."""
    found: dict[str, None] = {}
    for world, call in zip(trial.worlds, trial.solution.calls, strict=False):
        tool = world.find(call.name, call.side)
        if tool is not None and tool.kind == "read":
            found |= dict.fromkeys(_texts(world.fork().call(call).content))
    return tuple(found)


def _texts(content: str) -> Iterator[str]:
    try:
        shown = json.loads(content)
    except json.JSONDecodeError:
        return
    yield from (value for _, value in leaves(shown) if isinstance(value, str))


def _is_scalar(value: Any) -> bool:
    return not isinstance(value, list | tuple | dict)
