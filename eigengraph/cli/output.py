"""How commands print: tables for people, one line of JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text


def print_json(value: Any) -> None:
    """Print a value as one line of JSON on stdout."""
    print(orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode())


def print_table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print rows under headings on stdout."""
    table = Table(*columns, box=box.SIMPLE_HEAD)
    for row in rows:
        table.add_row(*[Text(str(cell)) for cell in row])  # as it stands: brackets are no markup here
    Console().print(table)
