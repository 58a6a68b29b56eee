"""A run folder, read: its dataset, splits, context, history, audit and exports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eigengraph.config import Settings
from eigengraph.dataset import SPLITS, RunContext, Split, chat_messages, from_row, load_context
from eigengraph.engine.folder import RunFolder, complete_manifest
from eigengraph.engine.ledger import Entry, Ledger
from eigengraph.engine.reopen import reopen
from eigengraph.engine.runner import read_summary
from eigengraph.engine.shards import read_shards
from eigengraph.engine.summary import Summary
from eigengraph.engine.workshop import judging_sandbox
from eigengraph.errors import ConfigError, UnknownNameError
from eigengraph.exporters import Export, check_free
from eigengraph.graphs import FINAL
from eigengraph.host import Host
from eigengraph.records import Datum

if TYPE_CHECKING:
    from eigengraph.audit import Audit


@dataclass(frozen=True, repr=False)
class Run:
    """A run folder.

    Attributes:
        path: The folder.
        manifest: Settings, versions, counts, times.
        summary: What the run amounts to.
    """

    path: Path
    manifest: Mapping[str, Any]
    summary: Summary
    _host: Host | None = field(default=None, compare=False)

    @classmethod
    def open(cls, path: Path | str, host: Host | None = None) -> Run:
        """Open the folder of a finished run.

        Args:
            path: The folder.
            host: The plugins; installed ones where it is None, loaded when they are needed.

        Raises:
            ConfigError: There is no run there, it is not finished, or its manifest is damaged.
        """
        folder = RunFolder.look(Path(path))
        manifest = folder.read_manifest()
        with complete_manifest(Path(path)):
            summary = read_summary(manifest)
            if summary is None:
                raise ConfigError(f"run {str(path)!r} is not finished; run the command that began it again to go on")
            summary = replace(summary, run=str(path), seconds=manifest["times"]["wall_seconds"])
        return cls(Path(path), manifest, summary, host)

    @cached_property
    def host(self) -> Host:
        """The plugins that made the run, or that it was opened with; installed ones where it was opened without."""
        return self._host or Host()

    def data(self) -> Iterator[Datum]:
        """Return an iterator over the dataset, ordered by candidate index.

        Raises:
            ConfigError: A shard is missing or damaged.
        """
        return map(from_row, read_shards(self.path / "data"))

    def split(self, name: Split) -> Iterator[Datum]:
        """Yield the part of the dataset that is in a split, ordered by candidate index.

        No household (a user with all that is the user's) is in two splits.

        Args:
            name: ``train``, ``validation`` or ``test``.

        Raises:
            UnknownNameError: There is no such split.
            ConfigError: A shard is missing or damaged.
        """
        if name not in SPLITS:
            raise UnknownNameError("split", name, SPLITS)
        return (from_row(row) for row in read_shards(self.path / "data") if row["split"] == name)

    @property
    def train(self) -> Iterator[Datum]:
        """The data to train on; see ``split``."""
        return self.split("train")

    @property
    def validation(self) -> Iterator[Datum]:
        """The data to choose between models with; see ``split``."""
        return self.split("validation")

    @property
    def test(self) -> Iterator[Datum]:
        """The data to measure with; see ``split``."""
        return self.split("test")

    def rejected(self) -> Iterator[Entry]:
        """Yield what became of each candidate that was turned down, ordered by index: ``reason`` and ``detail``.

        Raises:
            ConfigError: The ledger is missing or damaged.
        """
        return (entry for entry in self._ledger().entries(FINAL) if entry.status != "ok")

    def history(self, index: int) -> list[Entry]:
        """Return every step that a candidate went through, in order; none for one that there is not.

        Args:
            index: The candidate's, 0 and up.

        Raises:
            ConfigError: The ledger is missing or damaged.
        """
        ledger = self._ledger()
        order = list(dict.fromkeys(stage for stage, _, _ in ledger.counts()))
        steps = [entry for entry in ledger.entries() if entry.index == index]
        return sorted(steps, key=lambda step: (step.stage == FINAL, step.attempt, order.index(step.stage)))

    def _ledger(self) -> Ledger:
        return Ledger.open(RunFolder(self.path).ledger, write=False)

    def __repr__(self) -> str:
        return f"Run({str(self.path)!r}, {self.summary.certified} of {self.summary.requested} certified)"

    @cached_property
    def _context(self) -> RunContext:
        return load_context(self.path)

    @property
    def policy(self) -> str:
        """The domain policy as text, as the agents of this run read it.

        Raises:
            ConfigError: The run folder does not have it.
        """
        return self._context.policy

    @property
    def tools(self) -> Mapping[str, list[dict[str, Any]]]:
        """Tool schemas in OpenAI's form, of the sides ``agent`` and ``user``.

        Raises:
            ConfigError: The run folder does not have them.
        """
        return self._context.tools

    @property
    def prompts(self) -> Mapping[str, str]:
        """System prompts of the sides ``agent`` and ``user``; the user's has ``$scenario`` where a scenario goes.

        Raises:
            ConfigError: The run folder does not have them.
        """
        return self._context.prompts

    def audit(self, host: Host) -> Audit:
        """Look for defects in tasks, by executing them, and in dialogues; docs/audit.md lists the kinds.

        Args:
            host: Its plugins must register the run's domain; checkers run in the sandbox that the run's settings name.

        Raises:
            ConfigError: A file of the run is missing or damaged, or the domain is not registered.
            ToolCrash: A tool raised something that its domain does not declare.
        """
        from eigengraph.audit import audit_dialogues, audit_tasks, both

        ground = reopen(host, self.path)
        with complete_manifest(self.path):
            settings = Settings.model_validate(self.manifest["settings"])
        with judging_sandbox(host, settings.sandbox) as sandbox:
            tasks = audit_tasks([datum.task for datum in self.data()], *ground, sandbox=sandbox)
        return both(tasks, audit_dialogues(((datum.task, datum.trajectory) for datum in self.data()), *ground))

    def chat(self, *, thinking: bool = False) -> Iterator[dict[str, Any]]:
        """Yield each dialogue in the form of OpenAI's API, ready for a chat template.

        Args:
            thinking: Whether the agent's reasoning is kept, under ``reasoning_content``.

        Yields:
            ``{"id": task id, "messages": [...], "tools": [...]}``: what the agent saw and did, and its tools.

        Raises:
            ConfigError: A shard or the run's context is missing or damaged.
        """
        system, tools = self.prompts["agent"], self.tools["agent"]
        for datum in self.data():
            messages = chat_messages(datum.trajectory, system, thinking=thinking)
            yield {"id": datum.task.id, "messages": messages, "tools": tools}

    def export(self, to: str, out: Path | str, **options: str) -> Export:
        """Write the run in somebody else's format.

        Args:
            to: A registered exporter, such as ``tau2``.
            out: An empty or new folder.
            options: Choices that the exporter leaves to the caller, such as ``per="dialogue"``.

        Raises:
            UnknownNameError: There is no such exporter, or it has no such option or value.
            ConfigError: The folder has something in it, a task has no issued certificate, or the run cannot be said in
                this format.
        """
        exporter = self.host.exporter(to)
        chosen = exporter.choose(options)
        check_free(Path(out))
        for datum in self.data():
            if not datum.certificate.issued:
                why = "; ".join(datum.certificate.reasons) or "no reason given"
                raise ConfigError(
                    f"task {datum.task.id!r} of run {str(self.path)!r} has no issued certificate ({why}); only "
                    f"certified tasks are exported"
                )
        return exporter.export(self, Path(out), **chosen)
