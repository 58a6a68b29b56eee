"""The user's two records, as the tools on the phone reach them, and how a tool ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eigengraph.world import RowView, World
from eigengraph_telecom.diagnostics import search_network, status_bar
from eigengraph_telecom.phone_rows import USER


def phone(world: World) -> Any:
    """Return the phone: to be changed in place inside a write tool, read-only elsewhere."""
    return world.device[USER]


def around(world: World) -> RowView:
    """Return what surrounds the user, read-only."""
    surroundings = world.surroundings.peek(USER)
    assert surroundings is not None  # the schema sees to this row
    return surroundings


def search(world: World) -> None:
    """Let the phone look for a network."""
    search_network(phone(world), around(world))


def with_status_bar(world: World, told: str) -> str:
    """Return what a tool says, with the status bar in a line below it."""
    return f"{told}\nStatus Bar: {status_bar(phone(world))}"


def on_off(on: object) -> str:
    """Name the position of a switch."""
    return "ON" if on else "OFF"


def turn(world: World, flip: Callable[[World], bool], *, on: bool) -> None:
    """Flip a switch once, and again if that left it in the wrong position; so each flip's side effects happen."""
    if flip(world) != on:
        flip(world)
