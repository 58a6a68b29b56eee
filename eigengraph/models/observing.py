"""Following requests to models, for traces and callbacks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass
from typing import Protocol

from eigengraph.models.protocol import Model, Reply, Request


class RequestObserver(Protocol):
    """Follows requests; see ``eigengraph.graphs.Observer``."""

    def request(self, model: str, request: Request, /) -> AbstractAsyncContextManager[Callable[[Reply], None]]:
        """Follow one request to a model, with every try and pause, to its end.

        What the journal answers is no request.

        Args:
            model: The model spec.
            request: What is asked.

        Returns:
            A context manager that is entered before the request is sent. It gives a function that is called with the
            reply; what fails passes through as an exception.
        """
        ...


@dataclass(frozen=True, slots=True)
class Observed:
    """A model whose requests are followed.

    Attributes:
        model: Answers.
        name: Its spec.
        observers: Who follows, the first one outermost.
    """

    model: Model
    name: str
    observers: Sequence[RequestObserver]

    async def complete(self, request: Request) -> Reply:
        """Answer one request."""
        async with AsyncExitStack() as stack:
            followed = [observer.request(self.name, request) for observer in self.observers]
            tell = [await stack.enter_async_context(following) for following in followed]
            reply = await self.model.complete(request)
            for told in tell:
                told(reply)
            return reply
