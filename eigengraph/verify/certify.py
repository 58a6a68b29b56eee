"""Certificates: trying to fool a verifier before its task may be used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from eigengraph.records import Certificate, Facts, Tally, Task, ToolCall, canonical, digest, encode
from eigengraph.verify.arguments import sibling_finder
from eigengraph.verify.assertions import covered
from eigengraph.verify.equivalents import EQUIVALENTS
from eigengraph.verify.mutants import MOST_PER_KIND, MUTATORS, Ground, Variant
from eigengraph.verify.replay import run_calls
from eigengraph.verify.score import passes
from eigengraph.verify.solutions import Solution, SolutionError, solutions
from eigengraph.verify.view import View, environment_of
from eigengraph.world import Base, Domain, World, broken_rules

Effect = tuple[str, frozenset[str], bool]


def certify(task: Task, domain: Domain, base: Base, donors: Sequence[ToolCall] = ()) -> Certificate:
    """Try a task's verifier on right and wrong solutions.

    A certificate is issued if the initial state fails or is an acceptable ending by itself (a request that must be
    refused), every acceptable solution and equivalent passes, twice alike, every applicable mutant fails, and the
    domain's rules agree with the blueprint.

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
    trial = _Trial(task, domain, base, _seed(task))
    verifier = digest(encode(task.verifier))
    try:
        ways = solutions(domain, base, task.blueprint, task.initial, task.seed)
    except SolutionError as error:
        return Certificate(verifier, issued=False, reasons=(f"gold_raises: {error}",))
    acceptable = {trial.effect(Variant("", "", way.calls, trial.said))[1] for way in ways}
    mutants: dict[str, Tally] = {}
    must_pass = {"gold": trial.must_pass([Variant("gold", "", ways[0].calls, trial.said)] * 2)}
    for way in ways:
        ground = trial.ground(way, donors)
        for kind, equivalent in EQUIVALENTS.items():
            must_pass[kind] = _sum(must_pass.get(kind, Tally()), trial.must_pass(equivalent(ground)))
    ground = trial.ground(ways[0], donors)
    for kind, mutator in MUTATORS.items():
        mutants[kind] = trial.must_fail(trial.draw(mutator(ground)), acceptable)
    rules = {"gold_allowed": trial.gold_allowed(ways), "tempting_forbidden": trial.tempting_forbidden(ways[0])}
    reasons = (
        *(f"mutant_survives: {kind}: {line}" for kind, tally in mutants.items() for line in tally.bad),
        *(f"right_solution_fails: {kind}: {line}" for kind, tally in must_pass.items() for line in tally.bad),
        *(f"rule_contradiction: {line}" for tally in rules.values() for line in tally.bad),
    )
    untested = tuple(kind for kind, tally in {**mutants, **must_pass}.items() if not tally.tried + tally.not_applicable)
    return Certificate(verifier, not reasons, mutants, must_pass, rules, untested, reasons)


def _seed(task: Task) -> int:
    return int(digest(task.id.encode())[:12], 16)


def _sum(left: Tally, right: Tally) -> Tally:
    return Tally(
        left.tried + right.tried,
        left.good + right.good,
        left.not_applicable + right.not_applicable,
        left.bad + right.bad,
    )


@dataclass(frozen=True)
class _Trial:
    task: Task
    domain: Domain
    base: Base
    seed: int
    said: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "said", tuple(text for goal in self.task.blueprint.goals for text in goal.say))

    def world(self) -> World:
        return World(self.domain, self.base, self.task.initial, seed=self.task.seed)

    def ground(self, solution: Solution, donors: Sequence[ToolCall]) -> Ground:
        world = self.world()
        siblings = sibling_finder(world, solution.calls)
        return Ground(self.task, solution, self.domain, world, siblings, tuple(donors), Random(self.seed))

    def draw(self, variants: Iterator[Variant]) -> list[Variant]:
        """Keep a bounded number of variants, drawn at random, in their order."""
        found = list(variants)
        if len(found) <= MOST_PER_KIND:
            return found
        chosen = sorted(Random(self.seed).sample(range(len(found)), MOST_PER_KIND))
        return [found[index] for index in chosen]

    def effect(self, variant: Variant) -> tuple[View, Effect]:
        """Run a variant; return its view, and what it amounts to apart from any verifier.

        That is the state it leaves, as far as it counts for the task's goals, what it told the user of what had to be
        told, and whether it transferred.
        """
        world = self.world()
        view = run_calls(world, variant.calls, variant.said, self.task.verifier)
        told = frozenset(text for text in self.said if text in variant.said)
        transferred = any(call.name == self.domain.transfer_tool for call in variant.calls)
        return view, (self._state(world, view), told, transferred)

    def _state(self, world: World, view: View) -> str:
        """Return the digest of what counts of a state: changes outside free places, and what the goals assert."""
        free = self.task.blueprint.free()
        counting = [
            [change.table, change.key, change.path, change.after, change.absent]
            for change in view.changed
            if not covered(change, free)
        ]
        asserted = [assertion for goal in self.task.blueprint.goals for assertion in goal.assertions]
        return digest(canonical(counting), canonical(environment_of(world, asserted)))

    def must_pass(self, variants: Iterator[Variant] | list[Variant]) -> Tally:
        bad = []
        tried = 0
        for variant in variants:
            tried += 1
            if not passes(self.task, self.effect(variant)[0]):
                bad.append(variant.detail or variant.kind)
        return Tally(tried, tried - len(bad), 0, tuple(bad))

    def must_fail(self, variants: list[Variant], acceptable: set[Effect]) -> Tally:
        killed = not_applicable = 0
        bad = []
        for variant in variants:
            view, effect = self.effect(variant)
            if not passes(self.task, view):
                killed += 1
            elif effect in acceptable:
                not_applicable += 1
            else:
                bad.append(variant.detail or variant.kind)
        return Tally(killed + len(bad), killed, not_applicable, tuple(bad))

    def gold_allowed(self, ways: Sequence[Solution]) -> Tally:
        """Every write or transfer of every solution must be allowed by every rule at its moment."""
        return _tally(line for way in ways for line in self._rulings(way))

    def _rulings(self, way: Solution) -> Iterator[str]:
        world = self.world()
        for goal, planned in zip(self.task.blueprint.goals, way.goals, strict=True):
            facts = Facts([*self.task.blueprint.facts, *goal.facts])
            for item in planned:
                if self._judged(world, item.call):
                    broken = broken_rules(self.domain, world, item.call, facts)
                    yield f"{way.name}: {item.call.name} is forbidden by {', '.join(broken)}" if broken else ""
                world.call(item.call)

    def tempting_forbidden(self, way: Solution) -> Tally:
        """Every tempting write must be forbidden by some rule at its moment."""
        return _tally(self._temptations(way))

    def _temptations(self, way: Solution) -> Iterator[str]:
        if not self.domain.rules:
            return
        world = self.world()
        for goal, planned in zip(self.task.blueprint.goals, way.goals, strict=True):
            for item in planned:
                world.call(item.call)
            facts = Facts([*self.task.blueprint.facts, *goal.facts])
            for call in goal.tempting:
                forbidden = broken_rules(self.domain, world, call, facts)
                yield "" if forbidden else f"no rule forbids {call.name} for {goal.intent}"

    def _judged(self, world: World, call: ToolCall) -> bool:
        tool = world.find(call.name, call.side)
        return tool is not None and (tool.kind == "write" or call.name == self.domain.transfer_tool)


def _tally(lines: Iterator[str]) -> Tally:
    found = list(lines)
    bad = tuple(line for line in found if line)
    return Tally(len(found), len(found) - len(bad), 0, bad)
