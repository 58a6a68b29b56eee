"""Certificates: trying to fool a verifier before its task may be used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from random import Random

from eigengraph.records import Certificate, Tally, Task, ToolCall, digest, encode
from eigengraph.verify.equivalents import EQUIVALENTS
from eigengraph.verify.mutants import MOST_PER_KIND, MUTATORS, Ground, Variant
from eigengraph.verify.rulings import gold_allowed, tempting_forbidden
from eigengraph.verify.score import passes
from eigengraph.verify.solutions import Solution, SolutionError, solutions, to_be_said
from eigengraph.verify.trial import Trial, walk
from eigengraph.world import Base, Domain

_RUNS = 2


def certify(task: Task, domain: Domain, base: Base, donors: Sequence[ToolCall] = ()) -> Certificate:
    """Try a task's verifier on right and wrong solutions.

    A certificate is issued if the gold solution passes, twice alike; every other acceptable solution and equivalent
    passes; every mutant fails, doing nothing among them, but for those that end exactly as an acceptable solution does;
    and the domain's rules agree with the blueprint.

    Args:
        task: The task with its verifier.
        domain: Its domain.
        base: The tables that its world begins with.
        donors: Writes of unrelated tasks, for mutants that do too much.

    Returns:
        A certificate, issued or not; what stood in its way is in ``reasons``.

    Raises:
        ToolCrash: A tool raised something its domain does not declare.
    """
    verifier = digest(encode(task.verifier))
    try:
        ways = solutions(domain, base, task.blueprint, task.initial, task.seed)
    except SolutionError as error:
        return Certificate(verifier, issued=False, reasons=(f"{error.reason}: {error}",))
    trials = [walk(task, domain, base, way) for way in ways]
    acceptable = frozenset(trial.ending(*trial.run(_right(trial))) for trial in trials)
    grounds = [_ground(trial, donors) for trial in trials]
    must_pass = {"gold": _gold(task, domain, base, ways[0])}
    for kind, equivalent in EQUIVALENTS.items():
        pairs = zip(trials, grounds, strict=True)
        must_pass[kind] = _sum(trial.must_pass(equivalent(ground), acceptable) for trial, ground in pairs)
    mutants = {
        kind: trials[0].must_fail(_drawn(mutator(grounds[0]), _seed(task)), acceptable)
        for kind, mutator in MUTATORS.items()
    }
    rules = {"gold_allowed": gold_allowed(trials), "tempting_forbidden": tempting_forbidden(trials[0])}
    reasons = (
        *(f"mutant_survives: {kind}: {line}" for kind, tally in mutants.items() for line in tally.bad),
        *(f"right_solution_fails: {kind}: {line}" for kind, tally in must_pass.items() for line in tally.bad),
        *(f"rule_contradiction: {line}" for tally in rules.values() for line in tally.bad),
    )
    untested = tuple(kind for kind, tally in {**mutants, **must_pass}.items() if not tally.tried + tally.not_applicable)
    return Certificate(verifier, not reasons, mutants, must_pass, rules, untested, reasons)


def _right(trial: Trial) -> Variant:
    return Variant("gold", trial.solution.name, trial.solution.calls, to_be_said(trial.task.blueprint))


def _gold(task: Task, domain: Domain, base: Base, solution: Solution) -> Tally:
    """Run the gold solution in fresh worlds: it must pass each time, and end where it did at first."""
    bad = []
    for run in range(1, _RUNS + 1):
        trial = walk(task, domain, base, solution)
        view, world = trial.run(_right(trial))
        if not passes(task, view):
            bad.append(f"run {run}")
        elif world.digest() != solution.world.digest():
            bad.append(f"run {run} ends in another state than the first time")
    return Tally(_RUNS, _RUNS - len(bad), 0, tuple(bad))


def _ground(trial: Trial, donors: Sequence[ToolCall]) -> Ground:
    random = Random(_seed(trial.task))
    return Ground(trial.task, trial.solution, trial.domain, trial.worlds[0], tuple(donors), random)


def _drawn(variants: Iterable[Variant], seed: int) -> Iterator[Variant]:
    """Keep a bounded number of variants, drawn at random, in their order."""
    found = list(variants)
    chosen = sorted(Random(seed).sample(range(len(found)), min(MOST_PER_KIND, len(found))))
    return (found[index] for index in chosen)


def _seed(task: Task) -> int:
    return int(digest(task.id.encode())[:12], 16)


def _sum(tallies: Iterable[Tally]) -> Tally:
    return reduce(
        lambda left, right: Tally(
            left.tried + right.tried,
            left.good + right.good,
            left.not_applicable + right.not_applicable,
            left.bad + right.bad,
        ),
        tallies,
        Tally(),
    )
