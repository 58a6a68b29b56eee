"""Our tasks and dialogues as tau2-bench's (``data_model/tasks.py``, ``data_model/simulation.py``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from eigengraph.errors import ConfigError
from eigengraph.records import (
    AcceptableOutcome,
    Called,
    Datum,
    Environment,
    InitialState,
    Outcome,
    PlannedCall,
    Said,
    Scenario,
    Task,
    ToolCall,
    Trajectory,
    digest,
)
from eigengraph.verify.solutions import solutions
from eigengraph.world import Domain
from eigengraph_tau2.assertions import asserted_by
from eigengraph_tau2.data import FILES, domain_name
from eigengraph_tau2.gold import replay_gold
from eigengraph_tau2.messages import REQUESTOR_OF, from_messages
from eigengraph_tau2.replay import Ground
from eigengraph_tau2.reward import Reward, grade
from eigengraph_tau2.tasks import Basis, parse_tasks

TERMINATION: Mapping[Outcome, str] = {
    Outcome.COMPLETED: "user_stop",
    Outcome.MAX_TURNS: "max_steps",
    Outcome.MAX_ERRORS: "too_many_errors",
    Outcome.AGENT_FAULT: "agent_error",
    Outcome.CONTEXT_OVERFLOW: "context_window_exceeded",
    Outcome.USER_FAULT: "user_error",
    Outcome.ENVIRONMENT_ERROR: "unexpected_error",
    Outcome.MODEL_ERROR: "infrastructure_error",
    Outcome.VERIFIER_ERROR: "unexpected_error",
    Outcome.BUDGET: "infrastructure_error",
}


@dataclass(frozen=True, slots=True)
class Exported:
    """A datum in tau2-bench's terms.

    Attributes:
        task: The task.
        simulation: The dialogue.
        reward: What the dialogue is worth there.
        ours: What it is worth here.
    """

    task: dict[str, Any]
    simulation: dict[str, Any]
    reward: Reward
    ours: float | None

    @property
    def agrees(self) -> bool:
        """Whether both rewards are the same."""
        return self.reward.value == self.ours


def export_datum(datum: Datum, ground: Ground) -> Exported:
    """Return a datum in tau2-bench's terms.

    tau2-bench knows one right ending a task: the one that the dialogue reached, of those that our verifier accepts.

    Raises:
        ConfigError: The task begins in a way that tau2-bench cannot express.
    """
    task = export_task(datum.task, ground, datum.verdict.acceptable)
    [theirs] = parse_tasks([task], f"task {datum.task.id!r}")
    termination = TERMINATION[datum.trajectory.outcome]
    reward = grade(theirs, ground, datum.trajectory.messages, termination, strict=True)
    ours = datum.verdict.reward
    played = simulation(datum.task, datum.trajectory, ground.domain, termination, _reward_info(ours, reward))
    return Exported(task, played, reward, ours)


def export_task(task: Task, ground: Ground, acceptable: str = "") -> dict[str, Any]:
    """Return a task in tau2-bench's terms.

    Args:
        task: Ours.
        ground: Its domain and tables.
        acceptable: The acceptable outcome whose calls become the gold actions; the first one where it is empty.

    Raises:
        ConfigError: The task begins in a way that tau2-bench cannot express.
    """
    ways = solutions(ground.domain, ground.base, task.blueprint, task.initial, task.seed)
    way = next((way for way in ways if way.name == acceptable), ways[0])
    outcome = next((item for item in task.verifier.outcomes if item.name == way.name), task.verifier.outcomes[0])
    intents = ", ".join(goal.intent for goal in task.blueprint.goals)
    planned = [planned for goal in way.goals for planned in goal]
    theirs = {
        "id": task.id,
        "description": {"purpose": intents, "relevant_policies": None, "notes": None},
        "user_scenario": _user_scenario(task.scenario, task.domain),
        "ticket": None,
        "initial_state": _initial_state(task),
        "evaluation_criteria": _criteria(planned, outcome, ground.domain, by_state=True),
    }
    if ground.domain.sync is not None and not _gold_passes(theirs, ground):
        theirs["evaluation_criteria"] = _criteria(planned, outcome, ground.domain, by_state=False)
    return theirs


def _gold_passes(task: dict[str, Any], ground: Ground) -> bool:
    """Whether tau2-bench finds a task's own gold right.

    It does not where sync changes rows, which gold goes without, or where a call opens a bill, whose id is another in
    each of its environments.
    """
    [theirs] = parse_tasks([task], f"task {task['id']!r}")
    return replay_gold(theirs, ground).passed


def _user_scenario(scenario: Scenario, domain: str) -> dict[str, Any]:
    instructions = {
        "domain": domain,
        "reason_for_call": scenario.reason_for_call,
        "known_info": scenario.known_info or None,
        "unknown_info": scenario.unknown_info or None,
        "task_instructions": scenario.task_instructions,
    }
    return {"persona": scenario.persona or None, "instructions": instructions}


def _initial_state(task: Task) -> dict[str, Any] | None:
    initial = task.initial
    if initial == InitialState():
        return None
    if initial.rows:
        raise ConfigError(
            f"task {task.id!r} sets rows of {', '.join(initial.rows)} before its dialogue; tau2-bench merges rows and "
            f"cannot express that; use calls"
        )
    calls = [
        {"env_type": REQUESTOR_OF[call.side], "func_name": call.name, "arguments": dict(call.arguments)}
        for call in initial.calls
    ]
    return {"initialization_data": None, "initialization_actions": calls, "message_history": None}


def _criteria(
    planned: list[PlannedCall], outcome: AcceptableOutcome, domain: Domain, *, by_state: bool
) -> dict[str, Any]:
    """Return what a dialogue is judged by.

    Calls that our verifier demands become the basis ACTION, which wants every action listed: so the look-ups that it
    does not demand are left out then, and writes, which are judged by what they lead to, are compared by name alone.
    ACTION stands in for DB where the state cannot be compared.
    """
    demanded = not by_state or any(isinstance(item, Called) for item in outcome.assertions)
    writes = {(tool.side, tool.name) for tool in domain.tools if tool.kind == "write"}
    actions: list[tuple[ToolCall, list[str] | None]] = []
    for call, essential in ((item.call, item.essential) for item in planned):
        if not demanded or essential:
            actions.append((call, None))
        elif (call.side, call.name) in writes or call.name == domain.transfer_tool:
            actions.append((call, []))
    said = [item.text for item in outcome.assertions if isinstance(item, Said)]
    held = [item for item in outcome.assertions if isinstance(item, Environment)]
    basis: list[Basis] = ["DB"] if by_state else []
    basis += ["ENV_ASSERTION"] if held else []
    basis += ["ACTION"] if demanded else []
    basis += ["COMMUNICATE"]
    return {
        "actions": [_action(index, call, compared) for index, (call, compared) in enumerate(actions)],
        "env_assertions": [_env_assertion(item) for item in held] or None,
        "communicate_info": said,
        "nl_assertions": None,
        "reward_basis": basis,
    }


def _action(index: int, call: ToolCall, compared: list[str] | None) -> dict[str, Any]:
    return {
        "action_id": f"{call.name}_{index}",
        "requestor": REQUESTOR_OF[call.side],
        "name": call.name,
        "arguments": dict(call.arguments),
        "info": None,
        "compare_args": compared,
    }


def _env_assertion(assertion: Environment) -> dict[str, Any]:
    return {
        "env_type": asserted_by(assertion.name),
        "func_name": assertion.name,
        "arguments": dict(assertion.arguments),
        "assert_value": assertion.value,
        "message": None,
    }


def simulation(
    task: Task,
    trajectory: Trajectory,
    domain: Domain,
    termination: str,
    reward_info: dict[str, Any] | None,
    trial: int = 0,
) -> dict[str, Any]:
    """Return a dialogue; a second passes with each message, from the domain's own clock on.

    Args:
        task: Ours.
        trajectory: The dialogue.
        domain: Its domain.
        termination: How it ended, in tau2-bench's words.
        reward_info: What is recorded of its reward.
        trial: Which trial of the task it is.
    """
    messages = trajectory.messages
    named = [task.id.encode(), str(trial).encode()] if trial else [task.id.encode()]
    stamps = [(domain.now + timedelta(seconds=index)).isoformat() for index in range(len(messages) + 1)]
    return {
        "id": digest(*named)[:32],
        "task_id": task.id,
        "timestamp": stamps[0],
        "start_time": stamps[0],
        "end_time": stamps[-1],
        "duration": float(len(messages)),
        "termination_reason": termination,
        "reward_info": reward_info,
        "messages": from_messages(messages, stamps),
        "trial": trial,
        "seed": task.seed,
    }


def _reward_info(ours: float | None, theirs: Reward) -> dict[str, Any] | None:
    if ours is None:
        return None
    return {"reward": ours, "reward_basis": theirs.basis, "reward_breakdown": theirs.breakdown or None}


def results_file(
    tasks: Iterable[dict[str, Any]], simulations: Iterable[dict[str, Any]], info: Mapping[str, Any]
) -> dict[str, Any]:
    """Return dialogues with their tasks as tau2-bench's ``Results``.

    Args:
        tasks: In its terms.
        simulations: The same.
        info: Its ``info``.
    """
    played = list(simulations)
    return {
        "timestamp": played[0]["timestamp"] if played else None,
        "info": dict(info),
        "tasks": list(tasks),
        "simulations": played,
    }


def databases(ground: Ground) -> dict[str, dict[str, Any]]:
    """Return the databases of both sides as tau2-bench writes them, by file name."""
    files = FILES[domain_name(ground.domain.name)]
    found: dict[str, dict[str, Any]] = {}
    for name, rows in ground.base.tables.items():
        schema = ground.domain.schema[name]
        side = ground.base.sides[name]
        file = files.user_database if side == "user" else files.database
        value: Any = rows
        if schema.single:
            value = rows[schema.single]
        elif files.lists and side == "agent":
            value = list(rows.values())
        found.setdefault(file, {})[name] = value
    return found
