"""The agent loop, in verl's own base class and made from the packaged file: token by token."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from eigengraph_verl.rollouts.ground import open_ground, open_user
from eigengraph_verl.rollouts.stream import Template, with_objects, written_samples

from eigengraph.dataset import chat_messages
from eigengraph.errors import ConfigError
from eigengraph.models import RetryPolicy
from eigengraph.records import Outcome, Task, decode, encode


@pytest.fixture(scope="module", params=["plain", "keeps reasoning", "drops reasoning"])
def played(request, loops, config, task_rows, tokenizers):
    """Five rollouts for each kind of chat template, with tokens that no tokenizer would choose."""
    tokenizer, thinks = tokenizers(request.param), request.param != "plain"
    made = []
    for number, row in enumerate(task_rows[:5]):
        server = loops.server_of(config, row, tokenizer, thinks=thinks, seed=number)
        made.append(loops.play(config, row, tokenizer, rollout=number, server=server))
    return SimpleNamespace(kind=request.param, tokenizer=tokenizer, rollouts=made)


def test_dialogues_are_played_to_their_end(played):
    for rollout in played.rollouts:
        assert rollout.trajectory.outcome is Outcome.COMPLETED, rollout.trajectory.detail
        assert rollout.trajectory.messages[0].content == "Hi! How can I help you today?"


def test_what_was_sampled_is_what_is_trained_on(loops, played):
    for rollout in played.rollouts:
        gave = [token for ids in rollout.server.gave for token in ids]
        assert loops.written(rollout.outputs) == gave
        again = [played.tokenizer.encode(played.tokenizer.decode(ids)) for ids in rollout.server.gave]
        assert again != rollout.server.gave  # so that tokenising anew would be noticed


def test_each_message_was_sampled_behind_what_is_trained_on_before_it(played):
    for rollout in played.rollouts:
        behind = [
            output.prompt_ids + output.response_ids[:begin]
            for output in rollout.outputs
            for begin, _ in output.extra_fields["eigengraph_turns"]
        ]
        assert behind == rollout.server.asked


def test_masks_are_one_on_sampled_tokens_only(played):
    for rollout in played.rollouts:
        for output in rollout.outputs:
            turns = output.extra_fields["eigengraph_turns"]
            ones = [at for begin, end in turns for at in range(begin, end)]
            assert [at for at, one in enumerate(output.response_mask) if one] == ones
            assert len(output.response_ids) == len(output.response_mask) == len(output.response_logprobs)
            assert all(output.response_logprobs[at] < 0 for at in ones)
            assert sum(output.response_logprobs) == pytest.approx(sum(output.response_logprobs[at] for at in ones))
            assert output.response_mask[-1] == 1


def test_sequences_are_cut_where_the_template_drops_reasoning(played):
    for rollout in played.rollouts:
        spoken = sum(message.role == "user" for message in rollout.trajectory.messages)
        if played.kind == "drops reasoning":
            assert 1 < len(rollout.outputs) <= spoken
        else:
            assert len(rollout.outputs) == 1
        counted = [output.extra_fields["eigengraph_wrote"] for output in rollout.outputs]
        assert counted == sorted(set(counted))
        told = [message.thinking != "" for message in rollout.trajectory.messages[1:] if message.role == "assistant"]
        assert set(told) == {played.kind != "plain"}


def test_outputs_are_what_the_trainer_stores(played):
    for rollout in played.rollouts:
        for output in rollout.outputs:
            fields = output.as_dict()
            assert {"prompts", "responses", "response_mask", "rollout_log_probs"} <= fields.keys()
            assert (output.extra_fields["min_global_steps"], output.extra_fields["max_global_steps"]) == (3, 3)
        assert all("eigengraph" not in output.extra_fields for output in rollout.outputs[:-1])
        assert (rollout.told["group"], rollout.told["step"]) == ("g", 3)


def test_what_is_learned_from_a_dialogue_is_what_was_sampled_in_it(loops, played, config, task_rows):
    """Supervised data and rollouts are cut by one rule; where samples are what encoding gives, both are the same."""
    tokenizer, thinks = played.tokenizer, played.kind != "plain"
    for row in task_rows[:3]:
        server = loops.server_of(config, row, tokenizer, thinks=thinks, apart=0.0)
        rollout = loops.play(config, row, tokenizer, server=server)
        chat = with_objects(chat_messages(rollout.trajectory, row["raw_prompt"][0]["content"], thinking=True))
        targets = [at for at, message in enumerate(chat) if message["role"] == "assistant"][1:]
        template = Template(tokenizer, agent_tools(config))
        learned = written_samples(template, chat, targets)
        assert [(one.prompt, one.response, one.mask) for one in learned] == [
            (output.prompt_ids, output.response_ids, output.response_mask) for output in rollout.outputs
        ]


def agent_tools(config):
    """Return the agent's tools of the exported domain."""
    return open_ground(Path(config.data.train_files[0]).parent).domain.schemas["agent"]


def test_noise_ends_in_typed_outcomes_and_keeps_every_token(loops, config, task_rows, tokenizers):
    tokenizer = tokenizers()
    outcomes = set()
    for number, row in enumerate(task_rows[:6]):
        server = loops.server_of(config, row, tokenizer, noise=0.5, seed=number)
        rollout = loops.play(config, row, tokenizer, rollout=number, server=server, max_turns=24)
        outcomes.add(rollout.trajectory.outcome)
        assert loops.written(rollout.outputs) == [token for ids in server.gave for token in ids]
    assert outcomes <= {Outcome.COMPLETED, Outcome.AGENT_FAULT, Outcome.MAX_TURNS}


