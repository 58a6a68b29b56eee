"""The default sandbox: an interpreter of a subset of Python, in worker processes."""

from __future__ import annotations

from eigengraph.hookspecs import hookimpl
from eigengraph.verify.sandbox import Sandbox, SandboxKind


@hookimpl
def register_sandboxes() -> list[SandboxKind]:
    """Register the sandbox ``monty``."""
    return [SandboxKind("monty", _open, "an interpreter without files, network or processes; runs most of Python")]


def _open() -> Sandbox:
    from eigengraph_monty.sandbox import MontySandbox

    return MontySandbox()
