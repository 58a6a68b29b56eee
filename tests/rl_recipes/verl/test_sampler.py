"""The replay buffer: what it drops, what it takes out, what it tells; on verl's own class, over a queue in memory."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from eigengraph_verl.groups.row_id import decode_row_id

from eigengraph.errors import ConfigError
from tests.rl_recipes.verl.transfer import Queue


@pytest.fixture
def queue(monkeypatch):
    made = Queue()
    pytest.importorskip("transfer_queue", reason="verl is not installed")
    made.install(monkeypatch)
    return made


def told(reward, outcome="completed", credit=()):
    """Return what the reward function says of a rollout; no reward for a masked one."""
    return {
        "eg_score": reward or 0.0,
        "eg_scored": float(reward is not None),
        "eg_outcome": outcome,
        "eg_credit": json.dumps(credit),
    }


def fill(queue, group, rewards, rows=1, status="finished", credit=()):
    """Register a group with its rollouts; None stands for a masked one."""
    queue.prompt(group, status)
    for rollout, reward in enumerate(rewards):
        outcome = "completed" if reward is not None else "user_fault"
        for number in range(rows):
            extra = {
                "reward_extra_info": told(reward, outcome, credit),
                "eigengraph_turns": [(0, 2), (3, 4)],
                "eigengraph_wrote": 2 * number,
            }
            queue.row(f"{group}_{rollout}_{number}", extra_fields=extra)


def sampler(verl, queue, refill=None, mode="sync", **options):
    """Make the replay buffer as verl's trainer makes it."""
    asked = []

    def refill_fn(count):
        asked.append(count)
        if refill is not None:
            refill(count)

    made = verl.sampler.make_sampler(
        trainer_mode=mode,
        trainer_config={},
        max_off_policy_threshold=8,
        max_off_policy_strategy="drop",
        sampler_kwargs={"train_batch_size": 2, **options},
        refill_fn=refill_fn,
    )
    made.poll_interval = 0.0
    return made, asked


def test_rows_of_masked_rollouts_are_taken_out(verl, queue):
    fill(queue, "a", [1.0, None, 0.0, None], rows=2)
    fill(queue, "b", [0.0, 1.0])
    made, _ = sampler(verl, queue)
    batch, metrics = made.sample(1, "train", 2)
    assert sorted(batch.keys) == ["a_0_0", "a_0_1", "a_2_0", "a_2_1", "b_0_0", "b_1_0"]
    assert "a_1_0" not in queue.fields
    ids = {key: decode_row_id(queue.fields[key]["uid"]) for key in batch.keys}
    assert {(key, identity.group, identity.rollout) for key, identity in ids.items()} == {
        (key, *((group := key.split("_"))[0], int(group[1]))) for key in batch.keys
    }
    assert all(identity.credit == () for identity in ids.values())
    assert metrics["eigengraph/rollouts_user_fault/total"] == metrics["eigengraph/rollouts_masked/total"] == 2
    assert metrics["eigengraph/rollouts_completed/total"] == 4
    assert metrics["eigengraph/groups_kept/total"] == 2
    assert metrics["eigengraph/rows/total"] == 4 * 2 + 2


def test_groups_without_signal_are_replaced(verl, queue):
    fill(queue, "easy", [1.0, 1.0])
    fill(queue, "hard", [0.0, None, 0.0])
    fill(queue, "lost", [None, 1.0])
    fill(queue, "good", [0.0, 1.0])
    fresh = iter(["more1", "more2", "more3", "more4", "more5", "more6"])
    made, asked = sampler(
        verl, queue, refill=lambda count: [fill(queue, next(fresh), [1.0, 0.0]) for _ in range(count)], give_up=1.0
    )
    batch, metrics = made.sample(1, "train", 2)
    assert {key.split("_")[0] for key in batch.keys} <= {"good", "more1", "more2"}
    assert len({key.split("_")[0] for key in batch.keys}) == 2
    assert sum(asked) >= 1
    assert metrics["training/filter_groups/evicted_samples"] == 3
    assert metrics["eigengraph/groups_no_signal/total"] == 2
    assert metrics["eigengraph/groups_too_few/total"] == 1
    assert not {"easy", "hard", "lost"} & queue.tags.keys()


def test_the_band_of_pass_rates_drops_what_is_nearly_solved(verl, queue):
    fill(queue, "nearly", [1.0] * 9 + [0.0])
    fill(queue, "good", [1.0, 0.0])
    made, _ = sampler(verl, queue, below=0.9, refill=lambda count: fill(queue, "more", [1.0, 0.0]))
    batch, metrics = made.sample(1, "train", 2)
    assert {key.split("_")[0] for key in batch.keys} == {"good", "more"}
    assert metrics["eigengraph/groups_outside_band/total"] == 1


def test_a_group_in_which_rollouts_raised_is_used_if_enough_are_left(verl, queue):
    fill(queue, "a", [1.0, 0.0], status="failure")
    fill(queue, "b", [], status="failure")
    made, _ = sampler(verl, queue, refill=lambda count: fill(queue, "c", [1.0, 0.0]))
    batch, metrics = made.sample(1, "train", 2)
    assert {key.split("_")[0] for key in batch.keys} == {"a", "c"}
    assert metrics["eigengraph/groups_too_few/total"] == 1


