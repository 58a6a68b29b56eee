"""tau2-bench's own environments, for checking our worlds against them call by call.

tau2-bench runs in a process of its own: it asks for another Python than this project may have, and one that breaks or
leaks state leaves this process alone.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from eigengraph.errors import ConfigError, ReplayError
from eigengraph.records import InitialState, Side, ToolCall, ToolResult
from eigengraph_tau2.data import open_data
from eigengraph_tau2.messages import REQUESTOR_OF

PYTHON_VARIABLE = "EIGENGRAPH_TAU2_PYTHON"
"""Names an interpreter that can import ``tau2``, where this one cannot."""

_SCRIPT = Path(__file__).with_name("tau2_process.py")
_UNCHANGED = InitialState()
_MEND = f"install tau2-bench, or set {PYTHON_VARIABLE} to an interpreter that has it"


def tau2_python(given: str = "") -> str:
    """Return an interpreter that may be able to import tau2-bench.

    Args:
        given: The interpreter; empty for the one that EIGENGRAPH_TAU2_PYTHON names, or else this one.

    Raises:
        ConfigError: None is given or named, and this one does not have the package.
    """
    named = given or os.environ.get(PYTHON_VARIABLE, "")
    if not named and importlib.util.find_spec("tau2") is None:
        raise ConfigError(f"the package 'tau2' is not installed; {_MEND}")
    return named or sys.executable


class Tau2Environment:
    """One of tau2-bench's environments. Opening it takes seconds, ``reset`` a fraction of one.

    Use it as a context manager, or close it.

    Args:
        domain: tau2-bench's name, such as ``airline``, or ``tau2:airline``.
        data: Where its data is; see ``data.open_data``.
        python: An interpreter that can import ``tau2``; see ``tau2_python``.

    Raises:
        ConfigError: There is no such domain, no data, or no tau2-bench; says which.
    """

    def __init__(self, domain: str, data: Path | None = None, python: str = "") -> None:
        self.domain = domain.removeprefix("tau2:")
        folder = open_data(data, self.domain).path.resolve()
        self._python = tau2_python(python)
        with ExitStack() as opened:
            home = Path(opened.enter_context(tempfile.TemporaryDirectory()))
            (home / "tau2").mkdir()
            (home / "tau2" / "domains").symlink_to(folder.parent)
            self._errors = opened.enter_context(tempfile.TemporaryFile("w+"))
            self._process = opened.enter_context(self._start(home))
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
        self._ask({"reset": {"domain": self.domain, "solo": solo, "seed": seed, "initial": calls}})

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
        told = self._ask({"calls": [_to_wire(call) for call in calls]})
        return [ToolResult(content, error) for content, error in told]

    def databases(self) -> dict[Side, Any]:
        """Return each side's whole database, in tau2-bench's shape; a side without one is left out."""
        agent, user = self._ask({"databases": True})
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

    def _start(self, home: Path) -> subprocess.Popen[str]:
        try:
            return subprocess.Popen(
                [self._python, str(_SCRIPT)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                text=True,
                env={**os.environ, "TAU2_DATA_DIR": str(home), "LITELLM_LOCAL_MODEL_COST_MAP": "True"},
            )
        except OSError as error:
            raise ConfigError(f"{self._python!r} cannot be run ({error.strerror}); {_MEND}") from None

    def _ask(self, request: dict[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(BrokenPipeError):  # a process that has ended says why below
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise ConfigError(f"{self._python!r} cannot run tau2-bench ({self._last_words()}); {_MEND}")
        told = json.loads(line)
        if "problem" in told:
            raise ReplayError(f"tau2-bench's {self.domain} failed: {told['problem']}")
        return told["value"]

    def _last_words(self) -> str:
        code = self._process.wait()
        self._errors.seek(0)
        lines = self._errors.read().strip().splitlines()
        return lines[-1] if lines else f"exit code {code}"


def _to_wire(call: ToolCall) -> dict[str, Any]:
    return {"requestor": REQUESTOR_OF[call.side], "name": call.name, "arguments": dict(call.arguments)}
