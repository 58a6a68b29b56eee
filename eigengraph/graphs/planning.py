"""Planning and reflection without a language model: plans of what a sampler makes, rewritten by rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from eigengraph.graphs.workers import Planner, Reflector, Workshop
from eigengraph.plans import (
    MOST_GOALS,
    MOST_TRIES,
    Cluster,
    EvaluationPlan,
    PlanPair,
    Version,
    credit,
    same_content,
    version,
)
from eigengraph.records import digest
from eigengraph.world import Plan

_SIZES = ((1, 5), (1, 2), (2, 3), (1, 3), (2, 4), (3, 5))
_MORE, _LESS = 4.0, 0.5
_BANDS = ((0.0, 1.0), (0.0, 0.4), (0.3, 0.7), (0.5, 1.0))
_ENDS = ((), ("refuse",), ("transfer",))
_WORDLESS = 3  # later tries at a plan that differs from the others get a sentence, too
_USED = 2
"""Rewrites before scale-up that use what was learned, and try no more sentences."""

WORDINGS = (
    "Take every value from the facts, letter by letter.",
    "Leave out of the scenario what the agent has to look up.",
    "Ask for something that is not so before the dialogue begins.",
    "Give each task another reason than the one before.",
    "Name every record that the request is about.",
    "Ask for what the tools can do, and for nothing else.",
)
"""What the rules may have a plan say. They mean something to a language model only."""


def derived_planner(shop: Workshop) -> Planner:
    """Plans from a census of what the domain's sampler makes: each stream has intents, tools and sizes of its own."""

    async def plan(stream: int, attempt: int, _others: Sequence[PlanPair]) -> PlanPair:
        if shop.settings.streams == 1:
            return version(0, Plan(""), why="one stream for all that the domain offers")
        random = Random(digest(f"plan {shop.settings.seed} {stream} {attempt}".encode()))
        census = shop.census
        names = Random(digest(f"intents {shop.settings.seed}".encode())).sample(
            sorted(census.intents), len(census.intents)
        )
        focus = _share(names, stream, attempt, shop.settings.streams)
        clauses = sorted({clause for intent in focus for clause in census.clauses[intent]})
        tools = sorted({tool for intent in focus for tool in census.tools[intent]})
        ends = random.choice(_ENDS) if attempt else ()
        synthesis = Plan(
            "",
            goals=_SIZES[(stream + attempt) % len(_SIZES)],
            emphasis=dict.fromkeys((*sorted(focus), *ends), _MORE),
            tools=tuple(tools) if random.random() < 0.5 else (),
            clauses=tuple(sorted(random.sample(clauses, min(random.randint(1, 4), len(clauses))))),
            difficulty=random.choice(_BANDS) if attempt else _BANDS[0],
            wording=tuple(random.sample(WORDINGS, 1)) if attempt > _WORDLESS else (),
        )
        return version(stream, synthesis, why=f"emphasis on {', '.join(sorted(focus)) or 'nothing'}")

    return plan


def _share(names: Sequence[str], stream: int, attempt: int, streams: int) -> Sequence[str]:
    """Deal intents out; where there are fewer than streams, several get one, and later tries another one besides."""
    if not names:
        return ()
    dealt = list(names[stream::streams]) or [names[stream % len(names)]]
    added = [names[(stream + 5 * attempt) % len(names)]] if attempt else []
    return list(dict.fromkeys([*dealt, *added]))


def rule_reflector(shop: Workshop, wordings: Sequence[str] = WORDINGS) -> Reflector:
    """Plans rewritten by the most frequent kind of failure, and by what every stream has learned of the sentences.

    Args:
        shop: Of the run.
        wordings: The sentences to try. Which one helps is learned from every stream's versions.
    """

    async def reflect(parent: Version, history: Sequence[Version]) -> PlanPair | None:
        clusters = parent.evidence.clusters()
        if not clusters:
            return None
        tried = [one.pair for one in history if one.pair.parent == parent.pair.id]
        random = Random(digest(f"reflect {shop.settings.seed} {parent.pair.id} {len(tried)}".encode()))
        worded = _worded(shop, parent, history, wordings, random)
        for cluster in clusters:
            for changed in (*_checked(shop, parent.pair, cluster), *_changes(shop, parent.pair, cluster)):
                proposed = _with(changed, worded, parent)
                if not any(same_content(proposed, other) for other in (*tried, parent.pair)):
                    return proposed
        proposed = _with(replace(parent.pair, why=clusters[0].reason), worded, parent)
        return proposed if not any(same_content(proposed, other) for other in (*tried, parent.pair)) else None

    return reflect


