"""tau2-bench's own environments, for checking our worlds against them call by call."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from eigengraph.errors import ConfigError
from eigengraph.records import InitialState, Side, ToolCall, ToolResult
from eigengraph_tau2.data import domain_name, open_data
from eigengraph_tau2.interpreter import Tau2Process
from eigengraph_tau2.messages import REQUESTOR_OF

_UNCHANGED = InitialState()


class Tau2Environment:
    """One of tau2-bench's environments, as its orchestrator has it: a dialogue's calls in order, then the databases.

    Opening it takes seconds, ``reset`` a fraction of one. Use it as a context manager, or close it.

    Args:
        domain: tau2-bench's name, such as ``airline``, or ``tau2:airline``.
        data: Where its data is; see ``data.open_data``.
        python: An interpreter that can import ``tau2``; see ``interpreter.tau2_python``.

    Raises:
        ConfigError: There is no such domain, no data, or no tau2-bench; says which.
    """

    def __init__(self, domain: str, data: Path | None = None, python: str = "") -> None:
        self.domain = domain_name(domain)
        folder = open_data(data, self.domain).path.resolve()
        with ExitStack() as opened:
            home = Path(opened.enter_context(tempfile.TemporaryDirectory()))
            (home / "tau2").mkdir()
            (home / "tau2" / "domains").symlink_to(folder.parent)
            self._process = opened.enter_context(Tau2Process(home, python))
            self.reset()
            self._opened = opened.pop_all()

    def reset(self, initial: InitialState = _UNCHANGED, *, solo: bool = False, seed: int = 0) -> None:
        """Begin anew.

        Args:
            initial: Calls to run first; rows are not supported.
            solo: Whether the agent holds the user's tools too.
            seed: Seeds the ids of new bills as a world's seed does.

        Raises:
            ConfigError: tau2-bench cannot be run, or the initial state has rows.
            ReplayError: An initial call fails.
        """
        if initial.rows:
            raise ConfigError(f"tau2-bench cannot set rows of {', '.join(initial.rows)} before a dialogue; use calls")
        calls = [_to_wire(call) for call in initial.calls]
        self._process.ask({"reset": {"domain": self.domain, "solo": solo, "seed": seed, "initial": calls}})

    def call(self, call: ToolCall) -> ToolResult:
        """Run one call and return what its caller is told.

        Raises:
            ReplayError: tau2-bench itself fails.
        """
        return self.run([call])[0]

    def run(self, calls: Sequence[ToolCall]) -> list[ToolResult]:
        """Run calls in order, in one message to the process.

        Raises:
            ReplayError: tau2-bench itself fails.
        """
        told = self._process.ask({"calls": [_to_wire(call) for call in calls]})
        return [ToolResult(content, error) for content, error in told]

    def databases(self) -> dict[Side, Any]:
        """Return each side's whole database, in tau2-bench's shape; a side without one is left out."""
        agent, user = self._process.ask({"databases": True})
        return {"agent": agent} if user is None else {"agent": agent, "user": user}

    def close(self) -> None:
        """End the process."""
        self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _to_wire(call: ToolCall) -> dict[str, Any]:
    return {"requestor": REQUESTOR_OF[call.side], "name": call.name, "arguments": dict(call.arguments)}
