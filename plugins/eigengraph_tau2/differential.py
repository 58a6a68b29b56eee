"""The same calls in one of our worlds and in tau2-bench, and where the two differ."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from eigengraph.records import InitialState, Side, ToolCall, ToolResult
from eigengraph.world import Base, World
from eigengraph_tau2.data import FILES, domain_name
from eigengraph_tau2.environment import Tau2Environment
from eigengraph_tau2.exporting import databases
from eigengraph_tau2.replay import Ground, respond


@dataclass(frozen=True, slots=True)
class Program:
    """One dialogue's calls.

    Attributes:
        calls: The calls, in order.
        initial: Calls before the dialogue; rows are not supported.
        solo: Whether the agent holds the user's tools too.
        seed: Of the world.
    """

    calls: tuple[ToolCall, ...]
    initial: InitialState = field(default_factory=InitialState)
    solo: bool = False
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Divergence:
    """A place where our world and tau2-bench differ.

    Attributes:
        where: The number of the call and its tool, or the side and the path in its database.
        call: The call; None for a database.
        ours: What ours holds or tells.
        theirs: What tau2-bench's does.
        reason: Why they differ, where that is known and meant; empty where it is not.
    """

    where: str
    call: ToolCall | None
    ours: Any
    theirs: Any
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """What became of a program.

    Attributes:
        answers: Our world's, a call each.
        differences: From tau2-bench.
    """

    answers: tuple[ToolResult, ...]
    differences: tuple[Divergence, ...]


def compare(program: Program, ground: Ground, reference: Tau2Environment) -> Compared:
    """Run a program in a world and in tau2-bench; compare every answer, then the databases field by field.

    Raises:
        ReplayError: tau2-bench fails outside a tool.
    """
    world = World(ground.domain, ground.base, program.initial, seed=program.seed, solo=program.solo)
    reference.reset(program.initial, solo=program.solo, seed=program.seed)
    answers = tuple(respond(world, call) for call in program.calls)
    found = []
    for number, (call, ours, theirs) in enumerate(
        zip(program.calls, answers, reference.run(program.calls), strict=True)
    ):
        if ours != theirs:
            where = f"call {number}, {call.side} {call.name}"
            found.append(Divergence(where, call, ours, theirs, explain(ours, theirs)))
    mine = whole_databases(world)
    for side, database in reference.databases().items():
        found.extend(Divergence(*difference) for difference in _differences(side, mine[side], database))
    return Compared(answers, tuple(found))


def whole_databases(world: World) -> dict[Side, Any]:
    """Return each side's database in tau2-bench's shape; O(database)."""
    files = FILES[domain_name(world.domain.name)]
    found = databases(Ground(world.domain, Base(world.materialise(), world.base.sides)))
    whole: dict[Side, Any] = {"agent": found[files.database]}
    if files.user_database:
        whole["user"] = found[files.user_database]
    return whole


def _differences(path: str, ours: Any, theirs: Any) -> Iterator[tuple[str, None, Any, Any]]:
    """Yield every place where two JSON values differ; 1, 1.0 and true are three values, as in tau2-bench's hash."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted({*ours, *theirs}):
            yield from _differences(f"{path}.{key}", ours.get(key, _ABSENT), theirs.get(key, _ABSENT))
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for index, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from _differences(f"{path}[{index}]", mine, other)
    elif repr(ours) != repr(theirs):
        yield path, None, ours, theirs


_ABSENT = "(absent)"
_LINK = re.compile(r"errors\.pydantic\.dev/[\d.]+/")


def _other_pydantic(ours: ToolResult, theirs: ToolResult) -> bool:
    return ours.error == theirs.error and _LINK.sub("", ours.content) == _LINK.sub("", theirs.content)


EXPLAINED: Mapping[str, Callable[[ToolResult, ToolResult], bool]] = {
    "pydantic's error texts link to the version of pydantic that is installed": _other_pydantic,
}
"""Known differences of answers, by reason. Databases have none."""


def explain(ours: ToolResult, theirs: ToolResult) -> str:
    """Return the known reason why two answers to a call differ, or an empty text."""
    return next((reason for reason, holds in EXPLAINED.items() if holds(ours, theirs)), "")


def to_json(program: Program) -> dict[str, Any]:
    """Return a program as a JSON object; ``from_json`` reads it."""
    return {
        "initial": [_call_to_json(call) for call in program.initial.calls],
        "solo": program.solo,
        "seed": program.seed,
        "calls": [_call_to_json(call) for call in program.calls],
    }


def from_json(raw: Mapping[str, Any]) -> Program:
    """Read what ``to_json`` wrote."""
    initial = InitialState(calls=tuple(ToolCall(name, arguments, side) for side, name, arguments in raw["initial"]))
    calls = tuple(ToolCall(name, arguments, side) for side, name, arguments in raw["calls"])
    return Program(calls, initial, raw["solo"], raw["seed"])


def _call_to_json(call: ToolCall) -> list[Any]:
    return [call.side, call.name, dict(call.arguments)]
