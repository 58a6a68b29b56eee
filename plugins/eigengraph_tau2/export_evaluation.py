"""Writing an evaluation as results of tau2-bench, which its own tools open (``tau2 view``, ``compute_metrics``)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eigengraph.evaluation import Evaluation, Trial
from eigengraph.exporters import Export, WrittenFile, write_text
from eigengraph.records import Task
from eigengraph_tau2.export_run import ground_of, results_info, write_domain
from eigengraph_tau2.exporting import TERMINATION, export_task, results_file, simulation
from eigengraph_tau2.replay import Ground
from eigengraph_tau2.reward import Reward, basis_text, grade
from eigengraph_tau2.tasks import parse_tasks
from eigengraph_tau2.writing import json_text

_NEVER_RAN = "infrastructure_error"
"""What tau2-bench's metrics leave out, whatever stands in its reward: the place of a trial that is missing."""


@dataclass(frozen=True, slots=True)
class Played:
    """A trial in tau2-bench's terms, with what it is worth there and here."""

    simulation: dict[str, Any]
    reward: Reward
    ours: float | None


def export_evaluation(evaluation: Evaluation, out: Path) -> Export:
    """Write a finished evaluation: a data folder (``TAU2_DATA_DIR``) and the results of one run with several trials.

    Rewards are ours. tau2-bench knows one right ending a task: the one that most trials which passed have reached.

    Args:
        evaluation: The evaluation.
        out: Takes ``tau2/domains/DOMAIN/…`` and ``simulations/EVALUATION/results.json``.

    Returns:
        The files; a problem for each trial that tau2-bench's own evaluator would give another reward.

    Raises:
        ConfigError: tau2-bench has no such domain, a task cannot be said in its terms, or a file cannot be written.
    """
    ground = ground_of(evaluation)
    trials: defaultdict[str, list[Trial]] = defaultdict(list)
    for trial in evaluation.trials():
        trials[trial.task].append(trial)
    tasks = {task.id: export_task(task, ground, _usual(trials[task.id])) for task in evaluation.tasks}
    played = [_play(task, tasks[task.id], trial, ground) for task in evaluation.tasks for trial in trials[task.id]]
    disagree = [
        {
            "task": one.simulation["task_id"],
            "trial": one.simulation["trial"],
            "tau2": one.reward.value,
            "ours": one.ours,
            "basis": basis_text(one.reward.basis),
        }
        for one in played
        if one.ours is not None and one.ours != one.reward.value
    ]
    return Export(
        files=tuple(_write(evaluation, ground, list(tasks.values()), played, out)),
        problems=tuple(
            f"task {one['task']!r}, trial {one['trial']}: tau2-bench's reward is {one['tau2']} on {one['basis']}, ours "
            f"{one['ours']}"
            for one in disagree
        ),
        details={
            "tasks": len(tasks),
            "simulations": len(played),
            "missing": sum(one.ours is None for one in played),
            "disagree": disagree,
            "basis": dict(Counter(basis_text(one.reward.basis) for one in played if one.ours is not None)),
        },
    )


def _usual(trials: Sequence[Trial]) -> str:
    """Return the acceptable outcome that passed most often; empty where none did."""
    reached = Counter(trial.last.verdict.acceptable for trial in trials if trial.last.verdict.passed)
    return reached.most_common(1)[0][0] if reached else ""


def _play(task: Task, theirs: dict[str, Any], trial: Trial, ground: Ground) -> Played:
    [parsed] = parse_tasks([theirs], f"task {task.id!r}")
    termination = _NEVER_RAN if trial.missing else TERMINATION[trial.last.outcome]
    messages = trial.last.trajectory.messages
    reward = grade(parsed, ground, messages, termination, strict=True)
    ours = trial.last.verdict.reward
    told = (
        None if ours is None else {"reward": ours, "reward_basis": reward.basis, "reward_breakdown": reward.breakdown}
    )
    made = simulation(task, trial.last.trajectory, ground.domain, termination, told, trial.number)
    return Played(made, reward, ours)


def _write(
    evaluation: Evaluation, ground: Ground, tasks: Sequence[Any], played: Sequence[Played], out: Path
) -> Iterator[WrittenFile]:
    yield from write_domain(ground, evaluation.policy, tasks, out)
    settings = evaluation.manifest["settings"]
    info = results_info(settings, ground.domain.name, evaluation.policy, evaluation.metrics.trials)
    results = results_file(tasks, [one.simulation for one in played], info)
    where = out / "simulations" / evaluation.path.resolve().name / "results.json"
    yield write_text(where, json_text(results), len(played))
