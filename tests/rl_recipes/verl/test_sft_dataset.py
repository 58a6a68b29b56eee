"""The dataset class, on exported files and as verl's own trainer makes it."""

from __future__ import annotations

import json

import pyarrow.parquet as pq
import pytest

from eigengraph.errors import ConfigError


@pytest.fixture(scope="module")
def torch(verl):
    import torch

    return torch


@pytest.fixture(scope="module")
def per_dialogue(run, tmp_path_factory):
    out = tmp_path_factory.mktemp("exports") / "dialogues"
    run.export("verl", out, per="dialogue")
    return out


def learned(torch, tokenizer, item):
    """Return the texts that there is a loss on, one for each stretch of it."""
    mask, ids = item["loss_mask"].tolist(), item["input_ids"].tolist()
    texts, current = [], []
    for one, token in zip([*mask, 0], [*ids, 0], strict=True):
        if one:
            current.append(token)
        elif current:
            texts.append(tokenizer.decode(current))
            current = []
    return texts


@pytest.mark.parametrize("who", ["policy", "user"])
def test_rows_of_turns_and_of_dialogues_teach_the_same(verl, torch, tokenizers, exported, per_dialogue, who):
    tokenizer, settings = tokenizers(), {"pad_mode": "no_padding", "max_length": 10**6}
    name = f"{who}_sft_train.parquet"
    turns = verl.sft_dataset.EigenGraphSFTDataset(str(exported / name), tokenizer, settings)
    whole = verl.sft_dataset.EigenGraphSFTDataset([str(per_dialogue / name)], tokenizer, settings)
    assert len(turns) == pq.read_metadata(exported / name).num_rows > len(whole)
    said = [text for at in range(len(whole)) for text in learned(torch, tokenizer, whole[at])]
    assert said == [text for at in range(len(turns)) for text in learned(torch, tokenizer, turns[at])]
    assert all(text.endswith("<|im_end|>") and "<|im_start|>" not in text for text in said)
    if who == "user":
        assert sum("###" in text for text in said) == len(whole)


def test_reasoning_is_learned_but_not_read_again(verl, torch, tokenizers, tmp_path):
    from eigengraph_verl.export.files import sft_schema, write_parquet

    from tests.rl_recipes.verl.rollouts.test_stream import DIALOGUE, TARGETS

    messages = json.loads(json.dumps(DIALOGUE))
    call = messages[2]["tool_calls"][0]["function"]
    call["arguments"] = json.dumps(call["arguments"])
    row = {"id": "t", "messages": json.dumps(messages), "tools": "[]", "targets": TARGETS}
    write_parquet(tmp_path / "x.parquet", [row], sft_schema())
    tokenizer = tokenizers("drops reasoning")
    data = verl.sft_dataset.EigenGraphSFTDataset(str(tmp_path / "x.parquet"), tokenizer, {"max_length": 512})
    assert len(data) == 2
    texts = [learned(torch, tokenizer, data[at]) for at in range(2)]
    assert [[("<think>" in text) for text in some] for some in texts] == [[True, True], [True]]
    read = tokenizer.decode(data[1]["input_ids"][data[1]["loss_mask"] == 0])
    assert "<think>" not in read


def test_items_are_padded_on_the_right(verl, torch, tokenizers, exported):
    tokenizer = tokenizers()
    path = str(exported / "policy_sft_val.parquet")
    plain = verl.sft_dataset.EigenGraphSFTDataset(path, tokenizer, {"pad_mode": "no_padding", "max_length": 20000})[0]
    padded = verl.sft_dataset.EigenGraphSFTDataset(path, tokenizer, {"max_length": 20000}, max_samples=1)
    size, item = len(plain["input_ids"]), padded[0]
    assert len(padded) == 1
    assert {key: tuple(value.shape) for key, value in item.items()} == dict.fromkeys(
        ("input_ids", "loss_mask", "position_ids", "attention_mask"), (20000,)
    )
    assert torch.equal(item["input_ids"][:size], plain["input_ids"])
    assert item["attention_mask"].sum() == size
    assert set(item["input_ids"][size:].tolist()) == {tokenizer.pad_token_id}
    assert item["loss_mask"][size:].sum() == 0
    assert torch.equal(plain["position_ids"], torch.arange(size))


def test_what_is_too_long_is_refused_or_cut(verl, torch, tokenizers, exported, per_dialogue):
    tokenizer, path = tokenizers(), str(exported / "policy_sft_val.parquet")
    make = verl.sft_dataset.EigenGraphSFTDataset
    whole = make(path, tokenizer, {"pad_mode": "no_padding", "max_length": 10**6})[0]
    with pytest.raises(ConfigError, match=r"row '.*' has \d+ tokens, more than max_length=100"):
        make(path, tokenizer, {"max_length": 100})[0]
    with pytest.raises(ConfigError, match=r"raise data\.max_length"):
        make(str(per_dialogue / "policy_sft_val.parquet"), tokenizer, {"max_length": 100})
    left = make(path, tokenizer, {"max_length": 100, "truncation": "left"})[0]
    assert torch.equal(left["input_ids"], whole["input_ids"][-100:])
    assert torch.equal(left["loss_mask"], whole["loss_mask"][-100:])
    right = make(path, tokenizer, {"max_length": 100, "truncation": "right"})[0]
    assert torch.equal(right["input_ids"], whole["input_ids"][:100])


def test_bad_settings_and_files_are_told(verl, tokenizers, exported):
    make, tokenizer = verl.sft_dataset.EigenGraphSFTDataset, tokenizers()
    path = str(exported / "policy_sft_val.parquet")
    with pytest.raises(ConfigError, match=r"data.pad_mode is 'left'; it can be right, no_padding"):
        make(path, tokenizer, {"pad_mode": "left"})
    with pytest.raises(ConfigError, match=r"data.truncation is 'middle'"):
        make(path, tokenizer, {"truncation": "middle"})
    with pytest.raises(ConfigError, match=r"has no column 'id': it is no dialogue file"):
        make(str(exported / "rl_val.parquet"), tokenizer)


def test_verls_trainer_makes_it_by_its_name(verl, tokenizers, exported):
    from omegaconf import OmegaConf
    from verl.trainer.sft_trainer import create_sft_dataset

    custom = {"path": "pkg://eigengraph_verl.sft_dataset", "name": "EigenGraphSFTDataset"}
    config = OmegaConf.create({"custom_cls": custom, "max_length": 20000, "pad_mode": "no_padding"})
    data = create_sft_dataset([str(exported / "user_sft_val.parquet")], config, tokenizers(), None, max_samples=3)
    assert type(data).__name__ == "EigenGraphSFTDataset"
    assert len(data) == 3
