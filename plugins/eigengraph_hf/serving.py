"""One thread that decodes what many dialogues ask for, all of it together."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING

from eigengraph.errors import ModelError

if TYPE_CHECKING:
    from eigengraph_hf.decoding import Ask, Decoded, Decoder

_Waiting = tuple["Ask", "Future[Decoded]"]


class Serving:
    """Takes asks from any thread and any event loop. The thread begins with the first one and ends with the process.

    Args:
        start: Makes the decoder; called once, in the thread, and again after the decoder has failed.
    """

    def __init__(self, start: Callable[[], Decoder]) -> None:
        self._start = start
        self._asked: queue.SimpleQueue[_Waiting] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def submit(self, ask: Ask) -> Future[Decoded]:
        """Ask for a continuation; cancelling the future takes it out of the batch."""
        future: Future[Decoded] = Future()
        self._asked.put((ask, future))
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="hf", daemon=True)
                self._thread.start()
        return future

    def _serve(self) -> None:
        decoder: Decoder | None = None
        waiting: dict[int, Future[Decoded]] = {}
        count = 0
        while True:
            for ask, future in self._taken(wait=not waiting):
                count += 1
                waiting[count] = future
                try:
                    decoder = decoder or self._start()
                    decoder.add(count, ask)
                except Exception as error:  # noqa: BLE001 - whatever it is, who waits must hear of it
                    _fail(waiting.pop(count), error)
            if decoder is None:
                continue
            for key in [key for key, future in waiting.items() if future.cancelled()]:
                decoder.drop(key)
                del waiting[key]
            try:
                finished = decoder.step()
            except Exception as error:  # noqa: BLE001 - out of memory, or a model that does not take such rows
                failure = ModelError(
                    f"transformers failed: {type(error).__name__}: {' '.join(str(error).split())[:300]}"
                )
                for future in waiting.values():
                    _fail(future, failure)
                waiting.clear()
                decoder = None
                continue
            for key, decoded in finished:
                with suppress(Exception):  # it was cancelled a moment ago
                    waiting.pop(key).set_result(decoded)

    def _taken(self, *, wait: bool) -> list[_Waiting]:
        """Return what was asked meanwhile; with ``wait``, at least one."""
        taken = [self._asked.get()] if wait else []
        with suppress(queue.Empty):
            while True:
                taken.append(self._asked.get_nowait())
        return taken


def _fail(future: Future[Decoded], error: Exception) -> None:
    if not future.cancelled():
        with suppress(Exception):  # it was cancelled a moment ago
            future.set_exception(error)
