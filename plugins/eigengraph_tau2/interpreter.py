"""tau2-bench in a process of its own.

It asks for another Python than this project may have, and one that breaks or leaks state leaves this process alone.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from eigengraph.errors import ConfigError, ReplayError

PYTHON_VARIABLE = "EIGENGRAPH_TAU2_PYTHON"
"""Names an interpreter that can import ``tau2``, where this one cannot."""

_SCRIPT = Path(__file__).with_name("tau2_process.py")
INSTALL_HINT = f"install tau2-bench, or set {PYTHON_VARIABLE} to an interpreter that has it"


def tau2_is_named() -> bool:
    """Whether this interpreter has tau2-bench, or EIGENGRAPH_TAU2_PYTHON names another; nothing is started to see."""
    return bool(os.environ.get(PYTHON_VARIABLE)) or importlib.util.find_spec("tau2") is not None


def tau2_python(given: str = "") -> str:
    """Return an interpreter that may be able to import tau2-bench.

    Args:
        given: The interpreter; empty for the one that EIGENGRAPH_TAU2_PYTHON names, or else this one.

    Raises:
        ConfigError: None is given or named, and this one does not have the package.
    """
    if not given and not tau2_is_named():
        raise ConfigError(f"the package 'tau2' is not installed; {INSTALL_HINT}")
    return given or os.environ.get(PYTHON_VARIABLE) or sys.executable


class Tau2Process:
    """An interpreter with tau2-bench that answers requests; ``tau2_process.py`` says which. A context manager.

    Args:
        home: tau2-bench's data folder.
        python: An interpreter that can import ``tau2``; see ``tau2_python``.

    Raises:
        ConfigError: There is no tau2-bench, or the interpreter cannot be run.
    """

    def __init__(self, home: Path, python: str = "") -> None:
        self._python = tau2_python(python)
        with ExitStack() as opened:
            self._errors = opened.enter_context(tempfile.TemporaryFile("w+"))
            self._process = opened.enter_context(self._start(home))
            self._opened = opened.pop_all()

    def ask(self, request: dict[str, Any]) -> Any:
        """Send a request and return the answer's value.

        Raises:
            ConfigError: The process has ended; with its last words.
            ReplayError: tau2-bench itself fails.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(BrokenPipeError):  # a process that has ended says why below
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise ConfigError(f"{self._python!r} cannot run tau2-bench ({self._last_words()}); {INSTALL_HINT}")
        told = json.loads(line)
        if "problem" in told:
            raise ReplayError(f"tau2-bench failed: {told['problem']}")
        return told["value"]

    def close(self) -> None:
        """End the process."""
        with suppress(BrokenPipeError):  # what the process no longer read
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
            raise ConfigError(f"{self._python!r} cannot be run ({error.strerror}); {INSTALL_HINT}") from None

    def _last_words(self) -> str:
        code = self._process.wait()
        self._errors.seek(0)
        lines = self._errors.read().strip().splitlines()
        return lines[-1] if lines else f"exit code {code}"
