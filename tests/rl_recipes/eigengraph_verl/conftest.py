"""A model's folder, as small as one can be."""

from __future__ import annotations

import json

import pytest

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
