"""Router replay."""

from __future__ import annotations

BIG = "policy_grpo_235b_a22b_megatron"
MODE = "actor_rollout_ref.actor.megatron.router_replay.mode"
RECORDED = "actor_rollout_ref.rollout.enable_rollout_routing_replay"


def test_nothing_to_replay(wrong):
    assert wrong(BIG, f"{RECORDED}=false") == [f"{MODE}=R3 has nothing to replay: set {RECORDED}=true"]


def test_nobody_replays(wrong):
    [line] = wrong(BIG, f"{MODE}=R2")
    assert line == f"{RECORDED} is on, and nothing replays it: mode is 'R2'; set {MODE}=R3 there"


def test_an_engine_that_cannot_replay(wrong):
    [line] = wrong("policy_grpo_8b_fsdp2", f"{RECORDED}=true")
    assert "only engines megatron and veomni replay" in line


def test_a_backend_that_records_no_routes(wrong):
    assert wrong(BIG, "actor_rollout_ref.rollout.name=trtllm") == [
        "router replay R3 needs routes from vllm or sglang, and rollout.name is 'trtllm'"
    ]


def test_routes_of_a_pass_that_is_left_out(wrong):
    found = wrong(BIG, f"{MODE}=R2", f"{RECORDED}=false", "algorithm.rollout_correction.bypass_mode=true")
    assert found == [
        "router replay R2 records routes in a pass that algorithm.rollout_correction.bypass_mode leaves out"
    ]
