"""One gate for all requests to one endpoint."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Timing:
    """Where time comes from; tests have their own.

    Attributes:
        now: Seconds since some moment, never backwards.
        sleep: Waits for so many seconds.
    """

    now: Callable[[], float] = time.monotonic
    sleep: Sleep = asyncio.sleep


@dataclass
class Throttle:
    """Lets at most so many requests through at once, and none while the endpoint asks to be left alone.

    One who was told to wait makes everyone wait: an endpoint that has too much to do answers each request that comes
    anyway with another refusal, which costs a try.

    Attributes:
        most: Requests in flight at once.
        timing: Where time comes from.
    """

    most: int
    timing: Timing = field(default_factory=Timing)
    _free: asyncio.Semaphore = field(init=False, repr=False)
    _quiet_until: float = field(default=0.0, init=False, repr=False)

    def __post_init__(self) -> None:
        self._free = asyncio.Semaphore(self.most)

    @asynccontextmanager
    async def passage(self) -> AsyncIterator[None]:
        """Wait for the gate to open, and hold one place while the block runs."""
        async with self._free:
            while (wait := self._quiet_until - self.timing.now()) > 0:
                await self.timing.sleep(wait)
            yield

    def pause(self, seconds: float) -> None:
        """Let nobody through for so long, counted from now; a longer pause stays."""
        self._quiet_until = max(self._quiet_until, self.timing.now() + seconds)
