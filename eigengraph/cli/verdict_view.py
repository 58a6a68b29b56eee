"""Verdicts as a person reads them: what changed, and what was demanded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from eigengraph.cli.plain_text import plain, short, value_text
from eigengraph.records import Assertion, Change, Check, Task, Verdict

VALUE_LIMIT = 200
REASON_LIMIT = 300
NOTHING = Text("nothing", style="dim italic")


def changes_block(changes: Sequence[Change]) -> RenderableType:
    """Draw how the final state differs from the initial one: under each row, its places with before and after."""
    if not changes:
        return Text("nothing changed", style="dim")
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(overflow="fold")
    grid.add_column(overflow="fold")
    place = ""
    for change in changes:
        here = plain(f"{change.table}[{change.key}]")
        if here != place:
            grid.add_row(Text(here, style="bold"), _row_fate(change))
            place = here
        before, after = change_texts(change)
        if change.path:
            sides = Text.assemble(_side(before, "red"), (" → ", "dim"), _side(after, "green"))
            grid.add_row(Text(f"  {plain('.'.join(change.path))}"), sides)
    return grid


def _row_fate(change: Change) -> Text:
    """Return the fields of a row that came or went, and nothing for one that was changed."""
    if change.path:
        return Text()
    if change.absent == "before":
        return _fields("new row", change.after, "green")
    return _fields("row removed", change.before, "red")


def _fields(fate: str, row: Any, style: str) -> Text:
    fields = row.items() if isinstance(row, Mapping) else [("value", row)]
    lines = [f"{plain(name)}: {short(value_text(value), VALUE_LIMIT)}" for name, value in fields]
    return Text.assemble((fate, "italic"), "\n", "\n".join(lines), style=style)


def change_texts(change: Change) -> tuple[str | None, str | None]:
    """Return a change's two sides as text, None for a side with nothing there.

    Lists are compared as wholes, so what two of them share at either end is left out.
    """
    before, after = change.before, change.after
    if isinstance(before, list | tuple) and isinstance(after, list | tuple):
        head = _shared(before, after)
        tail = _shared(before[head:][::-1], after[head:][::-1])
        left, right = _list_text(before, head, tail), _list_text(after, head, tail)
    else:
        left, right = (short(value_text(value), VALUE_LIMIT) for value in (before, after))
    return (None if change.absent == "before" else left, None if change.absent == "after" else right)


def _shared(left: Sequence[Any], right: Sequence[Any]) -> int:
    pairs = zip(map(value_text, left), map(value_text, right), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _list_text(items: Sequence[Any], head: int, tail: int) -> str:
    middle = [short(value_text(item), VALUE_LIMIT) for item in items[head : len(items) - tail]]
    start = [f"… {head} the same"] if head else []
    end = [f"… {tail} the same"] if tail else []
    return f"[{', '.join([*start, *middle, *end])}]"


def _side(text: str | None, style: str) -> Text:
    return NOTHING if text is None else Text(text, style=style)


def checks_block(task: Task, verdict: Verdict) -> RenderableType:
    """Draw each assertion: whether it holds, what was expected and found, and its status over the calls."""
    if not verdict.checks:
        return Text("nothing was checked", style="dim")
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold", ratio=3)
    table.add_column(overflow="fold", ratio=1)
    for reason, check in zip(_reasons(task, verdict), verdict.checks, strict=True):
        mark, style = ("✓", "green") if check.holds else ("✗", "bold red")
        table.add_row(Text(mark, style=style), Text(reason, style="" if check.holds else "red"), _dots(check))
    if not any(check.progress for check in verdict.checks):
        return table
    return Group(table, Text("● held, ○ did not: before the first call, then after each", style="dim"))


def _reasons(task: Task, verdict: Verdict) -> list[str]:
    """Return what each check has to say; one without a reason is named by the kind of its assertion."""
    assertions: Sequence[Assertion] = next(
        (outcome.assertions for outcome in task.verifier.outcomes if outcome.name == verdict.acceptable), ()
    )
    kinds = [assertion.kind for assertion in assertions] + [""] * len(verdict.checks)
    return [short(check.reason, REASON_LIMIT) or kind for check, kind in zip(verdict.checks, kinds, strict=False)]


def _dots(check: Check) -> Text:
    dots = Text()
    for held in check.progress:
        dots.append("●" if held else "○", style="green" if held else "dim")
    return dots
