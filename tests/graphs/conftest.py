"""The example shop, and a way to run a graph over it without a run folder."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import eigengraph as eg
from eigengraph.engine.workshop import open_workshop
from eigengraph.graphs import FINAL, Bench, Result
from eigengraph.records import Datum, decode

SHOP = Path(__file__).parents[2] / "examples" / "shop_domain"


@dataclass
class MemoryStore:
    """A store that forgets with the process; ``puts`` counts what was done, as against found."""

    results: dict[tuple[int, str, int], Result] = field(default_factory=dict)
    puts: list[tuple[int, str, int]] = field(default_factory=list)

    def get(self, index: int, stage: str, attempt: int) -> Result | None:
        return self.results.get((index, stage, attempt))

    async def put(self, index: int, stage: str, attempt: int, result: Result) -> None:
        self.puts.append((index, stage, attempt))
        self.results[index, stage, attempt] = result

    def finals(self) -> dict[int, Result]:
        return {index: result for (index, stage, _), result in sorted(self.results.items()) if stage == FINAL}

    def data(self) -> list[Datum]:
        return [decode(Datum, result.payload) for result in self.finals().values() if result.status == "ok"]


@pytest.fixture(scope="package")
def host() -> Iterator[eg.Host]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(SHOP)
        yield eg.Host([importlib.import_module("eigengraph_shop")])


Drive = Callable[..., MemoryStore]


@pytest.fixture
def drive(host: eg.Host) -> Drive:
    """``drive(graph, store, workers={...}, **settings)`` runs a graph to its end and returns its store."""

    def run(graph=None, store=None, workers=None, **settings):
        asked = eg.Settings(**{"domain": "shop", "tasks": 4, **settings})
        shop = open_workshop(host, asked)
        store = store or MemoryStore()
        bench = Bench(shop, {**host.make_workers(shop), **(workers or {})}, store)
        asyncio.run((graph or eg.compose(host, asked)).ainvoke({}, {"recursion_limit": 1000}, context=bench))
        return store

    return run
