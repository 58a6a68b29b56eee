"""``eigengraph stub serve``."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from eigengraph.host import Host
from eigengraph_stub.casting import Casting
from eigengraph_stub.faults import KINDS, Faults, read_faults, read_rates
from eigengraph_stub.log import Log
from eigengraph_stub.playing import Player
from eigengraph_stub.weak import Weakness


def build_commands() -> typer.Typer:
    """Return the group of commands."""
    app = typer.Typer(help="A model server that misbehaves on purpose, to test engines with.", no_args_is_help=True)
    app.callback()(_group)
    app.command("serve")(serve)
    return app


def _group() -> None:
    """A model server that misbehaves on purpose, to test engines with."""


def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on this machine; 0 for any that is free.")] = 8000,
    run: Annotated[
        Path | None, typer.Option(help="Folder of the run under test, whose roles are to be played.")
    ] = None,
    faults: Annotated[str, typer.Option(help=f"Rates, 'KIND=RATE,…' or one for all: {', '.join(KINDS)}.")] = "",
    seed: Annotated[int, typer.Option(help="Draws which requests the faults befall.")] = 0,
    latency: Annotated[float, typer.Option(min=0, help="Seconds before any reply.")] = 0.0,
    slow: Annotated[float, typer.Option(min=0, help="Seconds before a slow reply.")] = 20.0,
    drip: Annotated[float, typer.Option(min=0, help="Seconds between pieces of a dripping reply.")] = 0.05,
    retry_after: Annotated[float, typer.Option(min=0, help="Seconds that a 429 asks to wait.")] = 1.0,
    model: Annotated[str, typer.Option(help="The name to answer to.")] = "stub",
    context: Annotated[int, typer.Option(min=1, help="Tokens it claims to have room for.")] = 131_072,
    key: Annotated[str, typer.Option(help="The API key to demand; empty for none.")] = "",
    tools: Annotated[bool, typer.Option(help="Whether it takes tools, as a server does that can parse calls.")] = True,
    weak: Annotated[str, typer.Option(help="Rates of defects of the scenarios it writes, 'KIND=RATE,…'.")] = "",
    weak_seed: Annotated[int, typer.Option(help="Draws the defects, and which wordings cure them.")] = 0,
    log: Annotated[Path | None, typer.Option(help="A file to append a line for each request to, as JSON.")] = None,
) -> None:
    """Serve an OpenAI-compatible API, played by the offline backend, until interrupted.

    Prints the address when it is ready. Requests of the run under test are known by their seeds; any other gets a reply
    of the right form. Replies and faults depend on nothing but the request and its attempt.
    """
    from eigengraph_stub.server import Manner, Stub, serve_stub

    weakness = Weakness(read_rates(weak, "defects"), weak_seed)
    manner = Manner(model, context, Faults(read_faults(faults), seed), latency, slow, drip, retry_after, key, tools)
    host = Host()
    player = Player(host, Casting(host, run) if run is not None else None, weakness)
    lines = Log(log)
    try:
        asyncio.run(serve_stub(Stub(player, manner, lines), port))
    finally:
        lines.close()
