"""What a finished run amounts to, in plain counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from eigengraph.dataset import BANDS, Cell, Place, cells, places
from eigengraph.graphs import FINAL, PILOT
from eigengraph.records import Datum, Tally
from eigengraph.world import Domain

_ENDS = (FINAL, PILOT)
_NO_WORK = ("no_change",)
"""Reasons of results that are no failure: a reflector that leaves plans as they are."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts of one run.

    Attributes:
        run: The run folder.
        requested: Tasks asked for.
        certified: Tasks in the dataset.
        candidates: Candidates started to get them.
        rejected: Candidates turned down, by reason.
        outcomes: Rollouts, by how they ended.
        refused: Steps that were turned down, those that were tried again included, by the role whose work it was, or
            the stage where no role is named.
        digest: Of the dataset.
        seconds: Wall time of all sittings.
        tokens: Tokens spent.
        usd: Money spent, in US dollars.
        mutants: Mutants of every certificate in the dataset, by kind.
        clauses: Tasks by the rule they exercise.
        clauses_known: Rules of the domain, 0 for one without rules.
        tools: Calls in accepted dialogues, by tool.
        tools_known: Tools of the domain by name, both sides together.
        goals: Tasks by their number of goals.
        difficulty: Tasks by band of difficulty.
        splits: Tasks by split.
        coverage: Tools, clauses and difficulties that occur together.
        never: Clauses and tools of the domain that no task exercises.
    """

    run: str
    requested: int
    certified: int
    candidates: int
    rejected: Mapping[str, int]
    outcomes: Mapping[str, int]
    digest: str
    seconds: float
    refused: Mapping[str, int] = field(default_factory=dict)
    tokens: int = 0
    usd: float = 0.0
    mutants: Mapping[str, Tally] = field(default_factory=dict)
    clauses: Mapping[str, int] = field(default_factory=dict)
    clauses_known: int = 0
    tools: Mapping[str, int] = field(default_factory=dict)
    tools_known: int = 0
    goals: Mapping[int, int] = field(default_factory=dict)
    difficulty: Mapping[str, int] = field(default_factory=dict)
    splits: Mapping[str, int] = field(default_factory=dict)
    coverage: tuple[Cell, ...] = ()
    never: tuple[str, ...] = ()

    @property
    def usd_per_task(self) -> float | None:
        """Money spent for each task in the dataset, rejected candidates included; None where there is no task."""
        return self.usd / self.certified if self.certified else None

    @property
    def tokens_per_task(self) -> float | None:
        """Tokens spent for each task in the dataset, rejected candidates included; None where there is no task."""
        return self.tokens / self.certified if self.certified else None

    def __str__(self) -> str:
        """Return what a person wants to know, on one line."""
        turned_down = ", ".join(f"{count} {reason}" for reason, count in self.rejected.items()) or "none"
        return (
            f"{self.certified} of {self.requested} tasks certified from {self.candidates} candidates "
            f"(rejected: {turned_down}) in {self.seconds:.1f} s; dataset {self.digest[:16]} in {self.run}"
        )

    def to_json(self) -> dict[str, Any]:
        """Return what ``eigengraph synthesize --json`` prints: a JSON object on one line."""
        return {
            "run": self.run,
            "requested": self.requested,
            "certified": self.certified,
            "rejected": dict(self.rejected),
            "outcomes": dict(self.outcomes),
            "digest": self.digest,
            "seconds": self.seconds,
            "spend": {
                "tokens": self.tokens,
                "usd": self.usd,
                "tokens_per_certified": self.tokens_per_task,
                "usd_per_certified": self.usd_per_task if self.usd else None,
            },
        }


def refused_by_role(counts: Mapping[tuple[str, str, str], int]) -> dict[str, int]:
    """Return how many steps were turned down, by role or stage, most first.

    A reason names the role whose work was at fault before its colon; where it does not, the stage is named.

    Args:
        counts: Results by stage, status and reason, as a ledger counts them.
    """
    refused: Counter[str] = Counter()
    for (stage, status, reason), count in counts.items():
        if status == "ok" or stage in _ENDS or reason in _NO_WORK:
            continue
        role, colon, _ = reason.partition(": ")
        refused[role if colon else stage] += count
    return dict(refused.most_common())


def with_coverage(summary: Summary, data: Iterable[Datum], domain: Domain) -> Summary:
    """Return a summary whose mutants, clauses, tools and goals are counted from the dataset, in one pass.

    Args:
        summary: The rest of it.
        data: Every datum of the dataset.
        domain: Says which rules and tools there are; calls of tools that it does not have are not counted.
    """
    tool_names = {tool.name for tool in domain.tools}
    mutants: dict[str, Tally] = {}
    clauses: Counter[str] = Counter()
    tools: Counter[str] = Counter()
    goals: Counter[int] = Counter()
    together: Counter[Place] = Counter()
    for datum in data:
        for kind, tally in datum.certificate.mutants.items():
            mutants[kind] = mutants.get(kind, Tally()) + tally
        clauses.update(domain.rule_ids.intersection(datum.task.blueprint.clauses()))
        tools.update(call.name for call in datum.trajectory.calls() if call.name in tool_names)
        goals[len(datum.task.blueprint.goals)] += 1
        together.update(places(datum, domain))
    return replace(
        summary,
        mutants=mutants,
        clauses=clauses,
        clauses_known=len(domain.rule_ids),
        tools=tools,
        tools_known=len(tool_names),
        goals=goals,
        difficulty={band: count for band in BANDS if (count := together["", "", band])},
        coverage=cells(together),
        never=(*sorted(domain.rule_ids - clauses.keys()), *sorted(tool_names - tools.keys())),
    )
