"""Processes as Linux shows them; where there is no /proc, none are seen."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def descendants() -> list[int]:
    """Return the processes that this one started, and that those started, which still run."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            state, parent, *_ = path.read_text("utf-8", "replace").rpartition(")")[2].split()
            if state != "Z":
                children.setdefault(int(parent), []).append(int(path.parent.name))
    found: list[int] = []
    pending = [os.getpid()]
    while pending:
        young = children.get(pending.pop(), [])
        found += young
        pending += young
    return found
