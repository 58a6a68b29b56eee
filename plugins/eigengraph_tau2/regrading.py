"""Scoring recorded runs again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eigengraph.errors import ConfigError, ReplayError, ToolCrash
from eigengraph_tau2.replay import Difference, Ground
from eigengraph_tau2.results import RecordedReward, Results, Simulation
from eigengraph_tau2.reward import SCORED, Judge, Reward, basis_text, grade
from eigengraph_tau2.tasks import Basis, Criteria, Tau2Task

_TOLERANCE = 1e-6  # tau2-bench's own, metrics/agent_metrics.py


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Which recorded dialogue something is about.

    Attributes:
        file: The results file.
        simulation: The dialogue's own id.
        task: The task that was played.
        trial: Which try at the task.
    """

    file: str
    simulation: str
    task: str
    trial: int


@dataclass(frozen=True, slots=True)
class Disagreement(Dialogue):
    """A dialogue whose reward is not the recorded one."""

    recorded: float
    ours: float
    basis: str
    recorded_basis: str


@dataclass(frozen=True, slots=True)
class Skip(Dialogue):
    """A dialogue that cannot be scored, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ungraded(Dialogue):
    """A dialogue with nothing to compare: only a judge could score it, or it ended early and has no recorded reward.

    Attributes:
        reason: Which of the two.
        recorded: The recorded reward; None where there is none.
        graded: The components that need no judge.
    """

    reason: str
    recorded: float | None = None
    graded: Mapping[Basis, float] = field(default_factory=dict)

    @property
    def contradicted(self) -> bool:
        """Whether the recorded reward is more than any judge could still give: a component is 0.0."""
        return bool(self.recorded) and 0.0 in self.graded.values()


@dataclass(frozen=True, slots=True)
class Replayed(Dialogue):
    """A call that answers something other than what was recorded."""

    difference: Difference


@dataclass(frozen=True)
class Regrade:
    """A recorded run scored again. Every simulation is in exactly one of the first four.

    Attributes:
        agree: Dialogues with the recorded reward.
        disagree: Dialogues with another.
        skipped: Dialogues that cannot be scored.
        ungraded: Dialogues with nothing to compare.
        bases: Dialogues by the basis of their reward.
        replayed: Calls that answer something other than what was recorded; they change no reward by themselves.
    """

    agree: int = 0
    disagree: tuple[Disagreement, ...] = ()
    skipped: tuple[Skip, ...] = ()
    ungraded: tuple[Ungraded, ...] = ()
    bases: Mapping[str, int] = field(default_factory=dict)
    replayed: tuple[Replayed, ...] = ()

    @property
    def simulations(self) -> int:
        """How many there are."""
        return self.agree + len(self.disagree) + len(self.skipped) + len(self.ungraded)

    @property
    def unrecorded(self) -> int:
        """How many ended early and have no recorded reward."""
        return sum(item.recorded is None for item in self.ungraded)

    @property
    def sound(self) -> bool:
        """Whether every reward that could be looked at is the recorded one."""
        return not (self.disagree or self.skipped or any(item.contradicted for item in self.ungraded))

    def __add__(self, other: Regrade) -> Regrade:
        """Return what two runs amount to together."""
        return Regrade(
            self.agree + other.agree,
            self.disagree + other.disagree,
            self.skipped + other.skipped,
            self.ungraded + other.ungraded,
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
    at = (str(results.path), simulation.id, simulation.task_id, simulation.trial)
    task, recorded = results.tasks.get(simulation.task_id), simulation.recorded
    if task is None:
        return Regrade(skipped=(Skip(*at, f"task_id {simulation.task_id!r} is none of the tasks in the file"),))
    if recorded is None and simulation.termination not in SCORED:
        reason = f"ended early ({simulation.termination}), and no reward was recorded"
        return Regrade(ungraded=(Ungraded(*at, reason),), bases={basis_text(None): 1})
    unfit = _unfit(simulation, recorded, task)
    if unfit or recorded is None:
        return Regrade(skipped=(Skip(*at, unfit),))
    messages = simulation.messages or ()
    try:
        reward = grade(task, ground, messages, simulation.termination, solo=results.solo, judge=judge)
    except (ReplayError, ConfigError, ToolCrash) as error:
        return Regrade(skipped=(Skip(*at, str(error)),))
    compared = _compared(at, recorded, reward)
    replayed = tuple(Replayed(*at, difference) for difference in reward.differences)
    return compared + Regrade(bases={basis_text(reward.basis): 1}, replayed=replayed)


def _compared(at: tuple[str, str, str, int], recorded: RecordedReward, reward: Reward) -> Regrade:
    if reward.value is None:
        graded = {name: value for name, value in reward.breakdown.items() if value is not None}
        return Regrade(ungraded=(Ungraded(*at, "NL_ASSERTION needs a judge", recorded.reward, graded),))
    if abs(reward.value - recorded.reward) < _TOLERANCE:
        return Regrade(agree=1)
    bases = basis_text(reward.basis), basis_text(recorded.reward_basis)
    return Regrade(disagree=(Disagreement(*at, recorded.reward, reward.value, *bases),))


def _unfit(simulation: Simulation, recorded: RecordedReward | None, task: Tau2Task) -> str:
    """Say why a dialogue cannot be scored, or nothing; one that ended early is worth 0.0, whatever it holds."""
    if recorded is None:
        return "no reward was recorded (reward_info is null)"
    if simulation.termination not in SCORED:
        return ""
    if simulation.spoken:
        return "a spoken dialogue (ticks instead of messages) cannot be replayed"
    if simulation.messages is None:
        return "it has no messages (found null)"
    other = _of_another_task(recorded, task)
    if other:
        return f"task_id {task.id!r} is not the dialogue's: reward_info.{other} are not about that task's"
    return ""


def _of_another_task(recorded: RecordedReward, task: Tau2Task) -> str:
    """Return the first recorded checks that are not of exactly what the task lists, or nothing.

    A bare reward, without any check, says nothing of its task.
    """
    if _is_bare(recorded):
        return ""
    wanted, checked = _listed(task.evaluation_criteria or Criteria()), _checked(recorded)
    return next((name for name in checked if checked[name] != wanted[name]), "")


def _is_bare(recorded: RecordedReward) -> bool:
    checks = recorded.db_check, recorded.action_checks, recorded.env_assertions, recorded.communicate_checks
    return all(check is None for check in checks)


def _listed(criteria: Criteria) -> dict[str, Sequence[Any]]:
    return {
        "action_checks": [(action.name, action.arguments) for action in criteria.actions or ()],
        "env_assertions": [(item.func_name, item.arguments) for item in criteria.env_assertions or ()],
        "communicate_checks": list(criteria.communicate_info or ()),
    }


def _checked(recorded: RecordedReward) -> dict[str, Sequence[Any]]:
    actions = [check.action for check in recorded.action_checks or ()]
    assertions = [check.env_assertion for check in recorded.env_assertions or ()]
    return {
        "action_checks": [(action.name, action.arguments) for action in actions],
        "env_assertions": [(item.func_name, item.arguments) for item in assertions],
        "communicate_checks": [check.info for check in recorded.communicate_checks or ()],
    }
