"""Tasks as a language model writes them: typed facts, goals and gold calls, and the schema that a domain gives them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from eigengraph.records import (
    Blueprint,
    Decision,
    Disclosure,
    Environment,
    Fact,
    Goal,
    InitialState,
    PlannedCall,
    Side,
    ToolCall,
)
from eigengraph.roles.schemas import strict, without_nulls
from eigengraph.world import Domain, Tool
from eigengraph.world.views import thaw

_MOST_GOALS = 6
_MOST_CALLS = 16
Calls = Annotated[tuple["CallDraft", ...], Field(max_length=_MOST_CALLS)]


class _Draft(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FactDraft(_Draft):
    """One fact; see ``eigengraph.records.Fact``."""

    name: str
    value: str | int | float | bool | tuple[str, ...]
    text: str
    about: str
    disclosure: Disclosure


class CallDraft(_Draft):
    """One call."""

    name: str
    arguments: dict[str, Any]
    side: Side
    reason: str


class EndDraft(_Draft):
    """A function of the domain that must answer true in the end."""

    name: str
    arguments: dict[str, Any]


class GoalDraft(_Draft):
    """One thing that the user wants; see ``eigengraph.records.Goal``."""

    intent: str
    decision: Decision
    facts: tuple[FactDraft, ...]
    calls: Calls
    tempting: Calls
    say: tuple[str, ...]
    clauses: tuple[str, ...]
    outcome: str
    ends: tuple[EndDraft, ...] = ()


class TaskDraft(_Draft):
    """One task.

    Attributes:
        facts: Of the whole dialogue: who the user is.
        setup: Calls that are made before the dialogue begins.
        goals: In the order in which the user brings them up.
    """

    facts: tuple[FactDraft, ...]
    setup: Calls = ()
    goals: Annotated[tuple[GoalDraft, ...], Field(min_length=1, max_length=_MOST_GOALS)]


def task_schema(domain: Domain) -> dict[str, Any]:
    """Return the schema of a task in a domain: the names and arguments of calls are those of its tools."""
    schema = strict(TaskDraft.model_json_schema())
    goal = schema["properties"]["goals"]["items"]
    calls = [_call_schema(tool) for tool in domain.tools]
    writes = [_call_schema(tool) for tool in domain.tools if tool.kind == "write" and tool.side == "agent"]
    goal["properties"]["calls"]["items"] = {"anyOf": calls}
    goal["properties"]["tempting"]["items"] = {"anyOf": writes or calls}
    if domain.rules:
        goal["properties"]["clauses"]["items"] = {"enum": sorted(domain.rule_ids)}
    if domain.setup:
        schema["properties"]["setup"]["items"] = {"anyOf": [_call_schema(tool) for tool in domain.setup]}
    else:
        _drop(schema, "setup")
    if domain.assertions:
        names = {"enum": sorted(domain.assertions)}
        goal["properties"]["ends"]["items"]["properties"]["name"] = names
    else:
        _drop(goal, "ends")
    return schema


def _call_schema(tool: Tool) -> dict[str, Any]:
    properties = {
        "name": {"enum": [tool.name]},
        "arguments": {"type": "object", **strict(tool.schema["function"]["parameters"])},
        "side": {"enum": [tool.side]},
        "reason": {"type": "string"},
    }
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _drop(schema: dict[str, Any], name: str) -> None:
    del schema["properties"][name]
    schema["required"].remove(name)


def blueprint_of(draft: TaskDraft) -> Blueprint:
    """Return the blueprint that a draft stands for; nothing is executed."""
    setup = InitialState(calls=tuple(_call(call) for call in draft.setup))
    return Blueprint(_facts(draft.facts), tuple(_goal(goal) for goal in draft.goals), setup)


def _goal(draft: GoalDraft) -> Goal:
    # What is refused must be grounded in what was looked up, or else doing nothing would earn it.
    grounding = draft.decision != "do"
    calls = tuple(PlannedCall(_call(call), call.reason, grounding) for call in draft.calls)
    return Goal(
        draft.intent,
        draft.decision,
        _facts(draft.facts),
        calls,
        say=draft.say,
        tempting=tuple(_call(call) for call in draft.tempting),
        clauses=draft.clauses,
        outcome=draft.outcome,
        assertions=tuple(Environment(end.name, without_nulls(end.arguments)) for end in draft.ends),
    )


def _facts(drafts: Iterable[FactDraft]) -> tuple[Fact, ...]:
    return tuple(Fact(fact.name, _value(fact.value), fact.text, fact.about, fact.disclosure) for fact in drafts)


def _value(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _call(draft: CallDraft) -> ToolCall:
    return ToolCall(draft.name, without_nulls(draft.arguments), draft.side)


def draft_of(blueprint: Blueprint) -> dict[str, Any]:
    """Return the draft of a blueprint, as JSON: how a prompt shows one, and how it would be written.

    Alternatives, places that do not count, and rows of the initial state have no place in drafts; they are left out.
    """
    return {
        "facts": [_fact_draft(fact) for fact in blueprint.facts],
        **({"setup": [_call_draft(call) for call in blueprint.initial.calls]} if blueprint.initial.calls else {}),
        "goals": [_goal_draft(goal) for goal in blueprint.goals],
    }


def _goal_draft(goal: Goal) -> dict[str, Any]:
    ends = [{"name": end.name, "arguments": dict(end.arguments)} for end in goal.assertions]
    return {
        "intent": goal.intent,
        "decision": goal.decision,
        "facts": [_fact_draft(fact) for fact in goal.facts],
        "calls": [_call_draft(planned.call, planned.reason) for planned in goal.calls],
        "tempting": [_call_draft(call) for call in goal.tempting],
        "say": list(goal.say),
        "clauses": list(goal.clauses),
        "outcome": goal.outcome,
        **({"ends": ends} if ends else {}),
    }


def _fact_draft(fact: Fact) -> dict[str, Any]:
    value = fact.value if isinstance(fact.value, str | int | float | bool | list) else str(fact.value)
    return {"name": fact.name, "value": value, "text": fact.text, "about": fact.about, "disclosure": fact.disclosure}


def _call_draft(call: ToolCall, reason: str = "") -> dict[str, Any]:
    arguments: Mapping[str, Any] = thaw(dict(call.arguments))
    return {"name": call.name, "arguments": arguments, "side": call.side, "reason": reason}
