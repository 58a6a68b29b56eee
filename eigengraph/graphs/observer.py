"""Following a run: what plugins are told of stages and requests while they go on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Protocol, runtime_checkable

from eigengraph.graphs.item import Item
from eigengraph.models.observing import RequestObserver

Told = Callable[[Item, str], None]


@runtime_checkable
class Observer(RequestObserver, Protocol):
    """Follows a run. It changes nothing of what the run makes, and must not raise.

    Both methods return context managers that are entered and left in the task that does the work, so that what they put
    into context variables holds for the work within: a request knows the stage that it is made in.
    """

    def stage(self, name: str, item: Item, /) -> AbstractAsyncContextManager[Told]:
        """Follow one attempt of one candidate at one stage; ``rollout`` is the dialogue.

        What the ledger holds from an earlier sitting is not done again and not told.

        Args:
            name: The stage's.
            item: As the stage is given it.

        Returns:
            A context manager that is entered before the work begins. It gives a function that is called with the item
            as the stage leaves it, and why it was turned down, or nothing; what ends the run passes through as an
            exception.
        """
        ...


@asynccontextmanager
async def followed(observers: Sequence[Observer], name: str, item: Item) -> AsyncIterator[Told]:
    """Let every observer follow a stage, the first one outermost."""
    async with AsyncExitStack() as stack:
        tell = [await stack.enter_async_context(observer.stage(name, item)) for observer in observers]

        def told(done: Item, reason: str) -> None:
            for one in tell:
                one(done, reason)

        yield told
