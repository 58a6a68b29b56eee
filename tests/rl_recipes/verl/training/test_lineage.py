"""Lineage, and whose a folder is."""

from __future__ import annotations

import pytest
from eigengraph_verl.training.dataset import Dataset
from eigengraph_verl.training.lineage import FILE, check_same, lineage, read_lineage, write_lineage
from eigengraph_verl.validation.model_folder import ModelFolder

from eigengraph.errors import ConfigError, RunMismatchError


@pytest.fixture
def said(recipe, data, model_folder):
    def build(*overrides, name="tiny_sft"):
        return lineage(recipe(name), overrides, Dataset.open(data), ModelFolder(model_folder))

    return build


def test_a_lineage_goes_back_to_where_it_began(said, model_folder, tmp_path):
    first = said()
    assert first["model"]["lineage"] is None
    assert first["versions"]["verl"] == "0.9.1"
    write_lineage(model_folder, first)
    second = said("data.max_length=512", name="tiny_grpo")
    assert second["model"]["lineage"] == first
    write_lineage(tmp_path / "out", second)
    assert read_lineage(tmp_path / "out") == second
    assert read_lineage(tmp_path) is None


def test_a_folder_of_the_same_training(said, tmp_path):
    check_same(tmp_path, said("data.max_length=512"), said("data.max_length=512", "trainer.total_epochs=9"))


def test_a_user_model_may_move_but_not_change(said, tmp_path):
    before = said("agent_loop.user=openai:user@http://a:1/v1", "agent_loop.user_timeout=5", name="tiny_grpo")
    moved = ("agent_loop.user_attempts=2", "agent_loop.user_deadline=90", "trainer.logger=[console,wandb]")
    check_same(tmp_path, before, said("agent_loop.user=openai:user@http://b:2/v1", *moved, name="tiny_grpo"))
    with pytest.raises(RunMismatchError, match=r"agent_loop\.user was 'openai:user', is 'openai:other'\. Give"):
        check_same(tmp_path, before, said("agent_loop.user=openai:other@http://a:1/v1", name="tiny_grpo"))


@pytest.mark.parametrize(
    ("now", "which"),
    [
        ({"overrides": ("data.max_length=512",)}, "data.max_length was the recipe's, is '512'"),
        ({"overrides": ("trainer.nnodes=2",)}, "trainer.nnodes was the recipe's, is '2'"),
        (
            {"overrides": ("+trainer.v1.sampler.sampler_kwargs.turn_credit=1",)},
            "trainer.v1.sampler.sampler_kwargs.turn_credit was the recipe's, is '1'",
        ),
        ({"name": "tiny_grpo"}, "another recipe ('tiny_sft', "),
    ],
)
def test_a_folder_of_another_training(said, tmp_path, now, which):
    overrides = now.pop("overrides", ())
    with pytest.raises(RunMismatchError) as refused:
        check_same(tmp_path, said(), said(*overrides, **now))
    assert which in str(refused.value)
    assert "Give the same again, or another --out" in str(refused.value)


def test_a_folder_of_other_data_or_another_model(said, tmp_path, data, model_folder, weights):
    before = said()
    (data / "manifest.json").write_text((data / "manifest.json").read_text().replace('"m"', '"n"'))
    with pytest.raises(RunMismatchError, match=r"begun with another data \("):
        check_same(tmp_path, before, said())
    before = said()
    weights(model_folder, rows=8, fill=b"\1")
    with pytest.raises(RunMismatchError, match=r"begun with another model \("):
        check_same(tmp_path, before, said())
    before = said()
    tokenizer = model_folder / "tokenizer.json"
    tokenizer.write_text(tokenizer.read_text().replace("<pad>", "<fill>"))
    with pytest.raises(RunMismatchError, match=r"begun with another tokenizer \("):
        check_same(tmp_path, before, said())


@pytest.mark.parametrize(("text", "why"), [("{", "is damaged"), ("[]", "holds no lineage")])
def test_damaged_lineages(tmp_path, text, why):
    (tmp_path / FILE).write_text(text)
    with pytest.raises(ConfigError, match=why):
        read_lineage(tmp_path)
