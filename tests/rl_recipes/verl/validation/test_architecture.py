"""Shapes of models."""

from __future__ import annotations

import json

import pytest
from eigengraph_verl.validation.architecture import architecture, of_folder

from eigengraph.errors import ConfigError


def test_an_unknown_model():
    with pytest.raises(
        ConfigError, match=r"unknown model 'Qwen3-8b'; did you mean 'Qwen3-8B'\?.*Give its folder with --model"
    ):
        architecture("Qwen3-8b")


def test_a_folder_of_another_family(tmp_path):
    (tmp_path / "config.json").write_text(json.dumps({"n_layer": 3}))
    with pytest.raises(ConfigError, match="has no 'num_hidden_layers'; models of the Qwen3 family are known here"):
        of_folder(tmp_path)
    with pytest.raises(ConfigError, match="is no Hugging Face folder"):
        of_folder(tmp_path / "none")
