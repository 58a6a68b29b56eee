"""``eigengraph check``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from eigengraph.cli.output import print_json
from eigengraph.cli.plain_text import plain
from eigengraph.cli.reading import read_text
from eigengraph.config import Settings
from eigengraph.errors import ConfigError
from eigengraph.host import Host
from eigengraph.records import Checker, CheckerForm
from eigengraph.verify.checking import Opinion, ask_about
from eigengraph.verify.contract import PARAMETERS, named_texts

_EXIT_CODES = {True: 0, False: 1, None: 3}


def check(
    code: Annotated[Path, typer.Argument(dir_okay=False, help="A Python file that defines check(view).")],
    view: Annotated[
        Path, typer.Option(dir_okay=False, help="JSON file of a view; `eigengraph show RUN ID --view` prints one.")
    ],
    sandbox: Annotated[str, typer.Option(help="Where it runs.")] = Settings.model_fields["sandbox"].default,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False,
) -> int:
    """Run one checker on one view, in a sandbox.

    A file with initial_db, final_db, actions and messages is for check(initial_db, final_db, actions, messages). The
    exit code is 0 if the checker agrees, 1 if it does not, 3 if it cannot decide.
    """
    host = Host()
    host.check_sandbox(sandbox)
    source, arguments = read_text(code, "checker"), _arguments(view)
    form: CheckerForm = "databases" if "initial_db" in arguments else "view"
    opened = host.sandboxes[sandbox].open()
    checker, inputs = Checker(code.name, source, form), [json.dumps(arguments)]
    try:
        [opinion] = ask_about(checker, inputs, opened)
        if opinion.passed is not None:  # the first run also paid for starting the sandbox
            [opinion] = ask_about(checker, inputs, opened)
    finally:
        opened.close()
    if as_json:
        print_json(_record(opinion))
    else:
        _print(opinion)
        for key in _missing(source, opinion):
            command = f"eigengraph show RUN ID --view --for {code}"
            print(f"  If {plain(repr(key))} is the key of a row: `{command}` has that row.")
    return _EXIT_CODES[opinion.passed]


def _arguments(path: Path) -> dict[str, Any]:
    """Return what ``check`` is called with, by name."""
    text = read_text(path, "view")
    try:
        value = json.loads(text)
    except ValueError as error:
        raise ConfigError(f"view {str(path)!r} is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise ConfigError(f"view {str(path)!r} holds {text.strip()[:40]!r}, no JSON object; give the fields of a view")
    databases = PARAMETERS["databases"]
    if "initial_db" not in value:
        return {"view": value}
    missing = [name for name in databases if name not in value]
    if missing:
        raise ConfigError(
            f"view {str(path)!r} has 'initial_db' but not {missing[0]!r} (needed: {', '.join(databases)})"
        )
    return {name: value[name] for name in databases}


def _missing(source: str, opinion: Opinion) -> list[str]:
    """Return the texts of the code that the view lacks as keys: scoring looks up rows that are named so.

    Sandboxes write a missing key with quotation marks or without.
    """
    said = [reason for reason in opinion.reasons if opinion.kind == "error" and reason.startswith("KeyError: ")]
    lacking = {reason.removeprefix("KeyError: ").strip("'\"") for reason in said}
    return sorted(lacking & named_texts(source))


def _record(opinion: Opinion) -> dict[str, Any]:
    return {
        "kind": opinion.kind,
        "result": opinion.passed,
        "score": opinion.score,
        "reasons": list(opinion.reasons),
        "line": opinion.line,
        "microseconds": round(opinion.microseconds, 1),
    }


def _print(opinion: Opinion) -> None:
    result = {True: "passed", False: "did not pass", None: "cannot decide"}[opinion.passed]
    at = f", line {opinion.line}" if opinion.line is not None else ""
    print(f"{opinion.kind}: {result}{at} ({opinion.microseconds:,.0f} us)")
    for reason in opinion.reasons:
        print(f"  {plain(reason)}")
