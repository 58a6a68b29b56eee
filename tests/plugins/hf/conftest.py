"""Tiny models, made once: these tests need torch and transformers, which are an extra."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plugins.hf.folders import make_folder


@pytest.fixture(scope="package", autouse=True)
def _stack():
    pytest.importorskip("torch", reason="torch is an extra")
    pytest.importorskip("transformers", reason="transformers is an extra")
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)  # for so small a model, more only get into each other's way
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="package")
def folder(_stack, tmp_path_factory) -> Path:
    return make_folder(tmp_path_factory.mktemp("hf") / "dense")


@pytest.fixture(scope="package")
def experts(_stack, tmp_path_factory) -> Path:
    return make_folder(tmp_path_factory.mktemp("hf") / "experts", moe=True)
