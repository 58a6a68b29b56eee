"""``eigengraph check``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from eigengraph.cli.output import print_json
from eigengraph.cli.plain_text import plain, short
from eigengraph.config import Settings
from eigengraph.errors import ConfigError, UnknownNameError
from eigengraph.files import read_json, read_text
from eigengraph.host import Host
from eigengraph.records import Checker, CheckerForm
from eigengraph.verify.checking import Opinion, ask_about
from eigengraph.verify.code_view import DATABASES, FIELDS, written_out
from eigengraph.verify.contract import named_tables, named_texts

_GET = "`eigengraph show RUN ID --view --for CODE.py` prints one"
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
    form: CheckerForm = "view" if "view" in arguments else "databases"
    opened = host.sandboxes[sandbox].open()
    checker, inputs = Checker(code.name, source, form), [written_out(arguments)]
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
        for hint in _hints(code, source, arguments, opinion):
            print(f"  {hint}")
    return _EXIT_CODES[opinion.passed]


def _arguments(path: Path) -> dict[str, Any]:
    """Return what ``check`` is called with, by name."""
    value = read_json(path, "view")
    if not isinstance(value, dict):
        raise ConfigError(f"view {str(path)!r} holds {short(repr(value), 40)}, no JSON object; {_GET}")
    form: CheckerForm = "databases" if value.keys() & set(DATABASES) - set(FIELDS) else "view"
    wanted = DATABASES if form == "databases" else FIELDS
    for name in value:
        if name not in wanted:
            raise ConfigError(f"view {str(path)!r}: {UnknownNameError('field', name, wanted)}")
    for name, kind in wanted.items():
        if name not in value:
            raise ConfigError(f"view {str(path)!r} has no field {name!r} (needed: {', '.join(wanted)}); {_GET}")
        if not isinstance(value[name], kind):
            what = "object" if kind is dict else "list"
            raise ConfigError(f"view {str(path)!r}: {name!r} is {short(repr(value[name]), 40)}, no {what}; {_GET}")
    return value if form == "databases" else {"view": value}


def _hints(code: Path, source: str, arguments: dict[str, Any], opinion: Opinion) -> Iterator[str]:
    """Say of each text of the code that the view lacks as a key how to mend it; scoring looks up rows named so.

    Sandboxes write a missing key with quotation marks or without.
    """
    said = [reason for reason in opinion.reasons if opinion.kind == "error" and reason.startswith("KeyError: ")]
    lacking = {reason.removeprefix("KeyError: ").strip("'\"") for reason in said}
    by_table = arguments["view"]["after"] if "view" in arguments else arguments["final_db"]
    for key in sorted(lacking & named_texts(source)):
        if key in named_tables(source) - by_table.keys():
            yield f"There is no table {plain(repr(key))} (known: {plain(', '.join(sorted(by_table)) or 'none')})."
        else:
            command = f"eigengraph show RUN ID --view --for {code}"
            yield f"If {plain(repr(key))} is the key of a row: `{command}` has that row."


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
