"""What a run will cost in all: before anything is paid for, and while it goes on.

Everything follows from two figures: what a candidate costs, and how many candidates an accepted task takes. Before a
run the first comes from candidates rehearsed by the offline backend (``rehearsal``), and of the second only the limits
are known, which the settings set. Once candidates are settled both are measured.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from eigengraph.config import Settings
from eigengraph.models import Budget, Spend
from eigengraph.verify.interval import wilson

_Z = 1.96
_HALF = 0.5  # of the dialogues are taken to be accepted while nothing is known
_WRITTEN = (100.0, 40.0, 15.0)  # tokens a second, for one of many requests in flight: fast, usual, slow
_WAITED = (0.1, 0.5, 2.0)  # seconds before the first of them


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure that is not known yet.

    Attributes:
        low: Hardly less than this.
        likely: About this.
        high: Hardly more than this.
    """

    low: float
    likely: float
    high: float

    def scaled(self, by: Interval) -> Interval:
        """Return the product of two figures."""
        return Interval(self.low * by.low, self.likely * by.likely, self.high * by.high)

    def shifted(self, by: float) -> Interval:
        """Return the figure with something known added."""
        return Interval(self.low + by, self.likely + by, self.high + by)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run costs from its beginning to its end.

    Attributes:
        tokens: Tokens read and written.
        usd: Money in US dollars; None where a model has no price.
        seconds: Wall time.
        basis: What it stands on.
    """

    tokens: Interval
    usd: Interval | None
    seconds: Interval
    basis: str

    def to_json(self) -> dict[str, Any]:
        """Return what ``eigengraph synthesize --estimate --json`` prints."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is.

    Attributes:
        accepted: Accepted candidates of scale-up.
        settled: Settled candidates of scale-up.
        pilot_good: Good candidates of pilot rounds.
        pilot_settled: Settled candidates of pilot rounds.
        drawn: Candidates that what was spent went into.
        seconds: Wall time of this sitting.
        drawn_now: Candidates of this sitting.
    """

    accepted: int
    settled: int
    pilot_good: int
    pilot_settled: int
    drawn: int
    seconds: float
    drawn_now: int


def before_run(settings: Settings, budget: Budget, costs: Sequence[Mapping[str, Spend]], at_once: int) -> Estimate:
    """Estimate from rehearsed candidates, each of one dialogue.

    The low end is a run that accepts every dialogue; the high end one that draws as many candidates as the settings
    allow, makes each task as often as it may be made or sent back, and each time uses up every try at it. What is not
    in it: answers that cannot be used and are asked for again (``output_attempts``), and plans that raise the bounds.

    Args:
        settings: Of the run.
        budget: Its prices.
        costs: What each candidate cost, by model spec.
        at_once: Candidates in work at once.
    """
    dialogues = Interval(
        settings.piloted + settings.tasks,
        (settings.piloted + settings.tasks) / _HALF,
        (settings.piloted + settings.candidates) * _most_dialogues(settings),
    )
    tokens = _mean([float(sum(map(_tokens, cost.values()))) for cost in costs])
    usd = _mean([sum(budget.cost(spec, spend) for spec, spend in cost.items()) for cost in costs])
    requests = sum(spend.calls for cost in costs for spend in cost.values()) / len(costs)
    written = sum(spend.completion_tokens for cost in costs for spend in cost.values()) / len(costs)
    each = [
        requests * wait + written / rate for wait, rate in zip(_WAITED, _WRITTEN, strict=True)
    ]  # one dialogue's requests go out one after another
    seconds = Interval(*each).scaled(dialogues)
    least = Interval(*each)
    return Estimate(
        dialogues.scaled(tokens),
        dialogues.scaled(usd) if all(budget.knows(spec) for cost in costs for spec in cost) else None,
        Interval(*(max(one, whole / at_once) for one, whole in _pairs(least, seconds))),
        f"from {len(costs)} candidates rehearsed offline; low: every dialogue is accepted, likely: every second, high: "
        f"all {settings.piloted + settings.candidates} candidates are drawn, and every try at task and dialogue is "
        "used, each task sent back as often as it may be; answers asked for again are not in it",
    )


def during_run(settings: Settings, budget: Budget, progress: Progress) -> Estimate | None:
    """Estimate from what settled candidates have cost and come to; None before there are any.

    The number of candidates that are still needed has the 95 % interval of the yield (Wilson); what one costs is taken
    to vary as much as its mean is large.
    """
    settled, good = progress.settled + progress.pilot_settled, progress.accepted + progress.pilot_good
    if not settled or not progress.drawn or not budget.spent:
        return None
    more = _candidates_left(settings, progress, good, settled)
    spread = _Z / math.sqrt(progress.drawn)
    varying = Interval(max(0.0, 1 - spread), 1.0, 1 + spread)
    share = more.scaled(varying)

    def whole(spent: float, drawn: int) -> Interval:
        each = spent / drawn
        return share.scaled(Interval(each, each, each)).shifted(spent)

    known = all(budget.knows(spec) for spec in budget.spent)
    return Estimate(
        whole(budget.spent_tokens, progress.drawn),
        whole(budget.spent_usd, progress.drawn) if known else None,
        whole(progress.seconds, max(1, progress.drawn_now)),
        f"from {settled} settled candidates, {good} of them good",
    )


def _most_dialogues(settings: Settings) -> int:
    """Return the most dialogues that one candidate costs: a task that is sent back has all its tries anew."""
    return settings.task_attempts * max(settings.task_attempts, settings.rollout_attempts)


def _candidates_left(settings: Settings, progress: Progress, good: int, settled: int) -> Interval:
    wanted = max(0, settings.tasks - progress.accepted)
    pilots = max(0, settings.piloted - progress.pilot_settled)
    left = max(0, settings.candidates - progress.settled)
    low, high = wilson(good, settled)

    def drawn(rate: float) -> float:
        return pilots + (min(left, wanted / rate) if rate > 0 else left if wanted else 0)

    return Interval(drawn(high), drawn(good / settled), drawn(low))


def _mean(values: Sequence[float]) -> Interval:
    """Return the mean of a sample with its 95 % interval."""
    count = len(values)
    mean = sum(values) / count
    if count < 2:
        return Interval(0.0, mean, 2 * mean)
    deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / (count - 1))
    half = _Z * deviation / math.sqrt(count)
    return Interval(max(0.0, mean - half), mean, mean + half)


def _pairs(one: Interval, other: Interval) -> list[tuple[float, float]]:
    return [(one.low, other.low), (one.likely, other.likely), (one.high, other.high)]


def _tokens(spend: Spend) -> int:
    return spend.prompt_tokens + spend.completion_tokens
