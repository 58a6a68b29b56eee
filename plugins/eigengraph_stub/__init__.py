"""Test doubles for engines on language models: a hostile model server, and a weak writer with known defects.

| module | what |
|---|---|
| ``server``, ``commands`` | an OpenAI-compatible server in a process of its own: ``eigengraph stub serve`` |
| ``faults`` | what goes wrong with a request, as a function of its digest and attempt |
| ``casting`` | which role of which candidate a request is, found by its seed in the ledger of the run under test |
| ``playing``, ``plans``, ``filling``, ``wire`` | replies to a run's parts, and to any other request; their format |
| ``log`` | what was asked, to compare a run's journal with |
| ``weak`` | the weak writer |
"""

from __future__ import annotations

import typer

from eigengraph.hookspecs import hookimpl


@hookimpl
def register_commands(app: typer.Typer) -> None:
    """Add ``eigengraph stub``."""
    from eigengraph_stub.commands import build_commands

    app.add_typer(build_commands(), name="stub")
