"""What a role may know: what the ledger held by the time of its attempt, not what came later."""

from __future__ import annotations

import asyncio
import json

import pytest
from eigengraph_stub.casting import Casting

import eigengraph as eg
from eigengraph.engine.ledger import Entry, Ledger
from eigengraph.graphs import FINAL, Item


@pytest.fixture
def run(shop, tmp_path):
    host = eg.Host([shop])
    return eg.synthesize(host, eg.Settings(domain="shop", tasks=1, seed=5, out=tmp_path / "run"))


def later(run, name):
    """Put a task of another name at attempt 3, as a candidate that was sent back has it."""
    datum = next(iter(run.data()))
    with Ledger.open(run.path / "ledger.sqlite") as ledger:
        made = [one for one in ledger.stages(datum.index).values() if one.payload and one.stage != FINAL]
        entry = next(one for one in made if "task" in json.loads(one.payload))
        payload = json.loads(entry.payload)
        payload["task"]["id"] = name
        again = Entry(datum.index, entry.stage, 3, "ok", "", json.dumps(payload).encode())
        assert asyncio.run(ledger.put(again))
    return datum


def test_a_part_knows_what_was_there_by_its_attempt(run):
    datum = later(run, "made later")
    casting = Casting(run.host, run.path)
    shop = casting._open()
    known = [
        casting.find("user", shop.seed(Item(datum.index, attempt), "user")).context.task.id for attempt in (2, 3, 4)
    ]
    assert known == [datum.task.id, "made later", "made later"]
