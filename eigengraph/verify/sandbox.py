"""Sandboxes: where a checker's code runs. Plugins bring them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Literal, Protocol

from eigengraph.errors import ConfigError, SandboxError

RunKind = Literal["ok", "assert", "limit", "invalid_code", "error", "infra"]
"""How a run went: it returned, an ``assert`` of its own failed, it took too much, it cannot run, it raised, or the
sandbox itself broke. Only the first two say anything about the dialogue."""


@dataclass(frozen=True, slots=True)
class CodeRun:
    """One run of a checker on one input.

    Attributes:
        kind: How it went.
        value: What ``check`` returned, as it came out of the sandbox and not yet validated; None unless ``ok``.
        message: What went wrong, in a line.
        line: Of the checker's code, where it is known.
        microseconds: Wall time in the sandbox, its share of it for a run in a batch.
    """

    kind: RunKind
    value: Any = None
    message: str = ""
    line: int | None = None
    microseconds: float = 0.0


class Sandbox(Protocol):
    """Runs code that nobody trusts. Safe to call from several threads."""

    def run(self, code: str, inputs: Sequence[str]) -> list[CodeRun]:
        """Run ``check(**arguments)`` for each input, each as if it were the only one.

        Nothing that the code does raises here or outlives the call.

        Args:
            code: Source that defines ``check``.
            inputs: JSON objects as text: the arguments by name.

        Returns:
            One result for each input, in order.
        """
        ...

    def lint(self, code: str) -> list[str]:
        """Return what can be said against code without running it, a line each; none for code that is fine."""
        ...

    def close(self) -> None:
        """Stop every process. A closed sandbox cannot run anything."""
        ...


@dataclass(frozen=True, slots=True)
class SandboxKind:
    """A way to run untrusted code, as plugins register it.

    Attributes:
        name: By which settings choose it.
        open: Starts one. It raises ``ConfigError`` where this machine cannot run it, and says what can.
        summary: A line for ``eigengraph plugins``.
    """

    name: str
    open: Callable[[], Sandbox]
    summary: str = ""


class OnDemand:
    """A sandbox that is opened when first used, so that runs without checkers start no process.

    Args:
        open: Starts it.
    """

    def __init__(self, open: Callable[[], Sandbox]) -> None:
        self._open = open
        self._lock = Lock()
        self._opened: Sandbox | None = None

    def run(self, code: str, inputs: Sequence[str]) -> list[CodeRun]:
        """See ``Sandbox.run``.

        Raises:
            SandboxError: This machine cannot run it.
        """
        return self._sandbox().run(code, inputs)

    def lint(self, code: str) -> list[str]:
        """See ``Sandbox.lint``.

        Raises:
            SandboxError: This machine cannot run it.
        """
        return self._sandbox().lint(code)

    def close(self) -> None:
        """Stop it, if it was opened; it is opened anew if it is used again."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    def _sandbox(self) -> Sandbox:
        with self._lock:
            if self._opened is None:
                try:
                    self._opened = self._open()
                except ConfigError as error:
                    raise SandboxError(str(error)) from None
            return self._opened
