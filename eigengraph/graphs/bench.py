"""The bench: where the nodes of a running graph find workers and items. It is the graph's runtime context."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from eigengraph.audit import Likenesses
from eigengraph.errors import BudgetExceeded, ConfigError, PluginCrash, ToolCrash, UnknownNameError
from eigengraph.graphs.item import Item, Rejection
from eigengraph.graphs.observer import followed
from eigengraph.graphs.stage import Stage, completed, pack, unpack
from eigengraph.graphs.stream import Stream
from eigengraph.graphs.workers import Workshop
from eigengraph.plans import tells

FINAL = "final"
"""The ledger's name for what became of a candidate: its datum, or why there is none."""

PILOT = "pilot"
"""The ledger's name for what became of a candidate of a pilot round, which is evidence and no datum."""


@dataclass(frozen=True, slots=True)
class Result:
    """How one stage ended for one attempt at one item.

    Attributes:
        status: ``ok`` or ``rejected``.
        reason: Of a rejection; counted by.
        detail: Of a rejection; a line or a traceback.
        payload: What the stage wrote.
    """

    status: str
    reason: str = ""
    detail: str = ""
    payload: bytes = b""


class Store(Protocol):
    """Keeps results so that no finished stage is done twice."""

    def get(self, index: int, stage: str, attempt: int) -> Result | None:
        """Return a result from before, or None."""
        ...

    async def put(self, index: int, stage: str, attempt: int, result: Result) -> None:
        """Keep a result; returns when it is durable."""
        ...


def _nobody(role: str, name: str) -> Any:
    raise UnknownNameError(f"worker for role {role!r}", name, ())


@dataclass
class Bench:
    """Workers, items and the store of one run.

    Attributes:
        shop: What the workers work on.
        workers: By role.
        hire: ``hire(role, name)`` makes a worker that an evaluation plan puts in the place of the chosen one.
        store: Keeps results.
        notice: Called with ``(index, stage, result)`` after each new result, for progress.
        items: Items in work, by index.
        rejected: Why items of the present batch were turned down last, by index. A graph that takes an item out of a
            batch by itself puts its ``Rejection`` here.
        accepted: What the tasks accepted so far are like, so that none is made twice.
        streams: The streams of the run, once it is planned.
        hired: Workers made by ``hire``, by role and name.
        stopped: The budget that ended the run; what it interrupted has no result, so that it can be gone on with.
    """

    shop: Workshop
    workers: Mapping[str, Any]
    store: Store
    notice: Callable[[int, str, Result], None] = lambda _index, _stage, _result: None
    items: dict[int, Item] = field(default_factory=dict)
    rejected: dict[int, Rejection] = field(default_factory=dict)
    accepted: Likenesses = field(default_factory=Likenesses)
    streams: list[Stream] = field(default_factory=list)
    hire: Callable[[str, str], Any] = _nobody
    hired: dict[tuple[str, str], Any] = field(default_factory=dict)
    stopped: BudgetExceeded | None = None

    def worker(self, role: str, item: Item) -> Any:
        """Return who plays a role for an item: the worker that its evaluation plan names, or that of the settings."""
        name = item.pair.evaluation.workers.get(role)
        if name is None:
            return self.workers[role]
        if (role, name) not in self.hired:
            self.hired[role, name] = self.hire(role, name)
        return self.hired[role, name]

    def bound(self, index: int, attempts: str) -> int:
        """Return how many tries an item has at a group of stages: what its evaluation plan says, or the settings.

        Args:
            index: The item.
            attempts: ``task_attempts`` or ``rollout_attempts``.
        """
        planned: int = getattr(self.items[index].pair.evaluation, attempts)
        settings: int = getattr(self.shop.settings, attempts)
        return planned or settings

    async def run(self, stage: Stage, indices: Sequence[int]) -> list[int]:
        """Run a stage for items, several at once, and return the ones that passed, in order.

        Items that pass are replaced by what the stage made of them; why the others did not is in ``rejected``.

        Raises:
            BudgetExceeded: A budget is used up. What was in flight has come to its end first: it was paid for.
        """
        gate = asyncio.Semaphore(self.shop.settings.concurrency)

        async def one(index: int) -> bool:
            async with gate:
                return await self._one(stage, index)

        passed = await asyncio.gather(*[one(index) for index in indices])
        if self.stopped is not None:
            raise self.stopped
        return [index for index, good in zip(indices, passed, strict=True) if good]

    async def _one(self, stage: Stage, index: int) -> bool:
        item = self.items[index]
        result = self.store.get(index, stage.name, item.attempt)
        if result is None:
            try:
                result, done = await _followed(stage, item, self)
            except BudgetExceeded as error:
                self.stopped = error
                return False
            await self.store.put(index, stage.name, item.attempt, result)
            self.notice(index, stage.name, result)
        else:
            done = unpack(stage, item, result.payload) if result.status == "ok" else item
        if result.status != "ok":
            self.rejected[index] = Rejection(result.reason, result.detail)
            return False
        self.items[index] = done
        return True

    def retry(self, index: int, cleared: Sequence[str]) -> None:
        """Prepare another attempt at an item that was turned down, and tell it why it was.

        Args:
            index: The item.
            cleared: Fields to forget.
        """
        item = self.items[index]
        rejection = self.rejected.pop(index)
        forgotten: dict[str, Any] = dict.fromkeys(cleared)
        outages = item.outages + (not tells(rejection.reason))
        again = replace(item, attempt=item.attempt + 1, feedback=str(rejection), outages=outages, **forgotten)
        self.items[index] = again

    def passed(self, index: int, group: str) -> None:
        """Note that an item has passed a group of stages, and how many tries that took."""
        item = self.items[index]
        tries = item.attempt - item.begun + 1 - sum(count - 1 for count in item.tries.values())
        self.items[index] = replace(item, tries={**item.tries, group: tries})


async def _followed(stage: Stage, item: Item, bench: Bench) -> tuple[Result, Item]:
    """Do a stage's work while those who follow the run are told of it."""
    if not bench.shop.observers:
        return await _attempt(stage, item, bench)
    async with followed(bench.shop.observers, stage.name, item) as told:
        result, done = await _attempt(stage, item, bench)
        told(done, result.reason)
        return result, done


async def _attempt(stage: Stage, item: Item, bench: Bench) -> tuple[Result, Item]:
    """Do a stage's work; whatever it raises becomes a result, but for what stops the whole run."""
    try:
        done = completed(stage, item, await stage.work(item, bench))
        return Result("ok", payload=pack(stage, done)), done
    except Rejection as rejection:
        return Result("rejected", rejection.reason, rejection.detail), item
    except (ConfigError, BudgetExceeded):
        raise
    except ToolCrash:
        return Result("rejected", "environment_error", traceback.format_exc()), item
    except PluginCrash as error:
        return Result("rejected", f"{stage.name}_error", _with_trace(error)), item
    except Exception:  # noqa: BLE001 - a worker may fail in any way; the item is lost, not the run
        return Result("rejected", f"{stage.name}_error", traceback.format_exc()), item


def _with_trace(error: PluginCrash) -> str:
    """Return what a plugin's function did, in the first line, and the traceback of what it raised, if it raised."""
    cause = error.__cause__
    return "\n".join([str(error), "".join(traceback.format_exception(cause))]) if cause is not None else str(error)