def _checked(shop: Workshop, pair: PlanPair, cluster: Cluster) -> list[PlanPair]:
    """Return what a plan is with each check that would have found such failures earlier, and is not made yet."""
    made = {*shop.settings.checks, *pair.evaluation.checks}
    fitting = [
        check for name, check in shop.checks.items() if name not in made and cluster.reason.startswith(check.prevents)
    ]
    return [
        version(
            pair.stream,
            pair.synthesis,
            replace(pair.evaluation, checks=(*pair.evaluation.checks, check.name)),
            parent=pair.id,
            why=f"{cluster.count} x {cluster.reason}: check {check.name}",
        )
        for check in fitting
    ]


def _changes(shop: Workshop, pair: PlanPair, cluster: Cluster) -> list[PlanPair]:
    """Return what the rules make of a plan for a kind of failure, the likeliest cure first."""
    plan, evaluation, settings = pair.synthesis, pair.evaluation, shop.settings
    fewest, most = plan.goals
    why = f"{cluster.count} x {cluster.reason}"

    def plans(what: str, changed: Plan) -> PlanPair:
        return version(pair.stream, changed, evaluation, parent=pair.id, why=f"{why}: {what}")

    def works(what: str, changed: EvaluationPlan) -> PlanPair:
        return version(pair.stream, plan, changed, parent=pair.id, why=f"{why}: {what}")

    rollouts = evaluation.rollout_attempts or settings.rollout_attempts
    tasks = evaluation.task_attempts or settings.task_attempts
    if cluster.reason in ("duplicate", "near_duplicate"):
        larger = replace(plan, goals=(fewest, max(most, min(MOST_GOALS, most + 1))))
        return [replace(pair, why=why), plans("larger tasks", larger), plans("no emphasis", replace(plan, emphasis={}))]
    if cluster.reason == "no_blueprint":
        smaller = replace(plan, goals=(1, max(1, most - 1)))
        return [plans("smaller tasks", smaller), plans("no preferences", replace(plan, tools=(), clauses=()))]
    if cluster.reason.startswith(("agent:", "user:")):
        changes, tries = [], rollouts
        more = works("one more try at the dialogue", replace(evaluation, rollout_attempts=rollouts + 1))
    else:
        changes, tries = [replace(pair, why=why)], tasks
        more = works("one more try at the task", replace(evaluation, task_attempts=tasks + 1))
    if cluster.intents and cluster.intents[0][1] == cluster.count:
        intent = cluster.intents[0][0]
        emphasis = {**plan.emphasis, intent: plan.emphasis.get(intent, 1.0) * _LESS}
        changes.append(plans(f"less {intent}", replace(plan, emphasis=emphasis)))
    return [*changes, more] if tries < MOST_TRIES else changes  # last, since another try costs what it yields


def _worded(
    shop: Workshop, parent: Version, history: Sequence[Version], wordings: Sequence[str], random: Random
) -> tuple[str, ...]:
    """Return what a plan says next: what is known to help and, to learn more, half of what nothing is known of.

    What is proposed for the last two rounds tries nothing new: that is the time for what was learned.
    """
    known = credit(history, wordings)
    settings = shop.settings
    settled = sum(one.evidence.tried for one in history if one.pair.stream == parent.pair.stream) // settings.pilot
    tries = settled < max(2, settings.rounds - _USED)
    drawn = random.sample(known.undecided, len(known.undecided) // 2) if tries else ()
    said = {*dict(known.helpful), *drawn}
    others = [sentence for sentence in parent.pair.synthesis.wording if sentence not in wordings]
    return (*others, *(sentence for sentence in wordings if sentence in said))


def _with(pair: PlanPair, wording: tuple[str, ...], parent: Version) -> PlanPair:
    """Return a changed plan that says certain sentences."""
    before = parent.pair.synthesis.wording
    added = [sentence for sentence in wording if sentence not in before]
    dropped = [sentence for sentence in before if sentence not in wording]
    notes = [f"{what} {', '.join(map(repr, each))}" for what, each in (("say", added), ("drop", dropped)) if each]
    synthesis = replace(pair.synthesis, wording=wording)
    return version(pair.stream, synthesis, pair.evaluation, parent=parent.pair.id, why="; ".join((pair.why, *notes)))
