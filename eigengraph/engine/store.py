"""The store of a running graph: the ledger, and in memory what an earlier sitting left in it."""

from __future__ import annotations

from eigengraph.engine.ledger import Entry, Ledger
from eigengraph.graphs import FINAL, PILOT, Result


class LedgerStore:
    """Results in a ledger.

    Kept in memory are the results of candidates that an earlier sitting did not settle, what became of pilots, plans
    and decisions, and without their payloads the final results of all; so memory hardly grows with what is done.

    Args:
        ledger: Open for writing.

    Raises:
        ConfigError: The ledger is damaged.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._known: dict[tuple[int, str, int], Result] = {}
        settled = {*ledger.statuses(FINAL), *ledger.statuses(PILOT)}
        for entry in ledger.entries():
            if entry.stage == FINAL:
                self._known[entry.index, FINAL, 0] = Result(entry.status, entry.reason, entry.detail)
            elif entry.index not in settled or entry.stage == PILOT:
                result = Result(entry.status, entry.reason, entry.detail, entry.payload)
                self._known[entry.index, entry.stage, entry.attempt] = result

    def get(self, index: int, stage: str, attempt: int) -> Result | None:
        """Return a result from before, or None."""
        return self._known.get((index, stage, attempt))

    async def put(self, index: int, stage: str, attempt: int, result: Result) -> None:
        """Keep a result; returns when it is on the disk.

        Raises:
            ConfigError: The disk is full, or the ledger can no longer be written.
        """
        entry = Entry(index, stage, attempt, result.status, result.reason, result.payload, result.detail)
        await self._ledger.put(entry)
        if stage == FINAL:
            self._known[index, FINAL, 0] = Result(result.status, result.reason, result.detail)
        elif stage == PILOT:
            self._known[index, PILOT, 0] = result
