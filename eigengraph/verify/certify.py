"""Certificates: trying to fool a verifier before its task may be used."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from random import Random

from eigengraph.records import Certificate, Tally, Task, ToolCall, digest, encode
from eigengraph.verify.equivalents import EQUIVALENTS
from eigengraph.verify.faults import faults_in
from eigengraph.verify.judging import Judged, judge
from eigengraph.verify.mutants import MUTATORS
from eigengraph.verify.renaming import Mentions
from eigengraph.verify.rulings import gold_allowed, tempting_forbidden
from eigengraph.verify.sandbox import Sandbox
from eigengraph.verify.searches import NOTHING, search
from eigengraph.verify.solutions import Solution, SolutionError, solutions
from eigengraph.verify.trial import Ending, Run, Trial, walk
from eigengraph.verify.variants import MOST_PER_KIND, Ground, Mutator, drawn
from eigengraph.world import Base, Domain

_RUNS = 2
_RIGHT, _WRONG = "must pass", "must fail"


def certify(
    task: Task,
    domain: Domain,
    base: Base,
    donors: Sequence[ToolCall] = (),
    *,
    mutators: Sequence[Mutator] = MUTATORS,
    sandboxes: Mapping[str, Sandbox] | None = None,
    mentions: Mentions | None = None,
) -> Certificate:
    """Try a task's verifier on right and wrong solutions.

    A certificate is issued if the gold solution passes, twice alike; every other acceptable solution and equivalent
    passes; every mutant fails, doing nothing among them, but for those that end exactly as an acceptable solution does;
    the domain's rules agree with the blueprint; and the verifier's checkers, where it has any, are fit to judge.

    Args:
        task: The task with its verifier.
        domain: Its domain.
        base: The tables that its world begins with.
        donors: Writes of unrelated tasks, for mutants that do too much.
        mutators: Kinds of mutants.
        sandboxes: By name, those that run the verifier's checkers; the verdict is the first one's, the others must
            agree. Not used for a verifier without checkers.
        mentions: Of the base; where they are given, what ``eigengraph.verify.searches`` looks for is searched, too.

    Returns:
        A certificate, issued or not; what stood in its way is in ``reasons``.

    Raises:
        PluginCrash: A mutator raised, or yields something else than variants.
        ToolCrash: A tool raised something its domain does not declare.
    """
    faults = faults_in(task, domain, base)
    if faults:
        return Certificate("", issued=False, reasons=tuple(f"invalid_verifier: {line}" for line in faults))
    verifier = digest(encode(task.verifier))
    try:
        ways = solutions(domain, base, task.blueprint, task.initial, task.seed)
    except SolutionError as error:
        return Certificate(verifier, issued=False, reasons=(f"{error.reason}: {error}",))
    trials = [walk(task, domain, base, way) for way in ways]
    acceptable = endings(trials)
    grounds = [_ground(trial, donors) for trial in trials]
    runs: dict[tuple[str, str], list[Run]] = {(_RIGHT, "gold"): _fresh(task, domain, base, ways[0])}
    for kind, equivalent in EQUIVALENTS.items():
        pairs = zip(trials, grounds, strict=True)
        tried = (trial.run(variant) for trial, ground in pairs for variant in equivalent(ground))
        runs[_RIGHT, kind] = [run for run in tried if trials[0].ending(run) in acceptable]
    for mutator in mutators:
        variants = drawn(mutator.variants(grounds[0]), MOST_PER_KIND, Random(_seed(task)), attrgetter("about"))
        runs[_WRONG, mutator.name] = [trials[0].run(variant) for variant in variants]
    judgement = judge(task, runs, sandboxes or {}, thorough=mentions is not None)
    right = {kind: found for (side, kind), found in judgement.runs.items() if side == _RIGHT}
    wrong = {kind: found for (side, kind), found in judgement.runs.items() if side == _WRONG}
    must_pass = {kind: _must_pass(found) for kind, found in right.items()}
    must_pass["gold"] = _ends_alike(must_pass["gold"], runs[_RIGHT, "gold"], ways[0])
    mutants = {kind: _must_fail(trials[0], found, acceptable) for kind, found in wrong.items()}
    rules = {"gold_allowed": gold_allowed(trials), "tempting_forbidden": tempting_forbidden(trials[0])}
    has_code = bool(task.verifier.checkers)
    searched = NOTHING
    if mentions is not None:
        first = next(iter((sandboxes or {}).values()), None)
        tried_of_gold = [right["gold"][0], *(one for found in wrong.values() for one in found)]
        searched = search(trials[0], grounds[0], acceptable, tried_of_gold, mentions, first)
    reasons = (
        *judgement.complaints,
        *(f"mutant_survives: {kind}: {line}" for kind, tally in mutants.items() for line in tally.bad),
        *(f"right_solution_fails: {kind}: {line}" for kind, line in _failing(must_pass, right, has_code=has_code)),
        *(f"rule_contradiction: {line}" for tally in rules.values() for line in tally.bad),
        *searched.reasons,
    )
    return Certificate(
        verifier,
        not reasons,
        mutants,
        must_pass,
        rules,
        searches=searched.tallies,
        code={kind: _killed_by_code(trials[0], found, acceptable) for kind, found in wrong.items()} if has_code else {},
        sandboxes=judgement.sandboxes,
        untested=tuple(
            kind
            for tallies in (mutants, must_pass)
            for kind, tally in tallies.items()
            if not tally.tried + tally.not_applicable
        ),
        ambiguous=searched.ambiguous,
        reasons=reasons,
    )


def endings(trials: Iterable[Trial]) -> frozenset[Ending]:
    """Return what the acceptable solutions amount to."""
    return frozenset(trial.ending(trial.run(trial.as_it_stands())) for trial in trials)


def _fresh(task: Task, domain: Domain, base: Base, solution: Solution) -> list[Run]:
    """Run the gold solution in fresh worlds."""
    trials = [walk(task, domain, base, solution) for _ in range(_RUNS)]
    return [trial.run(replace(trial.as_it_stands(), detail=f"run {number}")) for number, trial in enumerate(trials, 1)]


def _ends_alike(tally: Tally, runs: Sequence[Run], solution: Solution) -> Tally:
    """Count runs of the gold solution that end in another state than it did at first as bad, too."""
    elsewhere = [run.variant.detail for run in runs if run.world.digest() != solution.world.digest()]
    strayed = [f"{name} ends in another state than the first time" for name in elsewhere if name not in tally.bad]
    return Tally(tally.tried, tally.good - len(strayed), 0, (*tally.bad, *strayed))


def _must_pass(found: Iterable[Judged]) -> Tally:
    judged = list(found)
    bad = tuple(one.run.variant.detail for one in judged if not one.passed)
    return Tally(len(judged), len(judged) - len(bad), 0, bad)


def _failing(
    must_pass: Mapping[str, Tally], judged: Mapping[str, Sequence[Judged]], *, has_code: bool
) -> Iterator[tuple[str, str]]:
    """Yield what fails and must not, by kind; not what code could not decide, which is complained about as that."""
    for kind, tally in must_pass.items():
        undecided = {one.run.variant.detail for one in judged[kind] if has_code and one.by_code is None}
        yield from ((kind, line) for line in tally.bad if line not in undecided)


def _must_fail(trial: Trial, found: Iterable[Judged], acceptable: Container[Ending]) -> Tally:
    """Count runs that must fail, unless they end as an acceptable solution does."""
    return _tally(((one.run, one.passed) for one in found), trial, acceptable)


def _killed_by_code(trial: Trial, found: Iterable[Judged], acceptable: Container[Ending]) -> Tally:
    """Count the same by what the checkers say alone."""
    return _tally(((one.run, one.by_code is True) for one in found), trial, acceptable)


def _tally(judged: Iterable[tuple[Run, bool]], trial: Trial, acceptable: Container[Ending]) -> Tally:
    killed = refused = not_applicable = 0
    bad = []
    for run, passed in judged:
        if not passed:
            killed += 1
            refused += _was_refused(run, trial.solution)
        elif trial.ending(run) in acceptable:
            not_applicable += 1
        else:
            bad.append(run.variant.detail)
    return Tally(killed + len(bad), killed, not_applicable, tuple(bad), refused)


def _was_refused(run: Run, solution: Solution) -> bool:
    """Whether a call was refused that the solution does not make."""
    return any(made.error and made.call not in solution.calls for made in run.view.calls)


def _ground(trial: Trial, donors: Sequence[ToolCall]) -> Ground:
    random = Random(_seed(trial.task))
    return Ground(trial.task, trial.solution, trial.domain, trial.worlds[0], tuple(donors), random)


def _seed(task: Task) -> int:
    return int(digest(task.id.encode())[:12], 16)
