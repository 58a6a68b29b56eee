"""verl's reward function: the one scoring path, on what was played.

``reward.custom_reward_function.path=pkg://eigengraph_verl.reward reward.custom_reward_function.name=compute_score``,
with the reward manager ``naive``, which passes on what the agent loop tells.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from eigengraph.errors import ConfigError
from eigengraph.records import Outcome, Task, Trajectory, Verdict, decode
from eigengraph.verify import score
from eigengraph_verl.export.rows import verifier_digest
from eigengraph_verl.groups.credit import turn_credit
from eigengraph_verl.rollouts.ground import Ground, open_ground
from eigengraph_verl.rollouts.storage import PLAYED, Rollout, store

SCORE = "eg_score"
"""The reward, 0.0 or 1.0, by which groups are filtered (``algorithm.filter_groups.metric``). It is 0.0, and no reward,
where ``SCORED`` is 0.0."""

SCORED = "eg_scored"
"""1.0 for a rollout that says something about the policy, 0.0 for one that is masked out."""

OUTCOME = "eg_outcome"
"""How the rollout ended; ``verifier_error`` where it was completed and the verifier could not decide."""

CREDIT = "eg_credit"
"""By how much each message of the policy brought the task nearer to its end; see ``eigengraph_verl.groups.credit``."""


def compute_score(
    data_source: str,
    solution_str: str,
    ground_truth: str,
    extra_info: Mapping[str, Any],
    out: str | None = None,
    **_others: Any,
) -> dict[str, Any]:
    """Score a rollout by its task's verifier.

    A rollout that failed through no fault of the policy (its user, the environment, an endpoint, the verifier) has no
    reward. verl must be given a number: it gets 0.0 and ``eg_scored`` 0.0, and ``eigengraph_verl.sampler`` takes the
    rollout out before anything is trained on or averaged in validation. There is no ``acc``: verl would count each
    rollout that is missing as one with ``acc`` 0.

    Args:
        data_source: Of the row.
        solution_str: The last sequence as text; nothing is read from it.
        ground_truth: Of the row: which task it is, and what decides it.
        extra_info: Of the row, with what the agent loop tells under ``eigengraph``.
        out: A folder that takes every rollout; set it by ``reward.custom_reward_function.reward_kwargs.out``.

    Returns:
        ``score``, the reward; ``eg_score``, ``eg_scored``, ``eg_outcome``; ``eg_progress``, the share of
        assertions that held in the end; ``eg_credit``, JSON text of ``turn_credit``.

    Raises:
        ConfigError: The rollout was not played by our agent loop, or its task is not the one of the ground truth.
    """
    del data_source, solution_str
    told = extra_info.get(PLAYED)
    if told is None:
        raise ConfigError(
            "the rollout does not tell what was played: set actor_rollout_ref.rollout.agent.agent_loop_config_path to "
            "eigengraph_verl's agent_loop.yaml and reward.reward_manager.name to 'naive'"
        )
    task = checked_task(extra_info["task"], ground_truth)
    trajectory = decode(Trajectory, told["trajectory"])
    verdict = judge(task, trajectory, open_ground(Path(told["data"])))
    outcome = outcome_of(trajectory, verdict)
    if out is not None:
        place = (told["group"], told["rollout"], told["step"], extra_info["split"])
        store(Path(out), Rollout(*place, task.id, outcome, verdict.reward, verdict.reason, trajectory))
    reward = 0.0 if verdict.reward is None else verdict.reward
    return {
        "score": reward,
        SCORE: reward,
        SCORED: float(verdict.reward is not None),
        OUTCOME: str(outcome),
        "eg_progress": verdict.score,
        CREDIT: json.dumps(turn_credit(trajectory, verdict)),
    }


def judge(task: Task, trajectory: Trajectory, ground: Ground) -> Verdict:
    """Return what a trajectory is worth, by the one scoring path.

    Args:
        task: What was played.
        trajectory: How it went.
        ground: The exported world that it was played in.

    Raises:
        SandboxError: The verifier has code, and no sandbox runs on this machine.
    """
    return score(task, ground.domain, ground.base, trajectory, sandbox=ground.sandbox())


def outcome_of(trajectory: Trajectory, verdict: Verdict) -> Outcome:
    """Return how a rollout ended, for counts."""
    if verdict.reward is None and trajectory.outcome is Outcome.COMPLETED:
        return Outcome.VERIFIER_ERROR
    return trajectory.outcome


@lru_cache(maxsize=4096)
def checked_task(encoded: str, ground_truth: str) -> Task:
    """Read a task, and make sure that it is the one that the ground truth names, with the same verifier.

    Raises:
        ConfigError: It is another.
    """
    task, truth = decode(Task, encoded), json.loads(ground_truth)
    if (task.id, verifier_digest(task.verifier)) != (truth["task"], truth["verifier"]):
        raise ConfigError(
            f"the row of task {task.id!r} has the ground truth of task {truth['task']!r} with verifier "
            f"{truth['verifier'][:12]!r}; export the run again"
        )
    return task
