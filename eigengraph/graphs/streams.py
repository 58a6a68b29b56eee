"""Streams at the barriers of a run: opening them with the planner's plans, and drawing candidates for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from eigengraph.config import Settings
from eigengraph.errors import BudgetExceeded, ConfigError
from eigengraph.graphs.bench import Bench, Result
from eigengraph.graphs.item import Item, Rejection
from eigengraph.graphs.plan_check import plan_problems
from eigengraph.graphs.stream import Stream
from eigengraph.plans import FIXED_PAIR, NEAR, PlanPair, Trial, Version, nearest
from eigengraph.records import decode, encode

PLAN = "plan"
"""The ledger's name for a version of a stream's plans; its attempt is the pilot round that first tries it."""

DECISION = "decision"
"""The ledger's name for a decision about a stream's plans; its attempt counts them."""

PLANNING_TRY = "planning"
"""The ledger's name for a try of the planner that came to nothing; its attempt counts them."""

_TRIES = 32
_MOST_REFUSED = 4  # tries of which nothing could be used; each has its own answers fed back before
_DETAIL = 400


def plans(settings: Settings) -> bool:
    """Return whether a run plans at all; one stream without pilot rounds has one fixed plan."""
    return settings.streams > 1 or settings.rounds > 0


def place(stream: int) -> int:
    """Return the index under which the ledger keeps what concerns a stream: below those of all candidates."""
    return -1 - stream


async def open_streams(bench: Bench) -> None:
    """Let the planner write the first plans of each stream, one after another, each told those before it.

    Raises:
        ConfigError: The planner found no plans that differ enough from those of the other streams.
    """
    settings = bench.shop.settings
    if not plans(settings):
        bench.streams = [Stream(0, [Version(FIXED_PAIR, accepted=True)])]
        return
    pairs: list[PlanPair] = []
    for number in range(settings.streams):
        kept = bench.store.get(place(number), PLAN, 0)
        if kept is None:
            kept = Result("ok", payload=encode(await _planned(bench, number, pairs)))
            await bench.store.put(place(number), PLAN, 0, kept)
        pairs.append(decode(PlanPair, kept.payload))
    bench.streams = [Stream(pair.stream, [Version(pair, accepted=True)]) for pair in pairs]


async def _planned(bench: Bench, number: int, others: Sequence[PlanPair]) -> PlanPair:
    near = None
    refused = 0
    for attempt in range(_TRIES):
        try:
            pair = await _asked(bench, number, attempt, others)
        except Rejection as rejection:
            await _refused(bench, number, attempt, rejection)
            refused += 1
            if refused == _MOST_REFUSED:
                raise ConfigError(
                    f"the planner wrote no usable plans for stream {number} in {refused} tries ({rejection!s:.300}); "
                    "choose another model or planner, or planner = 'derived' in the settings' [workers]"
                ) from None
            continue
        near = nearest(pair.synthesis, others)
        if near is None or near[1] >= NEAR:
            return replace(pair, stream=number)
    assert near is not None
    raise ConfigError(
        f"the planner found no plans for stream {number} in {_TRIES} tries that differ from those of stream "
        f"{near[0].stream} by {NEAR} or more (the last by {near[1]:.2f}); ask for {number} at most"
    )


async def _asked(bench: Bench, number: int, attempt: int, others: Sequence[PlanPair]) -> PlanPair:
    """Ask the planner.

    Raises:
        Rejection: It failed, or what it wrote cannot be used.
    """
    try:
        pair: PlanPair = await bench.workers["planner"](number, attempt, others)
    except (ConfigError, BudgetExceeded, Rejection):
        raise
    except Exception as error:
        raise Rejection("planner_error", f"{type(error).__name__}: {error}") from error
    wrong = "; ".join(plan_problems(bench.shop, pair)) or cannot_hire(bench, pair)
    if wrong:
        raise Rejection("unusable_plan", wrong)
    return pair


def cannot_hire(bench: Bench, pair: PlanPair) -> str:
    """Make the workers that a plan chooses, and return why one cannot be made; nothing where all can."""
    for role, name in pair.evaluation.workers.items():
        try:
            bench.hired[role, name] = bench.hire(role, name)
        except ConfigError as error:
            return str(error)
    return ""


async def _refused(bench: Bench, number: int, attempt: int, rejection: Rejection) -> None:
    """Keep why a try of the planner came to nothing, so that it is counted."""
    if bench.store.get(place(number), PLANNING_TRY, attempt) is None:
        result = Result("rejected", rejection.reason, rejection.detail)
        await bench.store.put(place(number), PLANNING_TRY, attempt, result)


def next_batch(bench: Bench, number: int, drawn: int, size: int) -> list[Item]:
    """Return the next candidates, dealt out to streams.

    Args:
        bench: Of the run, with its streams.
        number: The pilot round, counted from 0.
        drawn: Candidates of scale-up drawn before.
        size: How many to draw where pilot rounds are over.
    """
    settings = bench.shop.settings
    if number < settings.rounds:
        first = number * settings.streams * settings.pilot
        dealt = [pair for stream in bench.streams for pair in stream.pilots(settings.pilot)]
        return [Item(first + offset, pair=pair) for offset, pair in enumerate(dealt)]
    first = settings.piloted + drawn
    active = [stream for stream in bench.streams if not stream.stopped]
    return [Item(index, pair=active[index % len(active)].in_force.pair) for index in range(first, first + size)]


def trial_of(item: Item, result: Result) -> Result:
    """Return the result of a pilot's candidate: as evidence, without its datum."""
    intents = tuple(sorted(goal.intent for goal in item.blueprint.goals)) if item.blueprint is not None else ()
    detail = "" if result.status == "ok" else result.detail[:_DETAIL]
    trial = Trial(item.index, item.pair.id, result.reason, detail, intents, item.attempt + 1 - item.outages)
    return replace(result, payload=encode(trial))
