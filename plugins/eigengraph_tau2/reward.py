"""The reward of a dialogue, with tau2-bench's exact semantics (``evaluator/*.py``).

A reward is the product of the components that a task's ``reward_basis`` lists. The others are worked out for reports.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod

from eigengraph.errors import ReplayError, UnknownNameError
from eigengraph.records import Message, ToolCall
from eigengraph.world import World
from eigengraph_tau2.assertions import asserted_by
from eigengraph_tau2.messages import SIDE_OF
from eigengraph_tau2.replay import Difference, Ground, gold_world, predicted_world
from eigengraph_tau2.tasks import Action, Basis, Criteria, EnvAssertion, Tau2Task

Judge = Callable[[Sequence[Message], Sequence[str]], Sequence[bool]]
"""``judge(messages, assertions)`` says of each assertion whether the dialogue meets it."""

SCORED = frozenset({"user_stop", "agent_stop"})
"""Ends of a dialogue that are scored; any other is worth 0.0."""

_PREDICTED, _GOLD = 1, 2
"""Seeds of the two worlds. tau2-bench draws the ids of new bills afresh in each environment (``telecom/tools.py``), so
a dialogue that opens a bill never leads to the database that gold leads to."""


@dataclass(frozen=True, slots=True)
class Reward:
    """What a dialogue is worth.

    Attributes:
        value: 0.0 or 1.0, or None where the basis holds assertions in natural language and there is no judge.
        basis: The components that decide it; None where none does, as for a dialogue that was cut off.
        breakdown: Each component of the basis, in tau2-bench's order; None for one that was not graded.
        note: Why, where no component decides.
        db_match: Whether the databases are those that the gold actions lead to; None where that was not looked at.
        env_assertions: Whether each holds, in order.
        actions: Whether each gold action was matched, in order.
        communicated: Whether each piece of information was told, in order.
        nl_assertions: What the judge said, in order; empty without one.
        differences: Replayed calls that answer something other than what was recorded.
    """

    value: float | None
    basis: tuple[Basis, ...] | None = None
    breakdown: Mapping[Basis, float | None] = field(default_factory=dict)
    note: str = ""
    db_match: bool | None = None
    env_assertions: tuple[bool, ...] = ()
    actions: tuple[bool, ...] = ()
    communicated: tuple[bool, ...] = ()
    nl_assertions: tuple[bool, ...] = ()
    differences: tuple[Difference, ...] = ()


def basis_text(basis: Sequence[str] | None) -> str:
    """Return a basis as a report shows it, such as ``DB * COMMUNICATE``."""
    return "none" if basis is None else " * ".join(basis) or "nothing"


def grade(
    task: Tau2Task,
    ground: Ground,
    messages: Sequence[Message],
    termination: str,
    *,
    solo: bool = False,
    strict: bool = False,
    judge: Judge | None = None,
) -> Reward:
    """Score a dialogue.

    Args:
        task: Its criteria decide.
        ground: The domain and the tables that the dialogue began with.
        messages: The dialogue, with the task's message history in front.
        termination: How it ended, in tau2-bench's words.
        solo: Whether the agent held the user's tools too.
        strict: Whether a replayed call that answers something other than what was recorded raises. tau2-bench is strict
            right after a dialogue, and not when it scores one again.
        judge: Decides assertions in natural language.

    Raises:
        ReplayError: The messages cannot be replayed.
        ConfigError: The task cannot be set up, or it names an assertion that the domain does not have.
        ToolCrash: The task cannot be set up.
    """
    if termination not in SCORED:
        return Reward(0.0, note=f"ended early: {termination}")
    criteria = task.evaluation_criteria
    if criteria is None:
        return Reward(1.0, note="the task has no criteria")
    values: dict[Basis, float | None] = {}
    db_match, note = True, ""
    held: tuple[bool, ...] = ()
    differences: tuple[Difference, ...] = ()
    if criteria.actions is None and criteria.env_assertions is None:
        note = "the task has neither actions nor environment assertions"
    else:
        world, differences = predicted_world(task, ground, messages, solo=solo, strict=strict, seed=_PREDICTED)
        gold, _ = gold_world(task, ground, strict=strict, seed=_GOLD)
        db_match = world.digest() == gold.digest()
        held = tuple(_holds(world, assertion) for assertion in criteria.env_assertions or ())
        values |= {"DB": float(db_match), "ENV_ASSERTION": float(all(held))}
    calls = [call for message in messages for call in message.tool_calls]
    matched = tuple(any(matches(action, call) for call in calls) for action in criteria.actions or ())
    told = tuple(_told(text, messages) for text in criteria.communicate_info or ())
    values |= {"ACTION": float(all(matched)), "COMMUNICATE": float(all(told))}
    judged, values["NL_ASSERTION"] = _judge(criteria, messages, judge)
    breakdown = {name: values[name] for name in _ORDER if name in criteria.reward_basis and name in values}
    graded = [value for value in breakdown.values() if value is not None]
    value = prod(graded) if len(graded) == len(breakdown) else None
    return Reward(value, criteria.reward_basis, breakdown, note, db_match, held, matched, told, judged, differences)


_ORDER: tuple[Basis, ...] = ("DB", "ENV_ASSERTION", "ACTION", "NL_ASSERTION", "COMMUNICATE")


def matches(action: Action, call: ToolCall) -> bool:
    """Whether a call counts as a gold action, whoever made it.

    Without ``compare_args`` every argument of the call must be the action's; what the call leaves out does not count.
    """
    if action.name != call.name:
        return False
    compared = call.arguments.keys() if action.compare_args is None else action.compare_args
    ours, gold = (
        {name: value for name, value in given.items() if name in compared}
        for given in (call.arguments, action.arguments)
    )
    return ours == gold


def _holds(world: World, assertion: EnvAssertion) -> bool:
    known = {name: holds for name, holds in world.domain.assertions.items() if asserted_by(name) == assertion.env_type}
    if assertion.func_name not in known:
        raise UnknownNameError(
            f"environment assertion of the {SIDE_OF[assertion.env_type]}", assertion.func_name, known
        )
    try:
        value = known[assertion.func_name](world, **assertion.arguments)
    except Exception as error:
        raise ReplayError(f"the environment assertion {assertion.func_name!r} raised {error!r}") from error
    return value == assertion.assert_value


def _told(text: str, messages: Sequence[Message]) -> bool:
    """Whether the agent told something; case and thousands separators do not count."""
    return any(
        message.content.strip() and text.lower() in message.content.lower().replace(",", "")
        for message in messages
        if message.role == "assistant"
    )


def _judge(
    criteria: Criteria, messages: Sequence[Message], judge: Judge | None
) -> tuple[tuple[bool, ...], float | None]:
    """Return what the judge says of each assertion, and the component: None where a judge is needed and missing."""
    assertions = criteria.nl_assertions
    if not assertions:
        return (), 1.0
    if judge is None or "NL_ASSERTION" not in criteria.reward_basis:
        return (), None
    judged = tuple(judge(messages, assertions))
    return judged, float(all(judged))
