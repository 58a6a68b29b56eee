"""Hugging Face folders, looked at without loading them."""

from __future__ import annotations

import json

import pytest
from eigengraph_verl.validation.model_folder import ModelFolder

from eigengraph.errors import ConfigError


@pytest.fixture
def folder(model_folder):
    return ModelFolder(model_folder)


def change(folder, name, **values):
    path = folder.folder / name
    path.write_text(json.dumps({**json.loads(path.read_text()), **values}))


def test_weights_and_tokenizer_that_belong_together(folder):
    [check] = folder.checks()
    assert (check.name, check.ok) == ("tokenizer", True)
    assert check.found.startswith("6 tokens, digest ")


@pytest.mark.parametrize(
    ("change_to", "said"),
    [
        ({"vocab_size": 4}, "its tokenizer.json has id 5, and the weights 4 ids"),
        ({"eos_token_id": 9}, "has no id 9, which is the eos_token_id of config.json"),
        ({"eos_token_id": [4, 11]}, "has no id 11, which is the eos_token_id of config.json"),
    ],
)
def test_a_checkpoint_of_another_tokenizer(folder, change_to, said):
    change(folder, "config.json", **change_to)
    [check] = folder.checks()
    assert not check.ok
    assert "is a checkpoint of another tokenizer" in check.fix
    assert said in check.fix


def test_an_embedding_with_fewer_rows_than_tokens(folder, weights):
    weights(folder.folder, rows=3)
    [check] = folder.checks()
    assert "its tokenizer.json has id 5, and the embedding 3 rows" in check.fix


def test_digest_of_a_tokenizer_survives_its_being_written_anew(folder):
    before = folder.tokenizer_digest()
    path = folder.folder / "tokenizer.json"
    said = json.loads(path.read_text())
    path.write_text(json.dumps({**said, "model": {**said["model"], "merges": [["a", "b"]]}}, indent=4))
    assert folder.tokenizer_digest() == before
    change(folder, "tokenizer.json", added_tokens=[{"id": 4, "content": "<new>"}, {"id": 5, "content": "<end>"}])
    assert folder.tokenizer_digest() != before


def test_digest_tells_weights_apart(folder, weights):
    before = folder.digest()
    weights(folder.folder, rows=8, fill=b"\1")
    assert folder.digest() != before


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("config.json", None, "is no Hugging Face folder (config.json: No such file or directory)"),
        ("config.json", "{", "is damaged"),
        ("config.json", "[]", "it holds []"),
        ("tokenizer.json", None, "(tokenizer.json: No such file or directory)"),
        ("tokenizer.json", "{}", "holds no vocabulary"),
    ],
)
def test_damaged_folders(folder, name, text, said):
    path = folder.folder / name
    path.unlink()
    if text is not None:
        path.write_text(text)
    with pytest.raises(ConfigError) as refused:
        list(folder.checks())
    assert said in str(refused.value)
