"""A finished evaluation, as it is read back from its folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson

from eigengraph.dataset import load_context
from eigengraph.engine.durable import disk_errors
from eigengraph.engine.folder import RunFolder
from eigengraph.engine.ledger import Ledger
from eigengraph.errors import ConfigError
from eigengraph.evaluation.drawing import interval_line
from eigengraph.evaluation.metrics import Metrics
from eigengraph.evaluation.running import trials_of
from eigengraph.evaluation.trial import Trial
from eigengraph.exporters import Export, check_free
from eigengraph.host import Host
from eigengraph.records import Task, decode


@dataclass(frozen=True, repr=False)
class Evaluation:
    """The folder of an evaluation.

    Attributes:
        path: The folder.
        manifest: Settings, versions, figures, times.
        metrics: What it amounts to.
    """

    path: Path
    manifest: Mapping[str, Any]
    metrics: Metrics
    _host: Host | None = field(default=None, compare=False)

    @classmethod
    def open(cls, path: Path | str, host: Host | None = None) -> Evaluation:
        """Open the folder of a finished evaluation.

        Args:
            path: The folder.
            host: The plugins; installed ones where it is None, loaded when they are needed.

        Raises:
            ConfigError: There is no evaluation there, or it is not finished.
        """
        manifest = RunFolder.look(Path(path), "evaluation").read_manifest()
        if "results" not in manifest:
            raise ConfigError(f"evaluation {str(path)!r} is not finished; run the command that began it again to go on")
        return cls(Path(path), manifest, decode(Metrics, orjson.dumps(manifest["results"]["metrics"])), host)

    @cached_property
    def host(self) -> Host:
        """The plugins that it was made or opened with; installed ones where it was opened without."""
        return self._host or Host()

    @property
    def agent(self) -> str:
        """The model spec of the policy."""
        spec: str = self.manifest["settings"]["model"]
        return spec

    @property
    def user(self) -> str:
        """The model spec of the user."""
        spec: str = self.manifest["settings"]["user_model"]
        return spec

    @property
    def spent_tokens(self) -> int:
        """Tokens read and written by both models, over all sittings."""
        return sum(spend["prompt_tokens"] + spend["completion_tokens"] for spend in self.manifest["spend"].values())

    @property
    def spent_usd(self) -> float:
        """Money spent, in US dollars."""
        return float(sum(spend["usd"] for spend in self.manifest["spend"].values()))

    @property
    def policy(self) -> str:
        """The domain policy as text, as the agent read it.

        Raises:
            ConfigError: The folder does not have it.
        """
        return load_context(self.path).policy

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """What was evaluated on.

        Raises:
            ConfigError: The file is missing.
        """
        path = self.path / "tasks.jsonl"
        with disk_errors(path, "read", "restore it from a copy"):
            return tuple(decode(Task, line) for line in path.read_bytes().splitlines())

    def trials(self) -> Iterator[Trial]:
        """Yield every trial, ordered by trial and task; a missing one, too, with its last attempt.

        Raises:
            ConfigError: The ledger is missing or damaged.
        """
        ledger = Ledger.open(RunFolder(self.path).ledger, write=False)
        yield from trials_of(ledger, [task.id for task in self.tasks], self.metrics.trials)

    def export(self, to: str, out: Path | str, **options: str) -> Export:
        """Write the evaluation in somebody else's format.

        Args:
            to: A registered exporter that takes evaluations, such as ``tau2``.
            out: An empty or new folder.
            options: Choices that the exporter leaves to the caller.

        Raises:
            UnknownNameError: There is no such exporter, or it has no such option or value.
            ConfigError: It takes no evaluations, the folder has something in it, or the evaluation cannot be said in
                this format.
        """
        exporter = self.host.exporter(to)
        if exporter.evaluation is None:
            able = ", ".join(name for name, item in self.host.exporters.items() if item.evaluation) or "none"
            raise ConfigError(
                f"exporter {to!r} takes runs only, and {str(self.path)!r} is an evaluation (known: {able})"
            )
        chosen = exporter.choose(options)
        check_free(Path(out))
        return exporter.evaluation(self, Path(out), **chosen)

    def to_json(self) -> dict[str, Any]:
        """Return what ``eigengraph evaluate --json`` prints: a JSON object on one line."""
        metrics = self.metrics
        return {
            "tasks": metrics.tasks,
            "trials": metrics.trials,
            "basis": sorted({part for basis in metrics.basis for part in basis.split(", ")}),
            "pass": {str(k): found.value for k, found in metrics.passes.items()},
            "interval": {str(k): list(found.interval) for k, found in metrics.passes.items()},
            "bounds": {str(k): list(found.bounds) for k, found in metrics.passes.items()},
            "outcomes": dict(metrics.outcomes),
            "missing": metrics.missing,
            "retried": dict(metrics.retried),
            "user_findings": metrics.user_findings,
            "agent": self.agent,
            "user": self.user,
            "out": str(self.path),
            "seconds": self.manifest["times"]["wall_seconds"],
            "spend": {"tokens": self.spent_tokens, "usd": self.spent_usd},
        }

    def __str__(self) -> str:
        """Return what a person wants to know, in a few lines."""
        metrics = self.metrics
        lines = [f"{self.agent} on {metrics.tasks} tasks x {metrics.trials} trials, user {self.user}"]
        lines += [f"pass^{k}  {interval_line(found.value, found.interval)}" for k, found in metrics.passes.items()]
        lines.append(f"reward basis: {'; '.join(f'{basis} ({count})' for basis, count in metrics.basis.items())}")
        lines.append(f"outcomes: {', '.join(f'{count} {name}' for name, count in metrics.outcomes.items())}")
        if metrics.missing:
            lines.append(f"missing: {metrics.missing} trials that could not be scored")
        return "\n".join(lines)

    def __repr__(self) -> str:
        value = self.metrics.passes[1].value
        said = "nothing scored" if value is None else f"pass^1 {value:.3f}"
        return f"Evaluation({str(self.path)!r}, {said})"
