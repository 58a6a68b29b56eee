"""tau2-bench's environment as a function: from a world's state and a call to an answer and what that changed.

The process keeps no dialogue. Each step tells it how the world differs from its base, and gets back the rows that are
no longer so; so our worlds fork, replay and count their deltas over tau2-bench's tools as over our own.
"""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Any, Literal

from eigengraph.records import Side, ToolResult
from eigengraph.world import Base, Domain, World
from eigengraph_tau2.exporting import databases
from eigengraph_tau2.interpreter import Tau2Process
from eigengraph_tau2.messages import REQUESTOR_OF
from eigengraph_tau2.parts import note_reads, parts_of, write_parts
from eigengraph_tau2.replay import Ground
from eigengraph_tau2.writing import write_database, write_policy


@dataclass(frozen=True, slots=True)
class Step:
    """What tau2-bench is to do.

    Attributes:
        kind: ``tool``; ``function`` for one that is no tool; ``sync`` of both sides.
        sides: Whose tables it can touch; the first is whose tool it is.
        name: Of the tool or function.
        arguments: Its arguments.
        draws: Whether it may draw from the world's random source.
    """

    kind: Literal["tool", "function", "sync"]
    sides: tuple[Side, ...]
    name: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    draws: bool = False


class Steps:
    """tau2-bench's environment of one domain.

    Its process is started when it is first needed, and ends with this object.

    Args:
        domain: Ours, whose tables hold tau2-bench's rows.
    """

    def __init__(self, domain: Domain) -> None:
        self._domain = domain
        self._lock = RLock()
        self._home = Path()
        self._process: Tau2Process | None = None
        self._base: Base | None = None

    def open(self, base: Base) -> Tau2Process:
        """Have tau2-bench read these tables, and start it if need be; nothing is done where it has read them.

        Raises:
            ConfigError: tau2-bench cannot be run.
            ReplayError: It cannot read the tables.
        """
        with self._lock:
            if self._process is None:
                with ExitStack() as opened:
                    self._home = Path(opened.enter_context(tempfile.TemporaryDirectory()))
                    self._process = opened.enter_context(Tau2Process(self._home))
                    weakref.finalize(self, opened.pop_all().close)
            if self._base is not base:
                _write_data(self._home, Ground(self._domain, base))
                self._process.ask({"reset": {"domain": self._domain.name, "solo": False, "seed": 0, "initial": []}})
                self._base = base
            return self._process

    def take(self, world: World, step: Step) -> ToolResult:
        """Take a step in a world's state, and bring the world to where it leads.

        Returns:
            What the caller is told.

        Raises:
            ConfigError: tau2-bench cannot be run.
            ReplayError: It fails outside a tool.
            ReadOnlyError: It writes in a step that may not.
        """
        asked = {
            "kind": step.kind,
            "requestor": REQUESTOR_OF[step.sides[0]],
            "name": step.name,
            "arguments": dict(step.arguments),
            "keys": {name: schema.key for name, schema in self._domain.schema.items()},
            "state": {REQUESTOR_OF[side]: list(parts_of(world, side)) for side in step.sides},
            "random": world.random.getstate() if step.draws else None,
            "slow": _is_slow(world),
        }
        with self._lock:
            told = self.open(world.base).ask({"step": asked})
        note_reads(world, told["seen"])
        write_parts(world, told["changed"])
        if step.draws:
            version, numbers, gauss = told["random"]
            world.random.setstate((version, tuple(numbers), gauss))
        return ToolResult(told["content"], told["error"])


def _is_slow(world: World) -> bool:
    """Whether this dialogue began with a slow VPN server: tau2-bench keeps its record apart from the databases."""
    began = [world.tables["device"].initial(key) for key in world.base.tables.get("device", ())]
    return any(phone and (phone["vpn_details"] or {}).get("server_performance") == "poor" for phone in began)


def _write_data(home: Path, ground: Ground) -> None:
    """Write a domain's databases where tau2-bench looks for them, beside an empty policy."""
    folder = home / "tau2" / "domains" / ground.domain.name
    for name, database in databases(ground).items():
        write_database(folder / name, database)
    write_policy(folder, ground.domain.name, "")
