"""Garbage collection while a run works."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = (2_000, 10, 10)


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Spare the collector what was there before the block, and let it look less often at what comes.

    A full collection goes through every object of the base tables, half a million in the airline's, and finds nothing:
    over a thousand dialogues at once that was a sixth of the processor's time, in pauses of a tenth of a second.
    """
    before = gc.get_threshold()
    gc.freeze()
    if before[0]:  # 0 is the user's wish for no collections at all
        gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
