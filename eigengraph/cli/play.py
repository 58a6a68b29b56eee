"""``eigengraph play``."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Annotated, Literal, NoReturn

import typer
from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from eigengraph import api
from eigengraph.cli.output import print_json
from eigengraph.cli.person import Person
from eigengraph.cli.plain_text import plain
from eigengraph.cli.settings_file import in_file
from eigengraph.cli.verdict_view import changes_block, checks_block
from eigengraph.config import Settings, load_settings
from eigengraph.dialogue import Limits, model_participant, rollout
from eigengraph.dialogue.audit import user_auditor
from eigengraph.engine.to_end import run_to_end
from eigengraph.engine.workshop import judging_sandbox, open_model
from eigengraph.errors import ConfigError, UnknownNameError
from eigengraph.evaluation import Exam, open_exam
from eigengraph.host import Host
from eigengraph.models import Context, Endpoint, Model, Retried, RetryPolicy
from eigengraph.models.throttle import Throttle
from eigengraph.records import Finding, Side, Task, Trajectory, Verdict
from eigengraph.verify import score
from eigengraph.world import World


@dataclass(frozen=True)
class _Played:
    task: Task
    trajectory: Trajectory
    verdict: Verdict
    findings: tuple[Finding, ...]


def play(
    domain: Annotated[str, typer.Argument(help="A registered domain; see `eigengraph domains`.")],
    side: Annotated[Literal["agent", "user"], typer.Option("--as", help="The side that you take.")],
    tasks: Annotated[
        str | None, typer.Option(metavar="RUN|FILE|SOURCE", help="Where the task comes from (default: a fresh one).")
    ] = None,
    task: Annotated[str | None, typer.Option(help="The id of the task (default: one by the seed).")] = None,
    model: Annotated[str | None, typer.Option(help="Plays the other side (default: offline).")] = None,
    seed: Annotated[int | None, typer.Option(help="Seeds the task and the other side (default: 0).")] = None,
    data: Annotated[Path | None, typer.Option(file_okay=False, help="The folder of a task source's files.")] = None,
    config: Annotated[
        Path | None, typer.Option(dir_okay=False, help="TOML file of settings; flags outweigh it.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="End with one line of JSON on stdout.")] = False,
) -> int:
    """Take one side of a dialogue yourself, and see what it is worth.

    As the agent you hold the tools and serve under the policy; as the user you have a scenario to keep to. The end of
    the input hangs up. The exit code is 1 unless the dialogue passes.
    """
    given = {"domain": domain, "model": model, "seed": seed}
    load_settings(None, given)
    host = Host()
    with in_file(config):
        settings = load_settings(config, given)
    host.domain(domain)
    other = Retried(open_model(host, settings.model, settings, None), RetryPolicy(), Throttle(1))
    if task is not None and tasks is None:
        raise ConfigError(f"--task {task!r} needs --tasks, which says where it is, such as the folder of a run")
    console = Console(stderr=as_json)
    with _interruptible(), _exam(host, settings, tasks, data) as exam:
        chosen = _chosen(exam, task, settings.seed)
        person = Person(side, chosen, exam.domain, console, sys.stdin.readline)
        person.brief()
        try:
            played = _play(host, settings, exam, chosen, person, side, other)
        except KeyboardInterrupt:
            console.print("\nleft; no verdict")
            return 1
    _show(played, console)
    if as_json:
        print_json(_record(played, side))
    return 0 if played.verdict.passed else 1


@contextmanager
def _exam(host: Host, settings: Settings, tasks: str | None, data: Path | None) -> Iterator[Exam]:
    """Open the tasks that there are, or make one: certified, by the domain's sampler and templates."""
    if tasks is not None:
        yield open_exam(host, settings, f"{tasks}:all" if Path(tasks).is_dir() else tasks, data)
        return
    with TemporaryDirectory(prefix="eigengraph-play-") as folder:
        out = Path(folder) / "run"
        asked = {"tasks": 1, "batch": 1, "model": "offline", "user_model": "", "out": out}
        run = api.synthesize(host, settings.model_copy(update=asked))
        if not run.summary.certified:
            reasons = ", ".join(run.summary.rejected) or "no candidate"
            raise ConfigError(f"no task of domain {settings.domain!r} could be made ({reasons}); try another --seed")
        yield open_exam(host, settings, f"{out}:all")


def _chosen(exam: Exam, wanted: str | None, seed: int) -> Task:
    if wanted is None:
        return exam.tasks[seed % len(exam.tasks)]
    by_id = {task.id: task for task in exam.tasks}
    if wanted not in by_id:
        raise UnknownNameError("task", wanted, by_id)
    return by_id[wanted]


def _play(host: Host, settings: Settings, exam: Exam, task: Task, person: Person, side: Side, other: Model) -> _Played:
    context = Context(exam.domain, settings.seed, task=task)
    machine = model_participant(other, "user" if side == "agent" else "agent", context)
    agent, user = (person, machine) if side == "agent" else (machine, person)
    world = World(exam.domain, exam.base, task.initial, seed=task.seed)
    limits = Limits(settings.max_turns, settings.max_errors)

    async def go() -> Trajectory:
        try:
            return await rollout(world, agent, user, limits, task.id)
        finally:
            if isinstance(other, Retried) and isinstance(other.model, Endpoint):
                await other.model.close()

    trajectory = run_to_end(go())
    with judging_sandbox(host, settings.sandbox) as sandbox:
        verdict = score(task, exam.domain, exam.base, trajectory, sandbox=sandbox)
    return _Played(task, trajectory, verdict, user_auditor(exam.domain, exam.base)(task, trajectory))


def _show(played: _Played, console: Console) -> None:
    verdict = played.verdict
    word, style = ("not scored", "yellow") if verdict.reward is None else ("failed", "red")
    word, style = ("passed", "green") if verdict.passed else (word, style)
    worth = "" if verdict.reward is None else f", reward {verdict.reward:g}"
    console.print(Rule(Text(f"{word}{worth}", style=f"bold {style}"), style=style))
    console.print(Text(plain(verdict.reason)))
    console.print(changes_block(verdict.changes))
    console.print(checks_block(played.task, verdict))
    for finding in played.findings:
        console.print(Text(f"user audit: {finding.kind}: {plain(finding.detail)}", style="yellow"))


def _record(played: _Played, side: Side) -> dict[str, object]:
    verdict = played.verdict
    return {
        "task": played.task.id,
        "as": side,
        "outcome": played.trajectory.outcome,
        "reward": verdict.reward,
        "reason": verdict.reason,
        "basis": list(verdict.basis),
        "checks": [{"holds": check.holds, "reason": check.reason} for check in verdict.checks],
        "findings": [{"kind": finding.kind, "detail": finding.detail} for finding in played.findings],
    }


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl-C end a line that is being typed: asyncio would only note it, and wait for the line to end."""

    def interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
