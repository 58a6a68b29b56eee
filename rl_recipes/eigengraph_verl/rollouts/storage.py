"""Every rollout that was scored, kept on the disk: JSON lines, a file for each process that scores."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from eigengraph.engine.durable import disk_errors
from eigengraph.errors import ConfigError
from eigengraph.records import Outcome, Trajectory, decode, encode

PLAYED = "eigengraph"
"""The extra field of an agent loop's output that tells what was played."""


@dataclass(frozen=True, slots=True)
class Rollout:
    """One scored rollout.

    Attributes:
        group: The prompt that verl sampled; its rollouts are compared with each other.
        rollout: Its number in the group, 0 and up.
        step: The training step it was begun in.
        split: Of its task.
        task_id: Its task.
        outcome: How it ended.
        reward: 0.0 or 1.0, or None where nothing can be said about the policy.
        reason: Why.
        trajectory: What was played.
    """

    group: str
    rollout: int
    step: int
    split: str
    task_id: str
    outcome: Outcome
    reward: float | None
    reason: str
    trajectory: Trajectory

    @property
    def key(self) -> tuple[str, int]:
        """What verl calls it: the first two parts of the keys of its rows."""
        return self.group, self.rollout


def played(trajectory: Trajectory, data: Path, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the agent loop tells the reward function of a rollout.

    Args:
        trajectory: What was played.
        data: The exported folder.
        row: With ``uid``, ``session_id`` and ``global_steps`` where the trainer gives them.
    """
    return {
        "trajectory": encode(trajectory).decode(),
        "data": str(data),
        "group": str(row.get("uid", "")),
        "rollout": int(row.get("session_id", 0)),
        "step": int(row.get("global_steps", 0)),
    }


def store(folder: Path, rollout: Rollout) -> None:
    """Append a rollout to this process's file; lines of several threads do not mix.

    Raises:
        ConfigError: The disk is full, or the folder cannot be written.
    """
    path = folder / f"{socket.gethostname()}-{os.getpid()}.jsonl"
    with disk_errors(path):
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("ab", buffering=0) as file:
            file.write(encode(rollout) + b"\n")


def stored(folder: Path) -> Iterator[Rollout]:
    """Yield every rollout that a folder holds, file by file; a line that a killed process left unfinished is skipped.

    Raises:
        ConfigError: The folder holds none, or a line is damaged.
    """
    paths = sorted(folder.glob("*.jsonl"))
    if not paths:
        raise ConfigError(f"{str(folder)!r} holds no rollouts (*.jsonl); give the folder that the reward writes to")
    for path in paths:
        yield from _read(path)


def _read(path: Path) -> Iterator[Rollout]:
    with disk_errors(path, "read", "restore it from a copy"), path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                return
            try:
                yield decode(Rollout, line)
            except ValidationError as error:
                raise ConfigError(f"line {number} of {str(path)!r} is no rollout: {error.errors()[0]['msg']}") from None
