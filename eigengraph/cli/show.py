"""``eigengraph show``."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from eigengraph.cli.coverage_view import print_coverage
from eigengraph.cli.dialogue_view import render_datum
from eigengraph.cli.output import print_json, print_table
from eigengraph.cli.plain_text import plain
from eigengraph.cli.rejection_view import brief, print_steps
from eigengraph.cli.trial_view import list_trials, show_trial
from eigengraph.engine.folder import kind_of
from eigengraph.engine.ledger import Entry
from eigengraph.engine.reopen import reopen
from eigengraph.errors import ConfigError
from eigengraph.evaluation import Evaluation
from eigengraph.files import read_text
from eigengraph.graphs import PILOT
from eigengraph.host import Host
from eigengraph.records import Checker, Datum, encode
from eigengraph.run import Run
from eigengraph.verify.code_view import code_input, last_view, view_fields
from eigengraph.verify.contract import form_of

_EXAMPLES = 3
_WORDS = {"do": "yes", "refuse": "no", "transfer": "transfer"}


def show(
    run: Annotated[Path, typer.Argument(metavar="RUN|EVALUATION", help="A run folder, or that of an evaluation.")],
    id: Annotated[
        str | None,
        typer.Argument(
            help="A task's id, the beginning of one, or a candidate's index; of an evaluation, TASK[:TRIAL]."
        ),
    ] = None,
    rejected: Annotated[bool, typer.Option("--rejected", help="List the candidates that were turned down.")] = False,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Show which tools and clauses the tasks exercise, by difficulty.")
    ] = False,
    view: Annotated[
        bool, typer.Option("--view", help="Print, as JSON, the view of its end that checkers are given.")
    ] = False,
    for_code: Annotated[
        Path | None,
        typer.Option(
            "--for", dir_okay=False, help="With --view: a checker; the rows that its code names are there, too."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False,
) -> None:
    """Show one dialogue with its calls, state delta, assertions and certificate; without an id, list them.

    Of a candidate that was turned down, show what became of it at each stage.
    """
    _refuse_pairs(id, {"--rejected": rejected, "--coverage": coverage, "--view": view})
    if for_code is not None and not view:
        raise ConfigError(f"--for {str(for_code)!r} needs --view: eigengraph show RUN ID --view --for CODE.py")
    if kind_of(run) == "evaluation":
        _show_evaluation(run, id, plain_only=not (rejected or coverage or view), as_json=as_json)
        return
    opened = Run.open(run)
    if view:
        print(_what_check_gets(opened, id, for_code))
    elif id is not None:
        _show_one(opened, id, as_json=as_json)
    elif coverage and as_json:
        print_json(opened.summary.coverage)
    elif coverage:
        print_coverage(opened.summary)
    elif rejected:
        _list_rejected(opened, as_json=as_json)
    else:
        _list_accepted(opened, as_json=as_json)


def _refuse_pairs(wanted: str | None, flags: Mapping[str, bool]) -> None:
    """Refuse what would be ignored: each flag is a page of its own, and only --view is about one task."""
    given = [flag for flag, on in flags.items() if on]
    if len(given) > 1:
        raise ConfigError(f"{' and '.join(given)} show different things; give one of them")
    if wanted is not None and given and given != ["--view"]:
        raise ConfigError(f"{given[0]} is about the whole run; leave out {wanted!r}, or the flag")


def _show_evaluation(folder: Path, wanted: str | None, *, plain_only: bool, as_json: bool) -> None:
    if not plain_only:
        raise ConfigError(f"{str(folder)!r} is an evaluation; --rejected, --coverage and --view are for runs")
    evaluation = Evaluation.open(folder)
    if wanted is None:
        list_trials(evaluation, as_json=as_json)
    else:
        show_trial(evaluation, wanted, as_json=as_json)


def _show_one(run: Run, wanted: str, *, as_json: bool) -> None:
    datum = _accepted(run, wanted)
    if datum is not None and as_json:
        print_json(datum)
    elif datum is not None:
        render_datum(datum, Console())
    else:
        steps = run.history(int(wanted)) if wanted.isdecimal() else []
        if not steps:
            raise ConfigError(_unknown(run, wanted))
        if as_json:
            print_json([_record(step) for step in steps])
            return
        console = Console()
        pilot = any(step.stage == PILOT for step in steps)
        became = "is of a pilot round: evidence, no datum" if pilot else "was turned down"
        console.print(Text(f"candidate {wanted} {became}", style="bold"))
        print_steps(steps, console)


def _what_check_gets(run: Run, wanted: str | None, code: Path | None) -> str:
    """Return the end of a dialogue as JSON: what a checker is given, of the form that its code has."""
    datum = _accepted(run, wanted) if wanted is not None else None
    if datum is None:
        raise ConfigError(
            _unknown(run, wanted) if wanted is not None else "--view needs a task: eigengraph show RUN ID --view"
        )
    domain, base = reopen(Host(), run.path)
    if code is None:
        return encode(view_fields(last_view(datum.task, domain, base, datum.trajectory))).decode()
    source = read_text(code, "checker")
    checker = Checker(code.name, source, form_of(source))
    verifier = replace(datum.task.verifier, checkers=(*datum.task.verifier.checkers, checker))
    view = last_view(replace(datum.task, verifier=verifier), domain, base, datum.trajectory)
    return encode(view_fields(view)).decode() if checker.form == "view" else code_input(view, checker.form)


def _list_rejected(run: Run, *, as_json: bool) -> None:
    entries = list(run.rejected())
    if as_json:
        print_json([_record(entry) for entry in entries])
    elif entries:
        rows = [(entry.index, plain(entry.reason), brief(entry.detail)) for entry in entries]
        print_table(("candidate", "reason", "detail"), rows)
    else:
        print("no candidate was turned down")


def _list_accepted(run: Run, *, as_json: bool) -> None:
    rows = [
        (
            datum.index,
            datum.task.id,
            "\n".join(f"{goal.intent} {_WORDS[goal.decision]}" for goal in datum.task.blueprint.goals),
            datum.trajectory.turns,
            f"{datum.task.difficulty:.2f}",
        )
        for datum in run.data()
    ]
    if as_json:
        print_json([row[1] for row in rows])
    else:
        print_table(("#", "task", "goals and whether done", "turns", "difficulty"), rows)


def _accepted(run: Run, wanted: str) -> Datum | None:
    """Return the datum that has this index or id, or alone an id that begins so; None where there is none."""
    data = list(run.data())
    found = [datum for datum in data if wanted in (datum.task.id, str(datum.index))]
    found = found or [datum for datum in data if datum.task.id.startswith(wanted)]
    if len(found) > 1:
        raise ConfigError(f"{wanted!r} begins {len(found)} task ids; give more of it: {found[0].task.id}, …")
    return found[0] if found else None


def _unknown(run: Run, wanted: str) -> str:
    if wanted.isdecimal():
        piloted = math.prod(run.manifest["settings"][name] for name in ("streams", "rounds", "pilot"))
        last = piloted + run.summary.candidates - 1
        return f"there is no candidate {wanted!r} (known: 0 to {last}); `eigengraph show {run.path}` lists the accepted"
    ids = list(_examples(run))
    known = f"ids look like {', '.join(ids)}" if ids else "no task was accepted"
    return f"unknown task {wanted!r} ({known}); `eigengraph show {run.path}` lists them"


def _examples(run: Run) -> Iterator[str]:
    for _, datum in zip(range(_EXAMPLES), run.data(), strict=False):
        yield datum.task.id


def _record(entry: Entry) -> dict[str, Any]:
    return {
        "index": entry.index,
        "stage": entry.stage,
        "attempt": entry.attempt,
        "status": entry.status,
        "reason": entry.reason,
        "detail": entry.detail,
    }
