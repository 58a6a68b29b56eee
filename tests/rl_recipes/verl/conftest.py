"""A small run of the store domain, exported for verl; verl itself, where it is installed; a smallest model folder."""

from __future__ import annotations

import importlib
import importlib.util
import json
import warnings
from types import SimpleNamespace

import pytest

import eigengraph as eg

CONFIG = {
    "hidden_size": 4,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "num_key_value_heads": 2,
    "intermediate_size": 8,
    "vocab_size": 8,
    "eos_token_id": 5,
    "pad_token_id": 4,
    "max_position_embeddings": 65536,
}
TOKENIZER = {
    "model": {"vocab": {"a": 0, "b": 1, "c": 2, "d": 3}, "merges": []},
    "added_tokens": [{"id": 4, "content": "<pad>"}, {"id": 5, "content": "<end>"}],
}
MODULES = ("agent_loop", "advantage", "sampler", "sft_dataset")


@pytest.fixture(scope="session")
def verl():
    """The modules of ours that import verl, by name; importing it takes seconds and warns of much."""
    if importlib.util.find_spec("verl") is None:
        pytest.skip("verl is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return SimpleNamespace(**{name: importlib.import_module(f"eigengraph_verl.{name}") for name in MODULES})


@pytest.fixture(scope="session")
def tokenizers():
    """Make a tokenizer by the kind of its chat template; they come with verl."""
    if importlib.util.find_spec("transformers") is None:
        pytest.skip("transformers, which comes with verl, is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from tests.rl_recipes.verl.tiny import tiny_tokenizer
    return tiny_tokenizer


@pytest.fixture(scope="session")
def run(tmp_path_factory):
    """A finished run of twenty tasks."""
    out = tmp_path_factory.mktemp("runs") / "retail"
    return eg.synthesize(eg.Host(), eg.Settings(domain="retail", tasks=20, seed=3, validation=0.2, out=out))


@pytest.fixture(scope="session")
def exported(run, tmp_path_factory):
    """The folder that the run is exported to, with a row for each turn."""
    out = tmp_path_factory.mktemp("exports") / "d"
    run.export("verl", out)
    return out


@pytest.fixture(scope="session")
def loops(verl):
    """The helpers that run the agent loop; they import verl."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from tests.rl_recipes.verl import loops
    return loops


@pytest.fixture(scope="session")
def config(loops, exported):
    """verl's configuration, with the export as its data."""
    return loops.config_of(exported)


@pytest.fixture(scope="session")
def task_rows(loops, exported):
    """The tasks to train on, as verl's dataset gives them."""
    return loops.task_rows(exported)


@pytest.fixture
def weights():
    """``weights(folder, rows)`` writes a file of weights with an embedding of so many rows."""

    def write(folder, rows=8, fill=b"\0"):
        size = rows * 4 * 4
        shape = {"dtype": "F32", "shape": [rows, 4], "data_offsets": [0, size]}
        header = json.dumps({"model.embed_tokens.weight": shape}).encode()
        (folder / "model.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + fill * size)

    return write


@pytest.fixture
def model_folder(tmp_path, weights):
    """A Hugging Face folder of six tokens."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(CONFIG))
    (folder / "tokenizer.json").write_text(json.dumps(TOKENIZER))
    weights(folder)
    return folder
