"""What an evaluation amounts to: pass^k with intervals, outcomes, and where a policy fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from eigengraph.evaluation.pass_k import Estimate, estimate
from eigengraph.evaluation.trial import Trial
from eigengraph.records import Task, Verdict
from eigengraph.verify.assertions import BASIS
from eigengraph.verify.score import CODE


@dataclass(frozen=True, slots=True)
class Share:
    """How trials fared that have something in common.

    Attributes:
        tasks: Their tasks.
        trials: Those that count.
        passed: Those that passed.
        calls: Of a tool, how often the agent called it.
        errors: Calls that were answered with an error.
    """

    tasks: int
    trials: int
    passed: int
    calls: int = 0
    errors: int = 0


@dataclass(frozen=True, slots=True)
class Metrics:
    """The figures of one evaluation.

    Attributes:
        tasks: Tasks.
        trials: Trials of each task that were asked for.
        basis: What rewards are made of, such as ``said, state``, with the number of tasks.
        passes: pass^k by k, from 1 to ``trials``.
        outcomes: Every trial by how its last attempt ended.
        missing: Trials of which no attempt counts.
        retried: Attempts that did not count and were followed by another, by outcome.
        decisions: By what the policy demands of a goal: do, refuse, transfer.
        clauses: By the rule that a task exercises.
        tools: By the tool that the gold solution calls, or the agent did.
        failed_on: Failed trials by the part of the basis that did not hold; one may fail on several.
        user_findings: Failed trials in which the user audit finds a fault of the user.
        audit_errors: Trials whose user audit broke.
        scores: For each task, trials that passed and trials that count.
    """

    tasks: int
    trials: int
    basis: Mapping[str, int]
    passes: Mapping[int, Estimate]
    outcomes: Mapping[str, int]
    missing: int = 0
    retried: Mapping[str, int] = field(default_factory=dict)
    decisions: Mapping[str, Share] = field(default_factory=dict)
    clauses: Mapping[str, Share] = field(default_factory=dict)
    tools: Mapping[str, Share] = field(default_factory=dict)
    failed_on: Mapping[str, int] = field(default_factory=dict)
    user_findings: int = 0
    audit_errors: int = 0
    scores: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def failed(self) -> int:
        """Trials that count and did not pass."""
        return sum(counted - passed for passed, counted in self.scores.values())


def measure(tasks: Sequence[Task], found: Iterable[Trial], trials: int) -> Metrics:
    """Count what an evaluation found.

    Args:
        tasks: What was evaluated; at least one.
        found: Its trials, in any order; read once.
        trials: Trials of each task that were asked for.
    """
    by_id = {task.id: task for task in tasks}
    outcomes: Counter[str] = Counter()
    retried: Counter[str] = Counter()
    failed_on: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    calls: Counter[str] = Counter()
    errors: Counter[str] = Counter()
    user_findings = audit_errors = 0
    for trial in found:
        last = trial.last
        outcomes[last.outcome] += 1
        retried.update(trial.unscored)
        audit_errors += bool(last.remark)
        if trial.missing:
            continue
        counted[trial.task] += 1
        passed[trial.task] += last.verdict.passed
        calls.update(name for name, _ in _calls(trial))
        errors.update(name for name, refused in _calls(trial) if refused)
        if not last.verdict.passed:
            failed_on.update(_not_held(by_id[trial.task], last.verdict))
            user_findings += bool(last.findings)
    scores = {task.id: (passed[task.id], counted[task.id]) for task in tasks}
    return Metrics(
        len(tasks),
        trials,
        dict(Counter(map(basis_of, tasks)).most_common()),
        {k: estimate(list(scores.values()), k, trials) for k in range(1, trials + 1)},
        dict(outcomes.most_common()),
        sum(trials - count for _, count in scores.values()),
        dict(retried.most_common()),
        _shares({task.id: {goal.decision for goal in task.blueprint.goals} for task in tasks}, scores),
        _shares({task.id: set(task.blueprint.clauses()) for task in tasks}, scores),
        _tool_shares(tasks, scores, calls, errors),
        dict(failed_on.most_common()),
        user_findings,
        audit_errors,
        scores,
    )


def basis_of(task: Task) -> str:
    """Return what a task's reward is made of: the kinds of all its assertions, and ``code`` where it has checkers."""
    verifier = task.verifier
    kinds = {BASIS[type(assertion)] for outcome in verifier.outcomes for assertion in outcome.assertions}
    return ", ".join(sorted(kinds | {CODE} if verifier.checkers else kinds)) or "nothing"


def _not_held(task: Task, verdict: Verdict) -> set[str]:
    """Return the parts of the basis that failed; none for a dialogue that the policy broke off."""
    reached = next((outcome for outcome in task.verifier.outcomes if outcome.name == verdict.acceptable), None)
    kinds = [BASIS[type(assertion)] for assertion in reached.assertions] if reached is not None else []
    kinds += [CODE] * (len(verdict.checks) - len(kinds))
    return {kind for kind, check in zip(kinds, verdict.checks, strict=False) if not check.holds}


def _calls(trial: Trial) -> list[tuple[str, bool]]:
    """Return the tool of each call that the agent made, with whether it was answered with an error."""
    messages = trial.last.trajectory.messages
    refused = {message.call_id for message in messages if message.role == "tool" and message.error}
    return [(call.name, call.id in refused) for call in trial.last.trajectory.calls() if call.side == "agent"]


def _shares(names: Mapping[str, set[str]], scores: Mapping[str, tuple[int, int]]) -> dict[str, Share]:
    """Add up the scores of tasks by what they have in common."""
    found: dict[str, Share] = {}
    for name in sorted({name for mine in names.values() for name in mine}):
        mine = [scores[task] for task, held in names.items() if name in held]
        found[name] = Share(len(mine), sum(count for _, count in mine), sum(good for good, _ in mine))
    return found


def _tool_shares(
    tasks: Sequence[Task], scores: Mapping[str, tuple[int, int]], calls: Mapping[str, int], errors: Mapping[str, int]
) -> dict[str, Share]:
    gold = {task.id: {call.name for call in task.blueprint.gold() if call.side == "agent"} for task in tasks}
    shares = _shares(gold, scores)
    return {
        name: replace(shares.get(name, Share(0, 0, 0)), calls=calls.get(name, 0), errors=errors.get(name, 0))
        for name in sorted({*shares, *calls})
    }