def test_asynchronous_training_chooses_alike(verl, queue):
    fill(queue, "easy", [1.0, 1.0])
    fill(queue, "good", [0.0, 1.0, None], rows=3)
    made, _ = sampler(verl, queue, mode="separate_async", refill=lambda count: fill(queue, "more", [1.0, 0.0]))
    batch, metrics = made.sample(1, "train", 2)
    assert {key.split("_")[0] for key in batch.keys} == {"good", "more"}
    assert metrics["eigengraph/rollouts_masked/total"] == 1


def test_turn_credit_is_in_the_row_ids_where_it_is_asked_for(verl, queue):
    fill(queue, "a", [1.0, 0.0], rows=2, credit=(0.5, 0.0, 0.25, 0.25))
    fill(queue, "b", [1.0, 0.0])
    made, _ = sampler(verl, queue, turn_credit=2.0)
    batch, _ = made.sample(1, "train", 2)
    assert {"a_0_0", "a_0_1"} <= set(batch.keys)
    assert decode_row_id(queue.fields["a_0_0"]["uid"]).credit == ((0, 2, 0.5), (3, 4, -0.5))
    assert decode_row_id(queue.fields["a_0_1"]["uid"]).credit == ((0, 2, 0.0), (3, 4, 0.0))


class Trainer:
    """The part of verl's trainer that a run is stopped through."""

    def __init__(self, folder, queue, step):
        actor = SimpleNamespace(ppo_mini_batch_size=2, ppo_epochs=1)
        self.config = SimpleNamespace(
            trainer=SimpleNamespace(default_local_dir=str(folder), critic_warmup=0),
            actor_rollout_ref=SimpleNamespace(actor=actor, rollout=SimpleNamespace(n=2)),
        )
        self.queue, self.global_steps, self.done, self.lost = queue, step, [], 0

    def refill(self, count):
        for _ in range(count):
            self.lost += 1
            fill(self.queue, f"x{self.lost}", [None, None])

    def on_sample_end(self):
        self.done.append("asleep")

    def _save_checkpoint(self):
        self.done.append(f"saved {self.global_steps}")


@pytest.mark.parametrize(
    ("step", "done", "said"),
    [(5, ["asleep", "saved 4"], "the weights of step 4 are in"), (1, [], "no step was finished")],
)
def test_a_run_whose_users_are_all_down_stops_with_its_weights_saved(verl, queue, tmp_path, step, done, said):
    trainer = Trainer(tmp_path, queue, step)
    fill(queue, "a", [None, None])
    made, _ = sampler(verl, queue)
    made.refill_fn = trainer.refill
    with pytest.raises(
        verl.sampler.RolloutsFailed, match=rf"9 groups have fewer than 2 .* 18 rollouts were masked.*{said}"
    ):
        made.sample(step, "train", 2)
    assert trainer.done == done


@pytest.mark.parametrize(("asked", "steps"), [(2, 1), (1, 2)])
def test_a_step_is_cut_as_the_recipe_says_whatever_its_rows(verl, queue, tmp_path, asked, steps):
    """verl's own arithmetic of rows, over steps whose trajectories have 1, 9 and then 1 row again."""
    from verl.trainer.ppo.v1.trainer_base import PPOTrainer

    trainer = Trainer(tmp_path, queue, 1)
    trainer.use_critic = False
    trainer.config.actor_rollout_ref.actor.ppo_mini_batch_size = asked
    made, _ = sampler(verl, queue)
    made.refill_fn = trainer.refill
    for step, rows in enumerate((1, 9, 1)):
        for group in ("a", "b"):
            fill(queue, f"{group}{step}", [1.0, 0.0], rows=rows)
        batch, metrics = made.sample(1, "train", 2)
        assert len(batch.keys) == 4 * rows == metrics["eigengraph/rows_trained/total"]
        multiple = PPOTrainer._get_required_batch_multiple(trainer, 2)  # what verl fills the step up to
        padded = -(-len(batch.keys) // multiple) * multiple
        mini = trainer.config.actor_rollout_ref.actor.ppo_mini_batch_size * 2
        assert padded // mini == steps == metrics["eigengraph/optimizer_steps/total"]
        assert padded == len(batch.keys)
        queue.kv_clear(partition_id="train", keys=list(queue.tags))


def test_validation_is_left_alone(verl, queue):
    made, _ = sampler(verl, queue)
    assert made._dapo_filtered_keys("val") == (set(), {})


def test_bad_settings_and_other_rewards_are_told(verl, queue):
    with pytest.raises(ConfigError, match=r"unknown key of trainer.v1.sampler.sampler_kwargs 'lest'"):
        sampler(verl, queue, lest=3)
    with pytest.raises(ConfigError, match=r"train_batch_size is missing; set it to '\$\{data.train_batch_size\}'"):
        verl.sampler.make_sampler(trainer_mode="sync", sampler_kwargs={})
    queue.prompt("a")
    queue.row("a_0_0", extra_fields={"reward_extra_info": {"acc": 1.0}})
    made, _ = sampler(verl, queue)
    with pytest.raises(ConfigError, match=r"row 'a_0_0' has no 'eg_scored': set reward.custom_reward_function.path"):
        made.sample(1, "train", 2)
