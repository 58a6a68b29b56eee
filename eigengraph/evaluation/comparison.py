"""Two evaluations on the same tasks: what is drawn again is the difference of each task, so hard and easy cancel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eigengraph.errors import ConfigError
from eigengraph.evaluation.intervals import interval_of
from eigengraph.evaluation.pass_k import mean, pass_hat
from eigengraph.evaluation.results import Evaluation
from eigengraph.records import encode


@dataclass(frozen=True, slots=True)
class Difference:
    """How much higher pass^k of the first evaluation is.

    Attributes:
        value: First minus second, averaged over tasks.
        interval: Paired, over tasks, 95 %; see ``interval_of``.
        first: pass^k of the first, on these tasks.
        second: pass^k of the second, on these tasks.
        tasks: Tasks with k trials that count in both.
        better: Those at which the first does better.
        worse: Those at which the second does.
    """

    value: float
    interval: tuple[float, float]
    first: float
    second: float
    tasks: int
    better: int
    worse: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two evaluations beside one another.

    Attributes:
        first: The folder of the first.
        second: The folder of the second.
        passes: By k, as far as both have trials.
        apart: What is not the same on both sides, a line each; a difference may come from there.
        left_out: Tasks that only one of them has, or that differ.
    """

    first: str
    second: str
    passes: Mapping[int, Difference]
    apart: tuple[str, ...]
    left_out: int

    def to_json(self) -> dict[str, Any]:
        """Return what ``eigengraph compare --json`` prints."""
        return {
            "first": self.first,
            "second": self.second,
            "difference": {str(k): found.value for k, found in self.passes.items()},
            "interval": {str(k): list(found.interval) for k, found in self.passes.items()},
            "tasks": {str(k): found.tasks for k, found in self.passes.items()},
            "better": {str(k): found.better for k, found in self.passes.items()},
            "worse": {str(k): found.worse for k, found in self.passes.items()},
            "apart": list(self.apart),
            "left_out": self.left_out,
        }


_SAME = ("user_model", "seed", "max_turns", "max_errors", "workers")


def compare(first: Evaluation, second: Evaluation) -> Comparison:
    """Compare two evaluations on the tasks that both have.

    Raises:
        ConfigError: They share no task, or their worlds begin with different tables.
    """
    mine, theirs = first.manifest["inputs"], second.manifest["inputs"]
    if mine["tables"] != theirs["tables"]:
        raise ConfigError(
            f"{str(first.path)!r} and {str(second.path)!r} begin with different tables; evaluate both on the same tasks"
        )
    kept = {task.id: encode(task) for task in second.tasks}
    shared = [task.id for task in first.tasks if kept.get(task.id) == encode(task)]
    if not shared:
        raise ConfigError(
            f"{str(first.path)!r} and {str(second.path)!r} share no task ({len(first.tasks)} and {len(second.tasks)}); "
            "evaluate both on the same tasks"
        )
    most = min(first.metrics.trials, second.metrics.trials)
    passes = {k: found for k in range(1, most + 1) if (found := _difference(first, second, shared, k)) is not None}
    every = {task.id for task in (*first.tasks, *second.tasks)}
    return Comparison(str(first.path), str(second.path), passes, tuple(_apart(first, second)), len(every) - len(shared))


def _difference(first: Evaluation, second: Evaluation, tasks: list[str], k: int) -> Difference | None:
    pairs = []
    for task in tasks:
        mine, theirs = first.metrics.scores[task], second.metrics.scores[task]
        if min(mine[1], theirs[1]) >= k:
            pairs.append((pass_hat(*mine, k), pass_hat(*theirs, k)))
    if not pairs:
        return None
    gains = [mine - theirs for mine, theirs in pairs]
    return Difference(
        mean(gains),
        interval_of(gains, lowest=-1.0),
        mean(mine for mine, _ in pairs),
        mean(theirs for _, theirs in pairs),
        len(pairs),
        sum(gain > 0 for gain in gains),
        sum(gain < 0 for gain in gains),
    )


def _apart(first: Evaluation, second: Evaluation) -> list[str]:
    mine, theirs = first.manifest["settings"], second.manifest["settings"]
    lines = [f"{name}: {mine[name]!r} and {theirs[name]!r}" for name in _SAME if mine[name] != theirs[name]]
    if first.manifest["inputs"]["policy"] != second.manifest["inputs"]["policy"]:
        lines.append("the policy text")
    if first.manifest["inputs"]["code"] != second.manifest["inputs"]["code"]:
        lines.append("the code of the library or of a plugin")
    return lines
