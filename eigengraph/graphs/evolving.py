"""Evolution at the barriers of a run: decisions about versions of plans, and proposals of new ones."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from eigengraph.errors import BudgetExceeded, ConfigError, RunMismatchError
from eigengraph.graphs.bench import FINAL, PILOT, Bench, Result
from eigengraph.graphs.item import Rejection
from eigengraph.graphs.plan_check import plan_problems
from eigengraph.graphs.stream import Stream
from eigengraph.graphs.streams import DECISION, PLAN, cannot_hire, place
from eigengraph.plans import (
    Decision,
    Evidence,
    EvolutionStrategy,
    PlanPair,
    Ruled,
    Trial,
    Version,
    same_content,
    tells,
    tells_in_scale_up,
)
from eigengraph.plans.strategies import compared
from eigengraph.records import decode, encode

_FEWEST = 0.5
"""Share of a pilot batch that must say something of the plan; with less, the next round tries the version again."""


async def evolve(bench: Bench, batch: Sequence[int], number: int) -> None:
    """Decide about what a pilot round tried, and let the reflector propose what the next one tries.

    Trials that say nothing of a plan are no evidence. With too few others, or where the strategy is not sure, the
    decision waits for a round.

    Args:
        bench: Of the run.
        batch: The round's candidates, all of them settled.
        number: The round, counted from 0.
    """
    trials = [trial for trial in (_trial(bench, index) for index in batch) if tells(trial.reason)]
    last = number + 1 == bench.shop.settings.rounds
    settled = []
    for stream in bench.streams:
        _learn(stream, trials)
        if await _decide(bench, stream, max(batch) + 1, last=last):
            settled.append(stream)
        stream.hold()
    if not last:
        history = [version for stream in bench.streams for version in stream.versions]
        await asyncio.gather(*[_propose(bench, stream, history, number + 1) for stream in settled])


def _trial(bench: Bench, index: int) -> Trial:
    result = bench.store.get(index, PILOT, 0)
    assert result is not None, f"candidate {index} is not settled"
    return decode(Trial, result.payload)


def _learn(stream: Stream, trials: list[Trial]) -> None:
    """Give each version of a stream the evidence of a round."""
    for number, version in enumerate(stream.versions):
        mine = tuple(trial for trial in trials if trial.version == version.pair.id)
        stream.versions[number] = replace(version, evidence=version.evidence + Evidence(mine))


async def _decide(bench: Bench, stream: Stream, at: int, *, last: bool) -> bool:
    """Decide about the version on trial, where there is one and its evidence suffices.

    Returns:
        Whether it is settled, so that another one may be tried.
    """
    tried = next(version for version in stream.versions if version.pair.id == stream.trying.id)
    if tried.evidence.tried < _FEWEST * bench.shop.settings.pilot:
        return False
    if tried.accepted is not None:
        return True
    parent = next(version for version in stream.versions if version.pair.id == tried.pair.parent)
    taken, why = _ruling(bench.shop.strategy, parent.evidence, tried.evidence, last=last)
    if taken is None:
        _check_open(bench, stream, at)
        return False
    stream.versions[stream.versions.index(tried)] = replace(tried, accepted=taken)
    ruled: Ruled = "accepted" if taken else "rolled_back"
    figures = (stream.in_force.pair.id, at, tried.evidence.good, tried.evidence.tried)
    await _decided(bench, stream, Decision(stream.number, tried.pair.id, ruled, why, *figures))
    return True


def _ruling(strategy: EvolutionStrategy, before: Evidence, after: Evidence, *, last: bool) -> tuple[bool | None, str]:
    """Return whether a version is put in force, None where another round has to show it, and why."""
    if why := strategy.refuse(before, after):
        return False, why
    if not strategy.unsure(before, after):
        return True, compared(before, after)
    return (False, f"{compared(before, after)}; no round is left to show more") if last else (None, "")


async def _propose(bench: Bench, stream: Stream, history: Sequence[Version], number: int) -> None:
    """Put a new version on trial for the next round; what cannot be used is kept in the ledger with the reason."""
    kept = bench.store.get(place(stream.number), PLAN, number)
    if kept is None:
        kept = await _asked(bench, stream, history)
        await bench.store.put(place(stream.number), PLAN, number, kept)
    if kept.status == "ok":
        stream.versions.append(Version(decode(PlanPair, kept.payload)))


async def _asked(bench: Bench, stream: Stream, history: Sequence[Version]) -> Result:
    parent = bench.shop.strategy.parent(stream.versions)
    if parent is None:
        return Result("rejected", "no_change", "the strategy leaves the plans as they are")
    try:
        pair = await bench.workers["reflector"](parent, history)
    except (ConfigError, BudgetExceeded):
        raise
    except Rejection as rejection:
        return Result("rejected", rejection.reason, rejection.detail)
    except Exception as error:  # noqa: BLE001 - a reflector may fail in any way; the stream goes on with what it has
        return Result("rejected", "reflector_error", f"{type(error).__name__}: {error}")
    if pair is None:
        return Result("rejected", "no_change", "the reflector leaves the plans as they are")
    if wrong := _unusable(bench, stream, parent, pair):
        return Result("rejected", "unusable_plan", wrong, encode(pair))
    return Result("ok", payload=encode(pair))


def _unusable(bench: Bench, stream: Stream, parent: Version, pair: PlanPair) -> str:
    """Say why a proposal cannot be tried; nothing where it can."""
    if (pair.stream, pair.parent) != (stream.number, parent.pair.id):
        return f"it is for stream {pair.stream} and made of {pair.parent!r}, not {stream.number} and {parent.pair.id!r}"
    for version in stream.versions:
        if version.pair.id == pair.id or same_content(version.pair, pair):
            return f"it says the same as {version.pair.id!r}"
    seen = {intent for trial in parent.evidence.trials for intent in trial.intents}
    for wrong in plan_problems(bench.shop, pair, {*seen, *parent.pair.synthesis.emphasis}):
        return wrong
    return cannot_hire(bench, pair)


async def watch(bench: Bench, batch: Sequence[int]) -> None:
    """Count what a batch of scale-up came to, and roll back or stop streams whose yield has fallen."""
    for index in batch:
        result = bench.store.get(index, FINAL, 0)
        assert result is not None, f"candidate {index} is not settled"
        if tells_in_scale_up(result.reason):
            bench.streams[bench.items[index].pair.stream].note(good=result.status == "ok")
    for stream in bench.streams:
        good, tried = stream.window
        if not stream.stopped and (why := stream.fallen()):
            others = any(not other.stopped for other in bench.streams if other is not stream)
            await _fall(
                bench, stream, Decision(stream.number, "", "stopped", why, "", max(batch) + 1, good, tried), others
            )


async def _fall(bench: Bench, stream: Stream, decision: Decision, others: bool) -> None:
    """Roll a stream back to the version before, or stop it where there is none; the last stream goes on regardless."""
    fallen = stream.in_force
    earlier = [version for version in stream.versions if version.accepted and version is not fallen]
    if earlier:
        stream.versions[stream.versions.index(fallen)] = replace(fallen, accepted=False)
        stream.hold()
        decision = replace(decision, ruled="rolled_back")
    elif others:
        stream.stopped = True
    else:
        return
    await _decided(bench, stream, replace(decision, version=fallen.pair.id, in_force=stream.in_force.pair.id))


async def _decided(bench: Bench, stream: Stream, decision: Decision) -> None:
    """Keep a decision.

    Raises:
        RunMismatchError: An earlier sitting decided otherwise, and made what came next by that.
    """
    kept = _kept(bench, stream)
    if kept is not None and replace(kept, why="") != replace(decision, why=""):
        raise _decided_otherwise(kept, decision.ruled)
    stream.decisions.append(decision)
    if kept is None:
        await bench.store.put(
            place(stream.number), DECISION, len(stream.decisions) - 1, Result("ok", payload=encode(decision))
        )


def _check_open(bench: Bench, stream: Stream, at: int) -> None:
    """Check that an earlier sitting left open, too, what is left open at a barrier.

    Raises:
        RunMismatchError: It decided there.
    """
    kept = _kept(bench, stream)
    if kept is not None and kept.at <= at:
        raise _decided_otherwise(kept, "left open")


def _kept(bench: Bench, stream: Stream) -> Decision | None:
    """Return the decision that an earlier sitting made next."""
    result = bench.store.get(place(stream.number), DECISION, len(stream.decisions))
    return None if result is None else decode(Decision, result.payload)


def _decided_otherwise(kept: Decision, ruled: str) -> RunMismatchError:
    return RunMismatchError(
        f"version {kept.version!r} of stream {kept.stream} was {kept.ruled} when this run was begun, and would be "
        f"{ruled} now: code or strategy have changed since; give another folder, or go on with what it was begun with"
    )
