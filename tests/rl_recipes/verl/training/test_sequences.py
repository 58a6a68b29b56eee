"""Supervised files, counted as verl will iterate over them."""

from __future__ import annotations

import json

import pytest
from eigengraph_verl.export.files import sft_schema, write_parquet
from eigengraph_verl.training.sequences import holds_dialogues
from eigengraph_verl.training.steps import Steps, count_steps
from eigengraph_verl.validation.composed import compose

from tests.rl_recipes.verl.rollouts.test_stream import DIALOGUE, TARGETS


@pytest.fixture
def counted(recipe, data, tokenizers, tmp_path):
    """``counted(template, *overrides)`` counts 5 dialogues of reasoning with a tokenizer of that template."""
    messages = json.loads(json.dumps(DIALOGUE))
    call = messages[2]["tool_calls"][0]["function"]
    call["arguments"] = json.dumps(call["arguments"])
    row = {"id": "t", "messages": json.dumps(messages), "tools": "[]", "targets": TARGETS}
    write_parquet(data / "policy_sft_train.parquet", [row] * 5, sft_schema())
    write_parquet(data / "policy_sft_val.parquet", [row] * 2, sft_schema())

    def count(template, *overrides):
        model = tmp_path / "whole model"
        if template:
            tokenizers(template).save_pretrained(model)
        found = recipe("tiny_sft")
        lines = ("data.train_batch_size=2", *overrides)
        return count_steps(compose(found.kind, found.filled(lines, data=data, model=model, out=tmp_path)))

    return count


@pytest.mark.parametrize(
    ("template", "steps"),
    [
        ("keeps reasoning", Steps(5, 2, 2, 6)),
        ("drops reasoning", Steps(10, 4, 5, 15)),  # each is two sequences
        ("", Steps(5, 2, 2, 6)),  # no model at hand
    ],
)
def test_the_template_decides(counted, template, steps):
    assert counted(template) == steps


def test_the_most_samples_are_rows(counted):
    assert counted("drops reasoning", "data.train_max_samples=3").train == 6


def test_rows_of_turns_are_not_tokenised(data, tmp_path):
    path = tmp_path / "turns.parquet"
    write_parquet(path, [{"id": "t", "messages": "[]", "tools": "[]", "targets": [3]}], sft_schema())
    assert not holds_dialogues(path)
    assert not holds_dialogues(data / "rl_train.parquet")
