"""The dialogues of an evaluation: all of them in a table, or one in full."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from eigengraph.cli.dialogue_view import render_dialogue
from eigengraph.cli.output import print_json, print_table
from eigengraph.cli.plain_text import plain, short
from eigengraph.errors import ConfigError, UnknownNameError
from eigengraph.evaluation import Evaluation, Trial

_WIDEST = 60


def list_trials(evaluation: Evaluation, *, as_json: bool) -> None:
    """Print a row for each task: which trials passed, and why the first that did not failed."""
    trials: dict[str, list[Trial]] = {task.id: [] for task in evaluation.tasks}
    for trial in evaluation.trials():
        trials[trial.task].append(trial)
    if as_json:
        print_json({task: [trial.last.verdict.reward for trial in mine] for task, mine in trials.items()})
        return
    rows = []
    for task, mine in trials.items():
        failed = next((trial for trial in mine if not trial.last.verdict.passed), None)
        why = short(failed.last.verdict.reason, _WIDEST) if failed is not None else ""
        rows.append((task, "".join(map(_mark, mine)), plain(f"{failed.number}: {why}") if failed is not None else ""))
    print_table(("task", "trials", "first failure"), rows)
    print("● passed, ○ failed, - missing; `eigengraph show EVALUATION TASK:TRIAL` prints one")


def show_trial(evaluation: Evaluation, wanted: str, *, as_json: bool) -> None:
    """Print one trial in full.

    Args:
        evaluation: Where it is.
        wanted: ``TASK:TRIAL``; or ``TASK`` for its first trial that failed, or its first.
        as_json: Whether to print a line of JSON.

    Raises:
        UnknownNameError: There is no such task.
        ConfigError: There is no such trial.
    """
    name, _, number = wanted.rpartition(":") if wanted.rpartition(":")[2].isdecimal() else (wanted, "", "")
    tasks = {task.id: task for task in evaluation.tasks}
    if name not in tasks:
        raise UnknownNameError("task", name, tasks)
    mine = [trial for trial in evaluation.trials() if trial.task == name]
    if number and int(number) >= len(mine):
        raise ConfigError(f"task {name!r} has no trial {number} (known: 0 to {len(mine) - 1})")
    failed = next((trial for trial in mine if not trial.last.verdict.passed), mine[0])
    trial = mine[int(number)] if number else failed
    if as_json:
        print_json(trial)
        return
    console, last = Console(), trial.last
    label = f"trial {trial.number}, attempt {trial.attempts}"
    found = "\n".join(f"{finding.kind}: {finding.detail}" for finding in last.findings)
    more = [("User audit", Text(plain(found)))] if found else []
    render_dialogue(tasks[name], last.trajectory, last.verdict, label, console, more)


def _mark(trial: Trial) -> str:
    return "-" if trial.missing else "●" if trial.last.verdict.passed else "○"
