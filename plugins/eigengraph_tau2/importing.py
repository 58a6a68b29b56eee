"""tau2-bench's tasks as ours.

A task's verifier demands what the task's ``reward_basis`` lists, in our assertions. ``reward.grade`` stays the exact
scoring; what differs is listed with each task.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eigengraph.records import (
    AcceptableOutcome,
    Assertion,
    Blueprint,
    Called,
    Decision,
    Environment,
    Goal,
    OnlyChanged,
    PlannedCall,
    Said,
    Scenario,
    Task,
    Verifier,
)
from eigengraph.verify.derive import as_changed
from eigengraph.verify.view import state_of
from eigengraph.world import Domain, Remark, TaskSet, TaskSource, World
from eigengraph_tau2.beginning import initial_state
from eigengraph_tau2.data import FILES, PREFIX, open_data
from eigengraph_tau2.interpreter import INSTALL_HINT, tau2_is_named
from eigengraph_tau2.messages import SIDE_OF, to_messages
from eigengraph_tau2.replay import GoldError, Ground, gold_calls, gold_world, written_calls
from eigengraph_tau2.tasks import Action, Criteria, Instructions, Tau2Task


@dataclass(frozen=True, slots=True)
class ImportedTask:
    """One of tau2-bench's tasks as ours.

    Attributes:
        task: Ours.
        ticket: The task in one text, for solo mode.
        unknown: Paths of fields that tau2-bench ignores.
        apart: What ``task`` does not hold, a line each; all of it is in ``source``.
        source: The task as it was written.
    """

    task: Task
    ticket: str
    unknown: tuple[str, ...]
    apart: tuple[str, ...]
    source: Mapping[str, Any]


def import_task(task: Tau2Task, ground: Ground) -> ImportedTask:
    """Return a task as ours.

    Gold actions that raise are left out of the blueprint, since they change nothing. The calls of a message history are
    part of the initial state.

    Raises:
        ReplayError: The message history is no dialogue.
        ConfigError: The task cannot be set up.
        ToolCrash: Likewise.
    """
    gold, errors = gold_world(task, ground)
    initial = initial_state(ground.domain, ground.base, task.beginning)
    history = written_calls(ground.domain, to_messages(task.beginning.message_history or ()))
    ours = Task(
        id=task.id,
        domain=ground.domain.name,
        blueprint=_blueprint(task, ground.domain, errors),
        scenario=_scenario(task),
        verifier=_verifier(task.evaluation_criteria or Criteria(reward_basis=()), gold),
        initial=replace(initial, calls=(*initial.calls, *history)),
    )
    return ImportedTask(ours, task.ticket or "", task.unknown, tuple(_apart(task, errors)), task.source)


def task_sources() -> list[TaskSource]:
    """Return a source of tau2-bench's tasks for each of its domains, such as ``tau2:airline``."""
    return [TaskSource(f"{PREFIX}{name}", name, _load, _summary(name)) for name in FILES]


def _summary(name: str) -> str:
    """Say what a source is; and what is missing, to whoever takes it for the environment of the same name."""
    about = f"tau2-bench's tasks for {name}"
    return about if tau2_is_named() else f"{about}; to run its environment as a domain, {INSTALL_HINT}"


def _load(domain: Domain, folder: Path | None, split: str) -> TaskSet:
    data = open_data(folder, domain.name)
    ground = data.ground(domain)
    source = data.tasks(split, unique=False)
    tasks = tuple(import_task(task, ground).task for task in source)
    return TaskSet(
        tasks, ground.base, data.policy(), tuple(remark for task in source for remark in _remarks(task, ground))
    )


