"""Scoring recorded runs again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from eigengraph.errors import ConfigError, ReplayError, ToolCrash
from eigengraph_tau2.replay import Difference, Ground
from eigengraph_tau2.results import Results, Simulation
from eigengraph_tau2.reward import Judge, Reward, basis_text, grade
from eigengraph_tau2.tasks import Tau2Task

_TOLERANCE = 1e-6  # tau2-bench's own, metrics/agent_metrics.py


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A dialogue whose reward is not the recorded one."""

    task: str
    recorded: float
    ours: float
    basis: str
    recorded_basis: str


@dataclass(frozen=True, slots=True)
class Skip:
    """A dialogue that cannot be scored, and why."""

    task: str
    reason: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """A call that answers something other than what was recorded."""

    task: str
    difference: Difference


@dataclass(frozen=True)
class Regrade:
    """A recorded run scored again. Every simulation is in exactly one of the first four.

    Attributes:
        agree: Dialogues with the recorded reward.
        disagree: Dialogues with another.
        skipped: Dialogues that cannot be scored.
        not_graded: Dialogues that only a judge could score.
        bases: Dialogues by the basis of their reward.
        replayed: Calls that answer something other than what was recorded; they change no reward by themselves.
    """

    agree: int = 0
    disagree: tuple[Disagreement, ...] = ()
    skipped: tuple[Skip, ...] = ()
    not_graded: int = 0
    bases: Mapping[str, int] = field(default_factory=dict)
    replayed: tuple[Replayed, ...] = ()

    @property
    def simulations(self) -> int:
        """How many there are."""
        return self.agree + len(self.disagree) + len(self.skipped) + self.not_graded

    def __add__(self, other: Regrade) -> Regrade:
        """Return what two runs amount to together."""
        return Regrade(
            self.agree + other.agree,
            self.disagree + other.disagree,
            self.skipped + other.skipped,
            self.not_graded + other.not_graded,
            dict(Counter(self.bases) + Counter(other.bases)),
            self.replayed + other.replayed,
        )


def regrade(results: Results, ground: Ground, judge: Judge | None = None) -> Regrade:
    """Score every dialogue of a recorded run against the tasks in it.

    Args:
        results: The run.
        ground: Its domain, over the database that it was recorded with.
        judge: Decides assertions in natural language; see ``grade``.
    """
    total = Regrade()
    for simulation in results.simulations:
        total += _regrade_one(simulation, results, ground, judge)
    return total


def _regrade_one(simulation: Simulation, results: Results, ground: Ground, judge: Judge | None) -> Regrade:
    task = results.tasks.get(simulation.task_id)
    reason = _unfit(simulation, task)
    if reason:
        return Regrade(skipped=(Skip(simulation.task_id, reason),))
    assert task is not None
    assert simulation.recorded is not None
    messages = simulation.messages or ()
    try:
        reward = grade(task, ground, messages, simulation.termination, solo=results.solo, judge=judge)
    except (ReplayError, ConfigError, ToolCrash) as error:
        return Regrade(skipped=(Skip(task.id, f"simulation {simulation.id!r}: {error}"),))
    replayed = tuple(Replayed(task.id, difference) for difference in reward.differences)
    bases = {basis_text(reward.basis): 1}
    if reward.value is None:
        return Regrade(not_graded=1, bases=bases, replayed=replayed)
    if abs(reward.value - simulation.recorded.reward) < _TOLERANCE:
        return Regrade(agree=1, bases=bases, replayed=replayed)
    return Regrade(disagree=(_disagreement(simulation, reward, reward.value),), bases=bases, replayed=replayed)


def _disagreement(simulation: Simulation, reward: Reward, value: float) -> Disagreement:
    assert simulation.recorded is not None
    return Disagreement(
        simulation.task_id,
        simulation.recorded.reward,
        value,
        basis_text(reward.basis),
        basis_text(simulation.recorded.reward_basis),
    )


def _unfit(simulation: Simulation, task: Tau2Task | None) -> str:
    """Say why a dialogue cannot be scored, or nothing."""
    if task is None:
        return f"simulation {simulation.id!r}: task_id {simulation.task_id!r} is none of the tasks in the file"
    if simulation.recorded is None:
        return f"simulation {simulation.id!r}: no reward was recorded (reward_info is null)"
    if simulation.messages is None:
        return f"simulation {simulation.id!r}: a spoken dialogue (ticks instead of messages) cannot be replayed"
    if _of_another_task(simulation, task):
        return (
            f"simulation {simulation.id!r}: task_id {simulation.task_id!r} is not the dialogue's: what was recorded of "
            f"its gold actions (reward_info.action_checks) is about others"
        )
    return ""


def _of_another_task(simulation: Simulation, task: Tau2Task) -> bool:
    """Whether none of the gold actions that were checked is one of the task's."""
    assert simulation.recorded is not None
    checked = [check.action for check in simulation.recorded.action_checks or ()]
    own = (task.evaluation_criteria.actions if task.evaluation_criteria else None) or ()
    known = [(action.name, action.arguments) for action in own]
    return bool(checked) and not any((action.name, action.arguments) in known for action in checked)
