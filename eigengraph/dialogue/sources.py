"""Dialogue sources: recorded dialogues that somebody else made, to hold ours against."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from eigengraph.records import Message


@dataclass(frozen=True, slots=True)
class Recording:
    """Dialogues of one domain, as they were recorded.

    Attributes:
        name: Where they come from, for people.
        domain: The name of the domain that they play in.
        dialogues: The messages of each, in order.
    """

    name: str
    domain: str
    dialogues: tuple[tuple[Message, ...], ...]


@dataclass(frozen=True, slots=True)
class DialogueSource:
    """A kind of recordings, as plugins register it.

    Attributes:
        name: Of the kind, such as ``tau2``.
        read: ``read(path)``: the recordings in a file or folder; empty where it holds none of this kind. It raises
            ``ConfigError`` for a file that is of this kind and damaged.
        summary: A line about it.
    """

    name: str
    read: Callable[[Path], Sequence[Recording]]
    summary: str = ""
