"""Playing trials: several at once, each until an attempt counts, and every attempt kept when it ends."""

from __future__ import annotations

import asyncio
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from eigengraph.engine.ledger import Entry, Ledger
from eigengraph.errors import BudgetExceeded, ConfigError
from eigengraph.evaluation.trial import Attempt
from eigengraph.graphs import Bench, Item, Stage
from eigengraph.graphs.observer import followed
from eigengraph.graphs.trajectory_stages import audit_the_user, judge_trajectory, roll_out
from eigengraph.records import Outcome, Task, Trajectory, Verdict, encode

TRIAL = "trial"
"""The ledger's name for attempts at trials; trial t of task i of n has the index t x n + i, so that t can grow."""

SCORED, UNSCORED = "ok", "unscored"


@dataclass
class Tally:
    """What is done, for a watcher and for what is left to do.

    Attributes:
        tasks: Tasks.
        trials: Trials of each.
        most: Attempts at one trial.
        attempts: How many attempts each trial has had, by index.
        settled: Trials that count, with whether they passed, by index.
        missing: Trials that have used up their attempts, by index, with the outcome of the last.
    """

    tasks: int
    trials: int
    most: int
    attempts: Counter[int] = field(default_factory=Counter)
    settled: dict[int, bool] = field(default_factory=dict)
    missing: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, ledger: Ledger, tasks: int, trials: int, most: int) -> Tally:
        """Return what earlier sittings have done."""
        tally = cls(tasks, trials, most)
        for entry in ledger.entries(TRIAL):
            if entry.index < tasks * trials:
                tally.note(entry.index, entry.status, entry.reason, passed=entry.detail == _PASSED)
        return tally

    def note(self, index: int, status: str, outcome: str, *, passed: bool) -> None:
        """Count one attempt."""
        self.attempts[index] += 1
        if status == SCORED:
            self.settled[index] = passed
            self.missing.pop(index, None)
        elif self.attempts[index] >= self.most:
            self.missing[index] = outcome

    def left(self) -> list[int]:
        """Return the trials that are still to be played, trial by trial of all tasks."""
        return [
            index
            for index in range(self.tasks * self.trials)
            if index not in self.settled and self.attempts[index] < self.most
        ]


_PASSED = "passed"

Notice = Callable[[], None]


async def play_all(bench: Bench, tasks: tuple[Task, ...], ledger: Ledger, tally: Tally, notice: Notice) -> None:
    """Play what is left.

    Args:
        bench: Workers and what they work on.
        tasks: In order.
        ledger: Takes every attempt that ended.
        tally: Says what is left, and is kept up to date.
        notice: Called after each attempt.

    Raises:
        BudgetExceeded: A budget is used up. What was in flight has come to its end first; what it interrupted is not
            recorded, so that it can be gone on with.
        ConfigError: No dialogue can be played, or the disk is full.
    """
    gate = asyncio.Semaphore(bench.shop.settings.concurrency)
    stopped: list[BudgetExceeded] = []

    async def one(index: int) -> None:
        async with gate:
            while not stopped and index not in tally.settled and tally.attempts[index] < tally.most:
                number = tally.attempts[index]
                try:
                    attempt = await play(bench, tasks[index % len(tasks)], index, number)
                except BudgetExceeded as error:
                    stopped.append(error)
                    return
                status = SCORED if attempt.counts else UNSCORED
                detail = _PASSED if attempt.verdict.passed else attempt.verdict.reason
                await ledger.put(Entry(index, TRIAL, number, status, attempt.outcome, encode(attempt), detail))
                tally.note(index, status, attempt.outcome, passed=attempt.verdict.passed)
                notice()

    await asyncio.gather(*[one(index) for index in tally.left()])
    if stopped:
        raise stopped[0]


async def play(bench: Bench, task: Task, index: int, number: int) -> Attempt:
    """Play one attempt at one trial, by the stages that synthesis plays its dialogues by.

    Args:
        bench: Workers and what they work on.
        task: The task.
        index: Of the trial; everything drawn for it derives from the seed of the settings, this and ``number``.
        number: Which attempt, 0 and up.

    Raises:
        BudgetExceeded: A budget ended the dialogue.
        ConfigError: No dialogue can be played.
    """
    item = Item(index, number, task=task)
    try:
        item = await _through(judge_trajectory, await _through(roll_out, item, bench), bench)
    except (ConfigError, BudgetExceeded):
        raise
    except Exception:  # noqa: BLE001 - a worker may fail in any way; the attempt says nothing about the policy
        trace = traceback.format_exc()
        broken = Trajectory(task.id, (), Outcome.MODEL_ERROR, trace)
        return Attempt(broken, Verdict(None, f"{Outcome.MODEL_ERROR}: {trace.strip().splitlines()[-1]}"))
    assert item.trajectory is not None
    assert item.verdict is not None
    attempt = Attempt(item.trajectory, item.verdict)
    try:
        audited = await _through(audit_the_user, item, bench)
    except ConfigError:
        raise
    except Exception:  # noqa: BLE001 - the audit decides nothing here, so it may cost no trial
        return replace(attempt, remark=traceback.format_exc())
    return replace(attempt, findings=audited.findings or ())


async def _through(stage: Stage, item: Item, bench: Bench) -> Item:
    """Do a stage's work while those who follow the evaluation are told of it."""
    if not bench.shop.observers:
        return await stage.work(item, bench)
    async with followed(bench.shop.observers, stage.name, item) as told:
        done = await stage.work(item, bench)
        told(done, "")
        return done