def _remarks(task: Tau2Task, ground: Ground) -> Iterator[Remark]:
    """Yield what a task of ours cannot hold: gold calls that raise, criteria that do not count or need a judge."""
    for error in gold_world(task, ground)[1]:
        yield Remark(task.id, "gold_raises", f"{error.call.name}: {error.error}")
    criteria = task.evaluation_criteria
    if criteria is None:
        yield Remark(task.id, "basis_missing", "the task has no criteria: every dialogue earns 1.0")
        return
    stated = {
        "ENV_ASSERTION": criteria.env_assertions,
        "COMMUNICATE": criteria.communicate_info,
        "NL_ASSERTION": criteria.nl_assertions,
    }
    for basis, items in stated.items():
        if items and basis not in criteria.reward_basis:
            yield Remark(task.id, "basis_missing", f"{len(items)} of {basis}, which is not in the reward's basis")
    if criteria.nl_assertions and "NL_ASSERTION" in criteria.reward_basis:
        yield Remark(task.id, "unjudged", f"{len(criteria.nl_assertions)} of NL_ASSERTION")


def _blueprint(task: Tau2Task, domain: Domain, errors: tuple[GoldError, ...]) -> Blueprint:
    refused = {error.index for error in errors}
    calls = tuple(PlannedCall(call, "gold") for index, call in enumerate(gold_calls(task)) if index not in refused)
    criteria = task.evaluation_criteria
    say = tuple((criteria.communicate_info if criteria else None) or ())
    goal = Goal("tau2", _decision(calls, domain), calls=calls, say=say)
    return Blueprint((), (goal,))


def _decision(calls: tuple[PlannedCall, ...], domain: Domain) -> Decision:
    names = {(planned.call.side, planned.call.name) for planned in calls}
    if ("agent", domain.transfer_tool) in names:
        return "transfer"
    writes = {(tool.side, tool.name) for tool in domain.tools if tool.kind == "write"}
    return "do" if names & writes else "refuse"


def _scenario(task: Tau2Task) -> Scenario:
    told, persona = task.user_scenario.instructions, task.user_scenario.persona or ""
    if not isinstance(told, Instructions):
        return Scenario(persona, "", "", "", told)
    return Scenario(
        persona, told.reason_for_call, told.known_info or "", told.unknown_info or "", told.task_instructions
    )


def _verifier(criteria: Criteria, gold: World) -> Verifier:
    basis = criteria.reward_basis
    assertions: list[Assertion] = []
    needs: list[tuple[str, str]] = []
    if "DB" in basis and (criteria.actions is not None or criteria.env_assertions is not None):
        changed = state_of(gold, Verifier(())).changed
        assertions.extend(map(as_changed, changed))
        assertions.append(OnlyChanged(tuple((change.table, change.key, change.path) for change in changed)))
        needs = sorted({(change.table, change.key) for change in changed})
    if "ENV_ASSERTION" in basis:
        assertions.extend(
            Environment(item.func_name, item.arguments, item.assert_value) for item in criteria.env_assertions or ()
        )
    if "ACTION" in basis:
        assertions.extend(map(_called, criteria.actions or ()))
    if "COMMUNICATE" in basis:
        assertions.extend(Said(text) for text in criteria.communicate_info or ())
    return Verifier((AcceptableOutcome("gold", tuple(assertions)),), tuple(needs))


def _called(action: Action) -> Called:
    compared = action.arguments if action.compare_args is None else action.compare_args
    arguments = {name: value for name, value in action.arguments.items() if name in compared}
    return Called(action.name, arguments, SIDE_OF[action.requestor])


def _apart(task: Tau2Task, errors: tuple[GoldError, ...]) -> Iterator[str]:
    criteria = task.evaluation_criteria
    if criteria is not None and criteria.nl_assertions and "NL_ASSERTION" in criteria.reward_basis:
        yield f"nl_assertions: {len(criteria.nl_assertions)} are in the basis and need a judge"
    if task.beginning.message_history:
        yield f"message_history: {len(task.beginning.message_history)} messages; only what they wrote is in the task"
    if task.user_tools is not None:
        yield f"user_tools: {', '.join(task.user_tools) or 'none'}; the task offers every tool of the user"
    for error in errors:
        yield f"actions: {error.call.name} raises and is left out ({error.error})"
