"""verl's replay buffer, which chooses what is trained on: dynamic filtering, and rollouts that say nothing taken out.

``trainer.v1.sampler.custom_sampler.{path,name}`` are ``pkg://eigengraph_verl.sampler`` and ``make_sampler``, with
``algorithm.filter_groups.enable=True algorithm.filter_groups.metric=eg_score``, so that verl fetches prompts singly.
``trainer.v1.sampler.sampler_kwargs`` takes the fields of ``GroupPolicy``, and two that verl keeps from samplers:
``train_batch_size`` and, in sync mode, ``max_inflight_gen_batches``.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

import transfer_queue as tq
from verl.trainer.ppo.v1.replay_buffer import ReplayBuffer, ReplayBufferAsync
from verl.utils.tensordict_utils import list_of_dict_to_tensordict

import eigengraph_verl.advantage  # noqa: F401 - registers the estimator in the process that trains
from eigengraph.errors import ConfigError, EigenGraphError
from eigengraph_verl.groups.filtering import KEPT_BY_VERL, TOO_FEW, GroupPolicy, read_policy
from eigengraph_verl.groups.mini_batch import fitted, optimizer_steps
from eigengraph_verl.groups.row_id import RowId
from eigengraph_verl.reward import CREDIT, OUTCOME, SCORE, SCORED

_LOG = logging.getLogger(__name__)


class RolloutsFailed(EigenGraphError):
    """So many rollouts failed through no fault of the policy that a step cannot be filled."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a rollout, as verl keeps it.

    Attributes:
        key: ``GROUP_ROLLOUT_NUMBER``.
        score: The reward of its trajectory; means nothing unless ``scored``.
        scored: Whether its trajectory says something about the policy.
        outcome: How its trajectory ended.
        credit: What each message of the policy in the row is credited with, with its place in the response.
    """

    key: str
    score: float
    scored: bool
    outcome: str
    credit: tuple[tuple[int, int, float], ...]

    @property
    def group(self) -> str:
        """The prompt that its trajectory is a rollout of."""
        return self.key.rsplit("_", 2)[0]

    @property
    def rollout(self) -> int:
        """The number of its trajectory in the group."""
        return int(self.key.rsplit("_", 2)[1])


def make_sampler(*, trainer_mode: str, sampler_kwargs: Mapping[str, Any], **verl: Any) -> ReplayBuffer:
    """Make the replay buffer for a mode of the trainer; verl calls it in place of a class.

    Raises:
        ConfigError: A key of ``sampler_kwargs`` is unknown, missing or wrong.
    """
    given = dict(sampler_kwargs)
    policy = read_policy({name: value for name, value in given.items() if name not in KEPT_BY_VERL})
    if "train_batch_size" not in given:
        raise ConfigError("sampler_kwargs.train_batch_size is missing; set it to '${data.train_batch_size}'")
    kind = EigenGraphReplayBuffer if trainer_mode == "sync" else EigenGraphReplayBufferAsync
    return kind(
        policy,
        trainer_mode=trainer_mode,
        sampler_kwargs=sampler_kwargs,
        filter_groups_metric=SCORE,
        train_batch_size=given["train_batch_size"],
        gen_batch_size=1,
        max_inflight_gen_batches=given.get("max_inflight_gen_batches", 1),
        **verl,
    )


class _Choosing:
    """What both kinds of replay buffers have in common; a mixin before verl's class."""

    refill_fn: Callable[[int], Any] | None
    partitions: Mapping[str, Mapping[str, Any]]
    finished_keys: Mapping[str, set[str]]
    failure_keys: Mapping[str, set[str]]

    def __init__(self, policy: GroupPolicy, **verl: Any) -> None:
        super().__init__(**verl)
        self.policy = policy
        self._rows: dict[str, list[Row]] = {}
        self._why: dict[str, str] = {}
        self._counts: Counter[str] = Counter()  # since the last step was filled; verl looks between steps, too
        self._wanted: int = verl["train_batch_size"]
        self._asked: int | None = None

    def sample(self, global_steps: int, partition_id: str, batch_size: int) -> tuple[Any, dict[str, Any]]:
        """Choose groups for one step; see verl's ``ReplayBuffer``.

        Returns:
            The rows to train on, those of masked rollouts left out, and verl's metrics with counts under
            ``eigengraph/``: rollouts by outcome, masked ones, groups dropped by reason, rows and optimizer steps.

            The rows to train on or to validate with, those of masked rollouts left out, and verl's metrics with counts
            under ``eigengraph/``: rollouts by outcome, masked ones, groups dropped by reason. verl drops the metrics of
            validation, so what was masked there is told in the log, and with the next step.

        Raises:
            RolloutsFailed: Too many groups have too few scored rollouts; the weights were saved. Or every rollout of
                validation was masked.
        """
        batch, metrics = super().sample(global_steps, partition_id, batch_size)  # type: ignore[misc]
        if partition_id == "val":
            return batch, metrics
        counts, self._counts = self._counts, Counter()
        return batch, {**metrics, **{f"eigengraph/{name}/total": count for name, count in counts.items()}}

    def _dapo_filtered_keys(self, partition_id: str) -> tuple[set[str], Counter[float]]:
        """Return the groups that are not trained on, and how many there are by their mean reward."""
        if partition_id == "val":
            return set(), Counter()
        terminal = self.finished_keys[partition_id] | self.failure_keys[partition_id]
        self._look_at(partition_id, terminal - self._why.keys())
        dropped = {uid for uid in terminal if self._why[uid]}
        return dropped, Counter(mean(rewards) for uid in dropped if (rewards := self._rewards(uid)))

    def _look_at(self, partition_id: str, uids: set[str]) -> None:
        """Read the rows of groups that have just ended, and decide about the groups."""
        keys = [key for key in self.partitions[partition_id] if key.rsplit("_", 2)[0] in uids]
        self._rows |= {uid: [] for uid in uids}
        for row in _read_rows(keys, partition_id):
            self._rows[row.group].append(row)
        for uid in uids:
            self._why[uid] = self.policy.drops(self._rewards(uid))
            self._count(uid)
        if self._counts[f"groups_{TOO_FEW}"] > self.policy.give_up * self._wanted:
            self._stop()

    def _count(self, uid: str) -> None:
        trajectories = {row.rollout: row for row in self._rows[uid]}.values()
        self._counts.update(f"rollouts_{row.outcome.replace('max_', 'over_')}" for row in trajectories)
        self._counts["rows"] += len(self._rows[uid])
        self._counts["rollouts_masked"] += sum(not row.scored for row in trajectories)
        self._counts[f"groups_{self._why[uid] or 'kept'}"] += 1

    def _rewards(self, uid: str) -> list[float]:
        """Return one reward for each scored trajectory of a group."""
        return list({row.rollout: row.score for row in self._rows[uid] if row.scored}.values())

    def _clear_groups(self, partition_id: str, uids: set[str]) -> None:
        super()._clear_groups(partition_id, uids)  # type: ignore[misc]
        for uid in uids:
            self._rows.pop(uid, None)
            self._why.pop(uid, None)

    def _materialize_batch(self, partition_id: str, uids: Sequence[str], snapshot: Mapping[str, Any]) -> Any:
        """Return the rows to train on, each with its row id in the place of its uid."""
        if partition_id == "val":
            return super()._materialize_batch(partition_id, uids, self._of_validation(uids, snapshot))  # type: ignore[misc]
        rows = {row.key: row for uid in uids for row in self._rows.pop(uid, [])}
        for uid in uids:
            self._why.pop(uid, None)
        masked = [key for key, row in rows.items() if not row.scored]
        if masked:
            tq.kv_clear(partition_id=partition_id, keys=masked)
        kept = {key: tag for key, tag in snapshot.items() if key not in masked}
        batch = super()._materialize_batch(partition_id, uids, kept)  # type: ignore[misc]
        self._fit_mini_batch(len(batch.keys))
        ids = [{"uid": self._row_id(rows[key]).encode()} for key in batch.keys]
        tq.kv_batch_put(keys=batch.keys, partition_id=partition_id, fields=list_of_dict_to_tensordict(ids))
        return batch

    def _fit_mini_batch(self, rows: int) -> None:
        """Have the trainer cut the step into as many mini-batches as its recipe says, however many rows it has."""
        self._counts["rows_trained"] = rows
        trainer = getattr(self.refill_fn, "__self__", None)
        if trainer is None:
            return
        # The trainer reads this key anew in each step, and offers no other way to tell it.
        model = trainer.config.actor_rollout_ref
        if self._asked is None:
            self._asked = model.actor.ppo_mini_batch_size
        size = fitted(self._asked, self._wanted, model.rollout.n, rows)
        model.actor.ppo_mini_batch_size = size
        self._counts["optimizer_steps"] = optimizer_steps(size, model.rollout.n, rows, model.actor.ppo_epochs)

    def _of_validation(self, uids: Sequence[str], snapshot: Mapping[str, Any]) -> Mapping[str, Any]:
        """Take masked rollouts out of validation, which verl would average as failures."""
        rows = _read_rows([key for key in snapshot if key.rsplit("_", 2)[0] in set(uids)], "val")
        masked = {row.key: row for row in rows if not row.scored}
        if not masked:
            return snapshot
        rollouts, lost = ({(row.group, row.rollout) for row in some} for some in (rows, masked.values()))
        outcomes = dict(
            Counter(row.outcome for row in {(row.group, row.rollout): row for row in masked.values()}.values())
        )
        if lost == rollouts:
            saved = _save(self.refill_fn, under_way=0)
            raise RolloutsFailed(
                f"all {len(lost)} rollouts of validation were masked ({outcomes}), so nothing was measured; see to "
                f"the user model's endpoint and the environment, then run the same command again; {saved}"
            )
        self._counts["val_rollouts_masked"] += len(lost)
        _LOG.warning(
            "%d of %d rollouts of validation are masked and not averaged: %s", len(lost), len(rollouts), outcomes
        )
        tq.kv_clear(partition_id="val", keys=list(masked))
        return {key: tag for key, tag in snapshot.items() if key not in masked}

    def _row_id(self, row: Row) -> RowId:
        weight = self.policy.turn_credit
        credit = tuple((begin, end, weight * share) for begin, end, share in row.credit) if weight else ()
        return RowId(row.group, row.rollout, credit)

    def _stop(self) -> None:
        """Save the weights and end the run."""
        saved = _save(self.refill_fn, under_way=1)
        count, masked = self._counts[f"groups_{TOO_FEW}"], self._counts["rollouts_masked"]
        outcomes = {name: n for name, n in self._counts.items() if name.startswith("rollouts_")}
        raise RolloutsFailed(
            f"{count} groups have fewer than {self.policy.least} scored rollouts, {masked} rollouts were masked "
            f"({outcomes}); see to the user model's endpoint and the environment, then run the same command again; "
            f"{saved}"
        )


