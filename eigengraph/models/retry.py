"""Asking again: what an endpoint fails at in a way that may pass, a bounded number of times and for a bounded time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from random import Random
from typing import TypeVar

from eigengraph.errors import ModelError, RetryableError
from eigengraph.models.protocol import Model, Reply, Request
from eigengraph.models.throttle import Throttle

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often, how fast and how long a request is sent again.

    Attributes:
        attempts: Times it is sent at most.
        timeout: Seconds for one try, from the first byte sent to the last received; a slow drip ends here.
        deadline: Seconds for the whole request, with every try and pause.
        first_pause: Seconds before the second try; each further pause is twice as long.
        longest_pause: Seconds that a pause grows to at most. What an endpoint asks for outweighs both.
    """

    attempts: int = 6
    timeout: float = 180.0
    deadline: float = 900.0
    first_pause: float = 0.5
    longest_pause: float = 30.0

    def pause(self, salt: str, tries: int, after: float | None) -> float:
        """Return the seconds to wait before the next try.

        A pause is drawn between half its length and the whole, so that requests refused together do not come back
        together. It is drawn from the request's key and so is the same in every run.

        Args:
            salt: The key of what failed.
            tries: How often, at least 1.
            after: What the endpoint asks for; a little is added, never taken away.
        """
        share = Random(f"{salt} {tries}").random()
        if after is not None:
            return after + share * min(self.first_pause, after)
        length = min(self.longest_pause, self.first_pause * 2.0 ** (tries - 1))
        return length * (1 + share) / 2


@dataclass(frozen=True, slots=True)
class Retried:
    """A model that is asked again where its endpoint fails.

    Attributes:
        model: Raises ``RetryableError`` for what may pass.
        policy: The bounds.
        throttle: The endpoint's, shared with every other model there.
    """

    model: Model
    policy: RetryPolicy
    throttle: Throttle = field(repr=False)

    async def complete(self, request: Request) -> Reply:
        """Answer one request, with as many tries as it takes and the policy allows.

        Raises:
            ModelError: It failed for good, or every try failed; the line tells how the last one did.
        """

        async def ask(tries: int) -> Reply:
            if tries == 0:
                return await self.model.complete(request)
            reply = await self.model.complete(replace(request, tries=tries))
            return replace(reply, tries=tries + 1)

        return await insist(ask, self.policy, self.throttle, request.key)


async def insist(ask: Callable[[int], Awaitable[T]], policy: RetryPolicy, throttle: Throttle, salt: str = "") -> T:
    """Ask until there is an answer, within a policy's bounds.

    Args:
        ask: Called with how often it failed already.
        policy: The bounds.
        throttle: The endpoint's.
        salt: What the lengths of pauses are drawn from.

    Raises:
        ModelError: It failed for good, or every try failed; the line tells how the last one did.
    """
    timing = throttle.timing
    ends = timing.now() + policy.deadline
    tries = 0
    while True:
        try:
            async with throttle.passage(), asyncio.timeout(policy.timeout):
                return await ask(tries)
        except TimeoutError:
            error = RetryableError(f"no whole answer within {policy.timeout:g} s")
        except RetryableError as failure:
            error = failure
        tries += 1
        pause = policy.pause(salt, tries, error.after)
        if tries >= policy.attempts:
            raise ModelError(f"{error} (tried {tries} times)") from error
        if timing.now() + pause >= ends:
            raise ModelError(f"{error} (tried {tries} times; no further try within {policy.deadline:g} s)") from error
        if error.busy:
            throttle.pause(pause)
        await timing.sleep(pause)
