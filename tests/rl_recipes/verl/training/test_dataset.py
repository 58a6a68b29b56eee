"""Whether an export is the one that was written."""

from __future__ import annotations

import json

import pytest
from eigengraph_verl.training.dataset import Dataset

from eigengraph.errors import ConfigError


def test_an_export_as_it_was_written(data, composed):
    [check] = Dataset.open(data).checks(composed("tiny_sft"))
    assert (check.name, check.ok) == ("data", True)
    assert "domain 'retail', digest " in check.found


def test_a_file_whose_digest_does_not_match(data):
    (data / "rl_train.parquet").write_bytes(b"other")
    with pytest.raises(
        ConfigError, match=r"rl_train\.parquet' was changed after it was exported.*export run 'm' again"
    ):
        Dataset.open(data)


def test_no_export(tmp_path):
    with pytest.raises(ConfigError, match="give a folder that `eigengraph export RUN --to verl --out FOLDER` wrote"):
        Dataset.open(tmp_path)


def test_files_that_are_missing_or_of_another_folder(data, composed, tmp_path):
    other = tmp_path / "other.parquet"
    other.write_bytes(b"")
    recipe = composed("tiny_sft", f"data.train_files={data}/none.parquet", f"data.val_files=[{other}]")
    checks = {check.name: check for check in Dataset.open(data).checks(recipe)}
    assert checks["data.train_files"].fix == f"'{data}/none.parquet' is missing"
    assert "nothing says what it should hold" in checks["data.val_files"].found


def test_dialogues_without_room(data, composed):
    manifest = json.loads((data / "manifest.json").read_text())
    (data / "manifest.json").write_text(json.dumps({**manifest, "context": {"prompt": 300, "dialogue": 5000}}))
    checks = list(Dataset.open(data).checks(composed("tiny_sft")))
    assert [check.fix for check in checks if not check.ok] == [
        "the longest dialogue of run 'm' takes about 5000 tokens, and data.max_length is 2048"
    ]