class EigenGraphReplayBuffer(_Choosing, ReplayBuffer):
    """For synchronous training."""


class EigenGraphReplayBufferAsync(_Choosing, ReplayBufferAsync):
    """For asynchronous training."""


def _read_rows(keys: Sequence[str], partition_id: str) -> list[Row]:
    if not keys:
        return []
    data = tq.kv_batch_get(keys=list(keys), partition_id=partition_id, select_fields=["extra_fields"])
    return [
        _read_row(key, getattr(value, "data", value)) for key, value in zip(keys, data["extra_fields"], strict=True)
    ]


def _read_row(key: str, extra: Mapping[str, Any]) -> Row:
    told = extra.get("reward_extra_info") or {}
    if SCORED not in told:
        raise ConfigError(
            f"row {key!r} has no {SCORED!r}: set reward.custom_reward_function.path to 'pkg://eigengraph_verl.reward' "
            "and its name to 'compute_score'"
        )
    shares = json.loads(told[CREDIT])
    places, first = extra.get("eigengraph_turns", ()), extra.get("eigengraph_wrote", 0)
    average = mean(shares) if shares else 0.0  # taken off, so that the trajectory's own advantage stays what it is
    credit = tuple(
        (begin, end, shares[at] - average) for at, (begin, end) in enumerate(places, first) if at < len(shares)
    )
    return Row(key, float(told[SCORE]), told[SCORED] == 1.0, str(told[OUTCOME]), credit)


def _save(refill: Callable[[int], Any] | None, under_way: int) -> str:
    """Have the trainer save the weights of the last whole step; return what to say about it.

    Args:
        refill: A method of the trainer.
        under_way: 1 while a step's rollouts are awaited, since that step has trained nothing; 0 in validation.
    """
    trainer = getattr(refill, "__self__", None)
    if trainer is None or (step := trainer.global_steps - under_way) < 1:
        return "no step was finished, so there is no checkpoint"
    folder = Path(trainer.config.trainer.default_local_dir) / f"global_step_{step}"
    if not folder.exists():
        trainer.on_sample_end()
        trainer.global_steps = step
        trainer._save_checkpoint()
    return f"the weights of step {step} are in {str(folder)!r}"
