"""Certificates as a person reads them."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from eigengraph.cli.plain_text import plain
from eigengraph.records import Certificate, Tally


def certificate_block(certificate: Certificate) -> RenderableType:
    """Draw how each kind of variant fared, what went wrong, and what could not be tested."""
    table = tally_table()
    for what, good, tallies in (
        ("must fail", "killed", certificate.mutants),
        ("must pass", "passed", certificate.must_pass),
        ("rules", "agreed", certificate.rules),
        ("searches", "sound", certificate.searches),
        ("by code alone", "killed", {"all kinds": sum(certificate.code.values(), Tally())}),
    ):
        add_tallies(table, what, good, tallies)
    parts: list[RenderableType] = [table] if table.row_count else []
    if certificate.untested:
        parts.append(Text(f"not testable here: {', '.join(certificate.untested)}", style="dim"))
    if certificate.sandboxes:
        parts.append(Text(plain(f"checkers ran in {', '.join(certificate.sandboxes)}"), style="dim"))
    parts.extend(Text(plain(f"ambiguous: {line}"), style="yellow") for line in certificate.ambiguous)
    parts.extend(Text(plain(f"not issued: {reason}"), style="red") for reason in certificate.reasons)
    return Group(*parts)


def tried(tallies: Mapping[str, Tally]) -> dict[str, Tally]:
    """Return the tallies that say anything: kinds without a single variant are left out."""
    return {kind: tally for kind, tally in tallies.items() if tally.tried or tally.not_applicable}


def tally_table() -> Table:
    """Return an empty table for ``add_tallies``."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    return table


def add_tallies(table: Table, what: str, good: str, tallies: Mapping[str, Tally]) -> None:
    """Add a row for each kind that was tried, headed by what this group of kinds is.

    Args:
        table: From ``tally_table``.
        what: Shown before the first row only.
        good: What the good ones of these variants did: ``killed``, ``passed``, ``agreed``.
        tallies: By kind.
    """
    for kind, tally in tried(tallies).items():
        table.add_row(what, plain(kind), _count(tally, good), _asides(tally))
        what = ""


def _count(tally: Tally, good: str) -> Text:
    if not tally.tried:
        return Text("-", style="dim")
    return Text(f"{tally.good}/{tally.tried} {good}", style="green" if tally.good == tally.tried else "bold red")


def _asides(tally: Tally) -> Text:
    counts = {"refused": tally.refused, "not applicable": tally.not_applicable}
    aside = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    return Text("\n").join(
        [*([Text(f"({aside})", style="dim")] if aside else []), *(Text(plain(line), style="red") for line in tally.bad)]
    )