def test_rollouts_have_private_worlds_and_are_the_same_again(loops, config, task_rows, tokenizers):
    tokenizer = tokenizers()

    async def together():
        plays = (
            loops.play_async(config, task_rows[0], tokenizer, group="g", rollout=number % 2) for number in range(6)
        )
        return await asyncio.gather(*plays)

    made = asyncio.run(together())
    alone = [loops.play(config, task_rows[0], tokenizer, rollout=number) for number in (0, 1)]
    for number, rollout in enumerate(made):
        assert encode(rollout.trajectory) == encode(alone[number % 2].trajectory)


def test_limits_of_the_row_and_of_the_file(loops, config, task_rows, tokenizers):
    rollout = loops.play(config, task_rows[0], tokenizers(), max_turns=3)
    assert (rollout.trajectory.outcome, rollout.trajectory.turns) == (Outcome.MAX_TURNS, 3)


def test_a_context_that_is_too_small_is_the_policys_own_failure(loops, exported, task_rows, tokenizers):
    tokenizer = tokenizers()
    whole = loops.play(loops.config_of(exported), task_rows[0], tokenizer)
    size = len(whole.outputs[0].response_ids)
    small = loops.config_of(exported, f"data.max_response_length={size // 2}")
    rollout = loops.play(small, task_rows[0], tokenizer)
    assert rollout.trajectory.outcome is Outcome.CONTEXT_OVERFLOW
    assert len(rollout.outputs[0].response_ids) <= size // 2
    assert loops.written(rollout.outputs) == [token for ids in rollout.server.gave for token in ids]

    tiny = loops.config_of(exported, "data.max_prompt_length=10")
    rollout = loops.play(tiny, task_rows[0], tokenizer)
    [output] = rollout.outputs
    assert rollout.trajectory.outcome is Outcome.CONTEXT_OVERFLOW
    assert "no room for another message" in rollout.trajectory.detail
    assert (output.response_mask, output.response_ids) == ([0], [tokenizer.eos_token_id])
    assert len(output.prompt_ids) == 10


def test_a_long_message_is_cut_at_turn_tokens(loops, config, task_rows, tokenizers):
    rollout = loops.play(config, task_rows[0], tokenizers(), turn_tokens=4)
    assert max(len(ids) for ids in rollout.server.gave) == 4
    assert rollout.trajectory.outcome in (Outcome.MAX_TURNS, Outcome.COMPLETED)


class Broken:
    """A server that fails."""

    def __init__(self, answer):
        self.answer = answer

    async def generate(self, **_asked):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.mark.parametrize(
    "answer",
    [
        RuntimeError("the actor died"),
        SimpleNamespace(token_ids=[], log_probs=[], stop_reason="completed", routed_experts=None, extra_fields={}),
        SimpleNamespace(token_ids=[70], log_probs=[0], stop_reason="aborted", routed_experts=None, extra_fields={}),
    ],
)
def test_a_server_that_fails_is_not_the_policys_failure(loops, config, task_rows, tokenizers, answer):
    rollout = loops.play(config, task_rows[0], tokenizers(), server=Broken(answer))
    assert rollout.trajectory.outcome is Outcome.MODEL_ERROR
    [output] = rollout.outputs
    assert sum(output.response_mask) == 0
    assert output.extra_fields["min_global_steps"] == 3


def test_a_user_endpoint_that_is_down_is_asked_again_and_then_masked(loops, config, exported, task_rows, tokenizers):
    spec, policy = "openai:m@http://127.0.0.1:9/v1", RetryPolicy(2, 1.0, 900.0)

    async def asked():
        rollout = await loops.play_async(
            config, task_rows[0], tokenizers(), group="g", rollout=0, user=spec, user_attempts=2, user_timeout=1.0
        )
        await open_user(open_ground(exported), spec, {}, policy).model.close()
        return rollout

    rollout = asyncio.run(asked())
    assert rollout.trajectory.outcome is Outcome.MODEL_ERROR
    assert "tried 2 times" in rollout.trajectory.detail
    assert rollout.server.asked == []


def test_the_user_model_takes_options(loops, config, task_rows, tokenizers):
    rollout = loops.play(config, task_rows[0], tokenizers(), user_options={"user_faults": {"invented_fact": 1.0}})
    assert "user:invented_fact" in rollout.trajectory.labels()
    with pytest.raises(Exception, match="unknown setting of the offline backend 'user_fault'"):
        loops.play(config, task_rows[0], tokenizers(), user_options={"user_fault": {}})


def test_rows_of_another_world_are_refused(loops, config, task_rows, tokenizers):
    task = replace(decode(Task, task_rows[0]["extra_info"]["task"]), domain="airline")
    row = {**task_rows[0], "extra_info": {**task_rows[0]["extra_info"], "task": encode(task).decode()}}
    with pytest.raises(ConfigError, match=r"plays in domain 'airline', but '.*' has the world of 'retail'"):
        loops.play(config, row, tokenizers(), server=Broken(None))


def test_the_folder_can_be_named(loops, exported, task_rows, tokenizers, tmp_path):
    elsewhere = loops.config_of(tmp_path)
    with pytest.raises(Exception, match=r"has no manifest\.json to read"):
        loops.play(elsewhere, task_rows[0], tokenizers(), server=Broken(None))
    rollout = loops.play(elsewhere, task_rows[0], tokenizers(), server=Broken(RuntimeError()), data=str(exported))
    assert json.loads(json.dumps(rollout.told))["data"] == str(exported)
