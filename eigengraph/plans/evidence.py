"""Evidence: what became of the candidates that a version of the plans made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eigengraph.plans.pair import PlanPair
from eigengraph.verify.interval import wilson

_EXAMPLES = 3

_OUTAGES = ("environment_error", "environment: ", "verifier: could not decide")
_OUT_OF_REACH = (": model error", ": context overflow")
_REPEATS = ("duplicate", "near_duplicate")


def tells(reason: str) -> bool:
    """Return whether what became of a candidate says anything of the plan that it was made under.

    A tool that crashed, a model that did not answer or could not take the request, and a verifier that came to no
    verdict say nothing. This is the one place that knows which reasons these are.

    Args:
        reason: Why the candidate was turned down; empty where it was accepted, which tells.
    """
    return not reason.startswith(_OUTAGES) and not reason.endswith(_OUT_OF_REACH)


def tells_in_scale_up(reason: str) -> bool:
    """Return whether it says anything of the plan in scale-up, too.

    There, repeats become more frequent as the dataset grows, whatever the plan; a pilot round begins with none.
    """
    return tells(reason) and reason not in _REPEATS


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of one candidate.

    Attributes:
        index: The candidate's.
        version: The plan that it was made under.
        reason: Why it was turned down; empty where it was accepted.
        detail: What exactly was wrong.
        intents: Of its goals, sorted; empty where no blueprint was found.
        tries: How many tries it took in all.
    """

    index: int
    version: str
    reason: str = ""
    detail: str = ""
    intents: tuple[str, ...] = ()
    tries: int = 1


@dataclass(frozen=True, slots=True)
class Cluster:
    """Failures of one kind.

    Attributes:
        reason: The kind.
        count: How many there are.
        intents: How many of them have goals of an intent, by intent, most first.
        examples: Details of the first few that differ.
    """

    reason: str
    count: int
    intents: tuple[tuple[str, int], ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Trials of one version.

    Attributes:
        trials: In the order of indices. Those that say nothing of the plan (see ``tells``) are none.
    """

    trials: tuple[Trial, ...] = ()

    def __add__(self, other: Evidence) -> Evidence:
        """Return both together."""
        return Evidence((*self.trials, *other.trials))

    @property
    def tried(self) -> int:
        """Candidates."""
        return len(self.trials)

    @property
    def tries(self) -> int:
        """Tries that the candidates took, all together."""
        return sum(trial.tries for trial in self.trials)

    @property
    def good(self) -> int:
        """Candidates that became a certified task with an accepted dialogue."""
        return sum(not trial.reason for trial in self.trials)

    @property
    def yielded(self) -> float:
        """Certified yield: the share of candidates that were accepted; 0 without any."""
        return self.good / self.tried if self.tried else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the yield."""
        return wilson(self.good, self.tried)

    @property
    def diversity(self) -> float:
        """How many different sets of intents there are among the accepted, as a share of all candidates."""
        return len({trial.intents for trial in self.trials if not trial.reason}) / self.tried if self.tried else 0.0

    @property
    def cost(self) -> float:
        """Tries for each accepted candidate; all tries where none was accepted."""
        return self.tries / max(1, self.good)

    @property
    def per_try(self) -> float:
        """Certified yield by tries, not by candidates: a bound on retries that is raised does not raise it."""
        return self.good / self.tries if self.trials else 0.0

    def clusters(self) -> list[Cluster]:
        """Return the failures by kind, the most frequent first, equally frequent ones by name."""
        kinds: dict[str, list[Trial]] = defaultdict(list)
        for trial in self.trials:
            if trial.reason:
                kinds[trial.reason].append(trial)
        return [_cluster(reason, kinds[reason]) for reason in sorted(kinds, key=lambda at: (-len(kinds[at]), at))]


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a stream's plans, with what is known of it.

    Attributes:
        pair: The plans.
        evidence: From pilot rounds.
        accepted: Whether it was put in force; None while that is open.
    """

    pair: PlanPair
    evidence: Evidence = Evidence()
    accepted: bool | None = None


def _cluster(reason: str, trials: Sequence[Trial]) -> Cluster:
    intents = _counted(intent for trial in trials for intent in sorted(set(trial.intents)))
    details = tuple(dict.fromkeys(trial.detail for trial in trials if trial.detail))
    return Cluster(reason, len(trials), intents, details[:_EXAMPLES])


def _counted(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = defaultdict(int)
    for name in names:
        counts[name] += 1
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
