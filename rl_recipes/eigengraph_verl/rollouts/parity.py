"""Whether the reward that verl logged is the verifier's, for every rollout."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from eigengraph.errors import ConfigError
from eigengraph.records import Task, decode
from eigengraph_verl.groups.row_id import fills_up
from eigengraph_verl.reward import judge
from eigengraph_verl.rollouts.ground import open_ground
from eigengraph_verl.rollouts.storage import Rollout, stored

Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Parity:
    """What a comparison came to.

    Attributes:
        rollouts: Rollouts that were scored again.
        rows: Rows that verl logged, of these rollouts.
        differ: A line for each that is worth something else than was logged.
    """

    rollouts: int
    rows: int
    differ: tuple[str, ...]


def check_parity(rollouts: Path, data: Path, logged: Path | None = None) -> Parity:
    """Score stored rollouts again, and compare with the rewards that were given for them.

    Args:
        rollouts: The folder that ``compute_score`` wrote to.
        data: The exported folder that they were played on.
        logged: verl's ``trainer.rollout_data_dir`` or ``trainer.validation_data_dir``, to compare with what verl
            trained on; None to compare with what the reward function gave.

    Raises:
        ConfigError: A folder holds nothing of the kind, or a rollout is of a task that the export does not have.
    """
    ground, tasks = open_ground(data.resolve()), _tasks(data)
    found: dict[Key, float | None] = {}
    differ: list[str] = []
    for rollout in stored(rollouts):
        if rollout.task_id not in tasks:
            raise ConfigError(f"{str(data)!r} has no task {rollout.task_id!r}; give the export that was trained on")
        reward = judge(tasks[rollout.task_id], rollout.trajectory, ground).reward
        found[rollout.key] = reward
        if reward != rollout.reward:
            differ.append(f"{_name(rollout)}: the verifier says {reward}, the reward function said {rollout.reward}")
    rows = list(_logged(logged)) if logged is not None else []
    differ += _differing(rows, found)
    return Parity(len(found), len(rows), tuple(differ))


def _differing(
    rows: Iterable[tuple[tuple[str, int], float]], found: Mapping[tuple[str, int], float | None]
) -> list[str]:
    """Say which logged rewards differ; a masked rollout has no reward, and verl must be given 0.0 for it."""
    lines = []
    for key, reward in rows:
        if key not in found:
            lines.append(f"group {key[0]!r}, rollout {key[1]}: verl logged {reward}, but it is not stored")
        elif (found[key] or 0.0) != reward:
            lines.append(f"group {key[0]!r}, rollout {key[1]}: the verifier says {found[key]}, verl logged {reward}")
    return lines


def _logged(folder: Path) -> Iterator[tuple[Key, float]]:
    """Yield key and reward of every row of a rollout that verl dumped."""
    paths = sorted(folder.glob("*.jsonl"))
    if not paths:
        raise ConfigError(f"{str(folder)!r} holds no rows of verl (*.jsonl); set trainer.rollout_data_dir")
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            group, _, rest = row["uid"].rpartition("_")[0].rpartition("_")
            if not fills_up(group):
                yield (group, int(rest)), float(row["score"])


def _tasks(data: Path) -> dict[str, Task]:
    import pyarrow.parquet as pq

    tables = [pq.read_table(path, columns=["extra_info"]) for path in sorted(data.glob("rl_*.parquet"))]
    rows = [row["extra_info"] for table in tables for row in table.to_pylist()]
    return {row["task_id"]: decode(Task, row["task"]) for row in rows}


def _name(rollout: Rollout) -> str:
    return f"group {rollout.group!r}, rollout {rollout.rollout}, task {rollout.task_id!r}"
