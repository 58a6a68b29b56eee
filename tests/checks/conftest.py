"""Drafts of sound tasks: of the domains that come along, and of the example shop."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import eigengraph as eg
from eigengraph.checks import Draft
from eigengraph.engine.workshop import open_workshop
from eigengraph.graphs import Item, Workshop
from eigengraph.graphs.certification import sample

SHOP = Path(__file__).parents[2] / "examples" / "shop_domain"


@pytest.fixture(scope="package")
def host() -> Iterator[eg.Host]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(SHOP)
        yield eg.Host([importlib.import_module("eigengraph_shop")])


@pytest.fixture(scope="package")
def shops(host: eg.Host) -> Callable[[str], Workshop]:
    """``shops(name)`` opens a domain on generated tables."""
    known: dict[str, Workshop] = {}

    def open_once(name: str) -> Workshop:
        if name not in known:
            known[name] = open_workshop(host, eg.Settings(domain=name, seed=11))
        return known[name]

    return open_once


@pytest.fixture(scope="package")
def drafts(host: eg.Host, shops: Callable[[str], Workshop]) -> Callable[[str, int], list[Draft]]:
    """``drafts(domain, count)`` makes drafts as a run does, with the offline backend's scenarios."""
    made: dict[str, list[Draft]] = {}

    def make(name: str, count: int) -> list[Draft]:
        shop = shops(name)
        write = host.make_worker_of(shop, "scenario", "model")
        kept = made.setdefault(name, [])
        for index in range(len(kept), count):
            item = Item(index)
            blueprint = sample(shop, item, "blueprint")
            assert blueprint is not None
            scenario = asyncio.run(write(item, blueprint))
            seed = shop.seed(item, "world")
            kept.append(Draft(blueprint, scenario, shop.domain, shop.base, shop.learned, blueprint.initial, seed))
        return kept[:count]

    return make
