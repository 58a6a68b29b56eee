"""Sandboxes: where a checker's code runs. Plugins bring them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

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
