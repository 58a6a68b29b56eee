"""Models that Megatron's bridge saved, in trees as verl writes them."""

from __future__ import annotations

import pytest
from eigengraph_verl.training.bridged import is_bridged, take_bridged
from eigengraph_verl.training.running import _merge

from eigengraph.errors import ConfigError

GRPO, SFT = "policy_grpo_30b_a3b_megatron", "policy_sft_235b_a22b"


@pytest.fixture
def tree(tmp_path):
    """``tree(place)`` makes a checkpoint with a model at the place."""

    def make(place):
        checkpoint = tmp_path / "checkpoints" / "global_step_4"
        folder = checkpoint / place / "model" / "huggingface"
        folder.mkdir(parents=True)
        for name in ("config.json", "tokenizer.json", "model-00001-of-00001.safetensors"):
            (folder / name).write_text(name)
        return checkpoint

    return make


@pytest.mark.parametrize(("name", "place"), [(GRPO, "actor"), (SFT, "")])
def test_the_model_is_taken_without_a_merger(composed, tree, tmp_path, name, place):
    said = []
    checkpoint = tree(place)
    assert _merge(composed(name), checkpoint, tmp_path / "out", said.append).code == 0
    target = tmp_path / "out" / "hf"
    assert sorted(path.name for path in target.iterdir()) == [
        "config.json",
        "model-00001-of-00001.safetensors",
        "tokenizer.json",
    ]
    assert (target / "config.json").read_text() == "config.json"
    assert said == [f"taking the model of {str(checkpoint)!r} into {str(target)!r}"]


def test_disks_without_links(composed, tree, tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError("cross-device link")

    monkeypatch.setattr("os.link", refuse)
    take_bridged(composed(GRPO), tree("actor"), tmp_path / "hf")
    assert (tmp_path / "hf" / "tokenizer.json").read_text() == "tokenizer.json"


def test_shards_are_for_the_merger(composed):
    sharded = "actor_rollout_ref.actor.megatron.use_dist_checkpointing=true"
    assert is_bridged(composed(GRPO))
    assert not is_bridged(composed(GRPO, sharded))
    assert not is_bridged(composed("policy_grpo_8b_fsdp2"))


def test_half_a_model(composed, tree, tmp_path):
    checkpoint = tree("actor")
    (checkpoint / "actor/model/huggingface/model-00001-of-00001.safetensors").unlink()
    with pytest.raises(ConfigError, match=r"has no '\*\.safetensors', which verl writes there"):
        take_bridged(composed(GRPO), checkpoint, tmp_path / "hf")
    assert not (tmp_path / "hf").exists()
