"""Steps, counted as verl's loaders count."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from eigengraph_verl.training.steps import Steps, check_steps, count_steps

from eigengraph.errors import ConfigError


def test_sft_drops_what_is_left_over(composed):
    recipe = composed("tiny_sft", "trainer.total_epochs=3")
    assert count_steps(recipe) == Steps(train=70, validation=40, epoch=2, total=6)  # 70 // 2 ranks // 16 a rank
    assert [check.ok for check in check_steps(recipe, count_steps(recipe))] == [True]


def test_grpo(composed):
    recipe = composed("policy_grpo_8b_fsdp2", "trainer.total_epochs=2")
    assert count_steps(recipe) == Steps(70, 40, 8, 16)
    assert count_steps(composed("tiny_grpo", "trainer.total_training_steps=5")).total == 5


@pytest.mark.parametrize(
    ("name", "overrides", "said"),
    [
        ("tiny_sft", ["data.train_batch_size=72"], "70 rows make no batch of 72, and verl drops the rest"),
        ("tiny_grpo", ["data.train_batch_size=72"], "70 rows make no batch of 72, and verl drops the rest"),
        (
            "tiny_sft",
            ["data.train_batch_size=64"],
            "40 rows to validate on make no batch of 64, so that the loss would be nan",
        ),
        (
            "tiny_grpo",
            ["trainer.total_epochs=1", "trainer.total_training_steps=9"],
            "trainer.total_training_steps=9 is more than 1 epochs of 8 steps: verl would stop after these without",
        ),
    ],
)
def test_data_that_make_no_training(composed, name, overrides, said):
    recipe = composed(name, *overrides)
    [check] = check_steps(recipe, count_steps(recipe))
    assert not check.ok
    assert said in check.fix


def test_without_rows_to_validate_on(composed):
    recipe = composed("tiny_sft", "data.train_batch_size=64", "data.val_files=null")
    assert [check.ok for check in check_steps(recipe, count_steps(recipe))] == [True]


@pytest.mark.parametrize(
    ("name", "file", "said"),
    [
        ("tiny_grpo", "rl_val.parquet", "rl_val.parquet' has no rows, and verl's loader crashes on none"),
        ("tiny_sft", "policy_sft_val.parquet", "0 rows to validate on make no batch of 32"),
    ],
)
def test_an_empty_split_to_validate_on(composed, data, name, file, said):
    pq.write_table(pa.table({"id": pa.array([], pa.int64())}), data / file)
    recipe = composed(name)
    [check] = check_steps(recipe, count_steps(recipe))
    assert said in check.fix
    mended = "data.val_files=null" if name == "tiny_sft" else f"data.val_files={data / 'rl_train.parquet'}"
    recipe = composed(name, mended)
    assert [check.ok for check in check_steps(recipe, count_steps(recipe))] == [True]


def test_a_file_that_is_no_parquet(composed, data):
    (data / "policy_sft_train.parquet").write_bytes(b"text")
    with pytest.raises(ConfigError, match="is no parquet file"):
        count_steps(composed("tiny_sft"))
