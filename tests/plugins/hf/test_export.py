"""A run as a folder for ``datasets``, loaded by it."""

from __future__ import annotations

import json

import eigengraph_hf
import pytest

import eigengraph as eg
from eigengraph.records import Task, decode, digest, encode
from tests.evaluation.conftest import SHOP


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(SHOP)
        import eigengraph_shop

        settings = eg.Settings(domain="shop", tasks=8, test=0.3, out=tmp_path_factory.mktemp("runs") / "one")
        yield eg.synthesize(eg.Host([eigengraph_shop]), settings)


@pytest.fixture(scope="module")
def exported(run, tmp_path_factory):
    out = tmp_path_factory.mktemp("exported") / "hf"
    return out, run.export("hf", out)


def test_hook_register_exporters_of_hf():
    assert "hf" in eg.Host([eigengraph_hf], installed=False).exporters


def test_datasets_loads_every_split(run, exported, tmp_path):
    datasets = pytest.importorskip("datasets", reason="datasets is no dependency")
    out, done = exported
    loaded = datasets.load_dataset(str(out), cache_dir=str(tmp_path))
    assert {split: len(rows) for split, rows in loaded.items()} == done.details["splits"]
    by_id = {datum.task.id: datum for datum in run.data()}
    chats = {line["id"]: line for line in run.chat(thinking=True)}
    seen = 0
    for split, rows in loaded.items():
        assert [row["id"] for row in rows] == [datum.task.id for datum in run.split(split)]
        for row in rows:
            datum = by_id[row["id"]]
            said = [
                {name: value for name, value in message.items() if value is not None} for message in row["messages"]
            ]
            assert said == chats[row["id"]]["messages"]
            assert json.loads(row["tools"]) == run.tools["agent"]
            assert decode(Task, row["task"]) == datum.task
            assert row["verifier"] == digest(encode(datum.task.verifier))
            seen += 1
    assert seen == 8


def test_the_card_tells_the_lineage(run, exported):
    out, done = exported
    card = (out / "README.md").read_text("utf-8")
    assert card.startswith("---\n")
    assert all(f"  - split: {split}\n    path: data/{split}-*.parquet" in card for split in done.details["splits"])
    assert f"| dataset digest | {run.summary.digest} |" in card
    assert "| model | offline |" in card
    assert "without a language model" in card
    assert [file.rows for file in done.files[:-1]] == list(done.details["splits"].values())
