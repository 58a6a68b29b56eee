"""An export of a few rows, and trainers that are over in a moment."""

from __future__ import annotations

from importlib.util import find_spec

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from eigengraph_verl.export.manifest import FileEntry, Manifest, write_manifest
from eigengraph_verl.recipes.recipe_file import FOLDER, read_recipe
from eigengraph_verl.validation.composed import compose

from eigengraph.records import digest


@pytest.fixture(autouse=True)
def _verl():
    if find_spec("verl") is None:
        pytest.skip("verl is not installed")


@pytest.fixture
def data(tmp_path):
    """The folder of an export: 70 rows to train on, 40 to validate on."""
    folder = tmp_path / "data"
    folder.mkdir()
    files = {}
    for name in ("rl", "policy_sft", "user_sft"):
        for split, rows in (("train", 70), ("val", 40)):
            path = folder / f"{name}_{split}.parquet"
            pq.write_table(pa.table({"id": list(range(rows))}), path)
            files[path.name] = FileEntry(rows, digest(path.read_bytes()))
    needs = {"prompt": 300, "dialogue": 900}
    write_manifest(
        folder, Manifest("retail", "m", "d" * 64, "turn", needs, {"turns": 30, "errors": 10}, "monty", {}, files)
    )
    return folder


TINY_SFT = """# SFT by numbers that tests count with
base: micro_sft
start: ""
config: {data.train_batch_size: 32, data.max_length: 2048, trainer.total_epochs: 3}
"""
TINY_GRPO = """# GRPO by numbers that tests count with
base: micro_grpo
start: ""
config: {data.train_batch_size: 8, trainer.total_epochs: 10, trainer.total_training_steps: 4}
"""


@pytest.fixture
def recipe(tmp_path):
    """``recipe(name)`` reads ``tiny_sft`` and ``tiny_grpo``, of which tests know the numbers, or a packaged recipe."""
    (tmp_path / "tiny_sft.yaml").write_text(TINY_SFT)
    (tmp_path / "tiny_grpo.yaml").write_text(TINY_GRPO)

    def read(name):
        own = tmp_path / f"{name}.yaml"
        return read_recipe(own if own.is_file() else FOLDER / f"{name}.yaml")

    return read


@pytest.fixture
def composed(recipe, data):
    """``composed(name, *overrides)`` composes one over the export."""

    def run(name, *overrides):
        found = recipe(name)
        return compose(found.kind, found.filled(overrides, data=data, model="/model", out="/out"))

    return run
