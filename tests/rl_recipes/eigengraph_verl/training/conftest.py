"""An export of a few rows, and trainers that are over in a moment."""

from __future__ import annotations

from importlib.util import find_spec

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from eigengraph_verl.export.manifest import FileEntry, Manifest, write_manifest
from eigengraph_verl.recipe_file import FOLDER, read_recipe
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


@pytest.fixture
def recipe():
    """``recipe(name)`` reads a packaged recipe."""
    return lambda name: read_recipe(FOLDER / f"{name}.yaml")


@pytest.fixture
def composed(recipe, data):
    """``composed(name, *overrides)`` composes one over the export."""

    def run(name, *overrides):
        found = recipe(name)
        return compose(found.kind, found.filled(overrides, data=data, model="/model", out="/out"))

    return run
