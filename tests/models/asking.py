"""Requests, replies and models of scripts for the tests of models, and a clock that nobody waits for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from eigengraph.models import Context, Reply, Request, Timing
from eigengraph.records import Message
from tests.toys import SHOP

Step = Reply | Exception | Callable[[Request], Awaitable[Reply]]


def request(text: str = "Hello.", *, seed: int = 1, **fields: Any) -> Request:
    """Return a request of the agent that says one thing."""
    asked = Request("agent", (Message("user", text),), Context(SHOP, seed=seed), system="Be kind.")
    return replace(asked, **fields)


def reply(text: str = "Yes.", prompt: int = 10, completion: int = 5, **fields: Any) -> Reply:
    """Return a reply that says one thing."""
    return Reply(Message("assistant", text), prompt, completion, **fields)


@dataclass
class Scripted:
    """A model that does one step of a script for each request, and keeps the requests."""

    script: Sequence[Step]
    asked: list[Request] = field(default_factory=list)

    async def complete(self, request: Request) -> Reply:
        step = self.script[len(self.asked)]
        self.asked.append(request)
        if isinstance(step, Exception):
            raise step
        return step if isinstance(step, Reply) else await step(request)


@dataclass
class Clock:
    """Time that passes only when somebody sleeps."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    @property
    def timing(self) -> Timing:
        return Timing(lambda: self.now, self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)
