"""The example shop with a scripted language model: answers by role, and the offline backend for the rest."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from eigengraph_offline.model import open_offline

import eigengraph as eg
from eigengraph.models import Reply, Request

SHOP = Path(__file__).parents[2] / "examples" / "shop_domain"


@dataclass
class Script:
    """A model with answers of its own for some roles.

    Attributes:
        answers: By role, one after the other, the last one over and over: a text, what is written as JSON, an error
            to raise, a reply, or a function of the request that gives one of these.
        asked: Every request, by role.
    """

    answers: dict[str, list[Any]] = field(default_factory=dict)
    asked: dict[str, list[Request]] = field(default_factory=dict)
    offline: Any = field(default_factory=lambda: open_offline("", {}))

    async def complete(self, request: Request) -> Reply:
        before = self.asked.setdefault(request.role, [])
        before.append(request)
        if request.role not in self.answers:
            return await self.offline.complete(request)
        answers = self.answers[request.role]
        answer = answers[min(len(before), len(answers)) - 1]
        answer = answer(request) if callable(answer) else answer
        if isinstance(answer, Reply):
            return answer
        if isinstance(answer, Exception):
            raise answer
        return Reply(eg.Message("assistant", answer if isinstance(answer, str) else json.dumps(answer)), 10, 10)

    def said(self, role: str, number: int = -1) -> str:
        """Return everything that a request was made of, as one text."""
        request = self.asked[role][number]
        return "\n".join([request.system, *[message.content for message in request.messages]])


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def shop() -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(SHOP)
        yield importlib.import_module("eigengraph_shop")


@pytest.fixture
def synthesize(script, shop, tmp_path) -> Callable[..., eg.Run]:
    """``synthesize(*plugins, **settings)`` makes one task with the script."""

    class Scripted:
        @eg.hookimpl
        def register_models(self):
            return [eg.ModelScheme("scripted", lambda rest, options: script)]

    def run(*plugins: Any, **settings: Any) -> eg.Run:
        asked = {"domain": "shop", "tasks": 1, "model": "scripted", "task_attempts": 1, "rollout_attempts": 1}
        host = eg.Host([shop, Scripted(), *plugins])
        return eg.synthesize(host, eg.Settings(**{**asked, "out": tmp_path / "run", **settings}))

    return run
