"""A run of the example shop, and agents that fail as a test says."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import eigengraph as eg

SHOP = Path(__file__).parents[2] / "examples" / "shop_domain"
SETTINGS = {"domain": "shop", "tasks": 8, "test": 0.5, "batch": 8}


class Acting:
    """The offline model, unless ``act(request, turn)`` says or raises something else."""

    def __init__(self, act: Callable[[eg.Request, int], eg.Reply | None]) -> None:
        self._act = act
        self._offline = eg.Host().model("offline", {})

    async def complete(self, request: eg.Request) -> eg.Reply:
        said = self._act(request, len(request.messages))
        return said if said is not None else await self._offline.complete(request)


def acting(act: Callable[[eg.Request, int], eg.Reply | None], **fields: Any) -> SimpleNamespace:
    """Return a plugin with the model ``acting``."""
    scheme = eg.ModelScheme("acting", lambda _rest, _options: Acting(act), **{"metered": False, **fields})
    return SimpleNamespace(__name__="acting", register_models=eg.hookimpl(lambda: [scheme]))


@pytest.fixture(scope="package")
def shop() -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(SHOP)
        yield importlib.import_module("eigengraph_shop")


@pytest.fixture(scope="package")
def host(shop) -> eg.Host:
    return eg.Host([shop])


@pytest.fixture(scope="package")
def settings() -> eg.Settings:
    return eg.Settings(**SETTINGS)


@pytest.fixture(scope="package")
def run(host, settings, tmp_path_factory) -> eg.Run:
    """A run of eight tasks."""
    out = tmp_path_factory.mktemp("evaluated") / "run"
    return eg.synthesize(host, settings.model_copy(update={"out": out}))


@pytest.fixture
def evaluate(shop, settings, run, tmp_path):
    """``evaluate(act, trials=…)``: evaluate an agent that acts on all tasks of the run, in a folder of this test."""

    def go(act=lambda _request, _turn: None, *, out="evaluation", changed=None, fields=None, **asked) -> eg.Evaluation:
        host = eg.Host([shop, acting(act, **(fields or {}))])
        asked = {"tasks": f"{run.path}:all", "agent": "acting", "user": "offline", **asked}
        return eg.evaluate(host, settings.model_copy(update=changed or {}), out=tmp_path / out, **asked)

    return go
