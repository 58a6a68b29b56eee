"""What a certificate searches for on demand, beyond the variants that it always tries."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass

from eigengraph.records import Tally, Task
from eigengraph.verify.attacks import Attacks, attack
from eigengraph.verify.checking import passes_each
from eigengraph.verify.judging import Judged
from eigengraph.verify.other_ways import other_ways
from eigengraph.verify.renaming import Mentions, renamed_runs
from eigengraph.verify.sandbox import Sandbox
from eigengraph.verify.staging import staged_view
from eigengraph.verify.trial import Ending, Run, Trial
from eigengraph.verify.variants import Ground

Accepts = Callable[[Sequence[Run]], list[bool]]


@dataclass(frozen=True, slots=True)
class Found:
    """What the searches came to.

    Attributes:
        tallies: ``other_ways``, ``missed_goal``, ``broken_rule`` and ``renamed_ids``.
        ambiguous: Endings that rules and facts accept and the verifier does not, a line each.
        reasons: Why no certificate can be issued, a line each.
    """

    tallies: Mapping[str, Tally]
    ambiguous: tuple[str, ...]
    reasons: tuple[str, ...]


NOTHING = Found({}, (), ())
"""Where nobody asked for a search."""


def search(
    trial: Trial,
    ground: Ground,
    acceptable: Container[Ending],
    judged: Sequence[Judged],
    mentions: Mentions,
    sandbox: Sandbox | None,
) -> Found:
    """Search for other right solutions, for ways to fool the verifier, and for verdicts that hang on names.

    Args:
        trial: The gold solution.
        ground: The same solution's.
        acceptable: What acceptable solutions amount to.
        judged: Runs of the gold solution and of mutants, to be repeated under other names.
        mentions: Of the base.
        sandbox: Runs the verifier's checkers.
    """
    accepts = _accepting(trial.task, sandbox)
    ways, failing = _other_ways(trial, ground, acceptable, accepts)
    attacks = attack(trial, ground, acceptable, accepts)
    hits = {
        kind: tuple(hit.detail for hit in attacks.hits if hit.kind == kind) for kind in ("missed_goal", "broken_rule")
    }
    renamed = _renamed(trial, judged, mentions, sandbox)
    return Found(
        {
            "other_ways": ways,
            **{kind: _survived(attacks, kind, bad) for kind, bad in hits.items()},
            "renamed_ids": renamed,
        },
        tuple(line for line in ways.bad if line not in failing),
        (
            *(f"right_solution_fails: other_ways: {line}" for line in failing),
            *(f"verifier_fooled: {kind}: {line}" for kind, lines in hits.items() for line in lines),
            *(f"verdict_hangs_on_names: {line}" for line in renamed.bad),
        ),
    )


def _survived(attacks: Attacks, kind: str, bad: tuple[str, ...]) -> Tally:
    traceless = attacks.traceless if kind == "broken_rule" else 0
    tried = attacks.tried - traceless
    return Tally(tried, tried - len(bad), traceless, bad)


def _other_ways(
    trial: Trial, ground: Ground, acceptable: Container[Ending], accepts: Accepts
) -> tuple[Tally, tuple[str, ...]]:
    """Return how other ways fared, and which of them end as an acceptable solution does and fail all the same."""
    ways = list(other_ways(trial, ground))
    good = not_applicable = 0
    ambiguous, failing = [], []
    for way, passed in zip(ways, accepts([way.run for way in ways]), strict=True):
        if passed:
            good += 1
        elif trial.ending(way.run) in acceptable:
            failing.append(way.run.variant.detail)
        elif way.decided:
            ambiguous.append(way.run.variant.detail)
        else:
            not_applicable += 1
    bad = (*failing, *ambiguous)
    return Tally(good + len(bad), good, not_applicable, bad), tuple(failing)


def _renamed(trial: Trial, judged: Sequence[Judged], mentions: Mentions, sandbox: Sandbox | None) -> Tally:
    task, found = renamed_runs(trial, [one.run for one in judged], mentions)
    kept = [(one, run) for one, run in zip(judged, found, strict=True) if run is not None]
    verdicts = _accepting(task, sandbox)([run for _, run in kept])
    bad = tuple(
        f"{one.run.variant.detail} {'passes' if one.passed else 'fails'}, but not under other names"
        for (one, _), passed in zip(kept, verdicts, strict=True)
        if passed != one.passed
    )
    return Tally(len(kept), len(kept) - len(bad), len(judged) - len(kept), bad)


def _accepting(task: Task, sandbox: Sandbox | None) -> Accepts:
    """Return what says whether a task's verifier passes runs; one that cannot decide passes none."""

    def accepts(runs: Sequence[Run]) -> list[bool]:
        views = [staged_view(task, run) if task.verifier.checkers else run.view for run in runs]
        return [decided is True for decided in passes_each(task, views, sandbox)]

    return accepts
