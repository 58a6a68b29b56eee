"""A sandbox for checkers."""

from eigengraph.hookspecs import hookimpl
from eigengraph.verify.sandbox import SandboxKind


@hookimpl
def register_sandboxes() -> list[SandboxKind]:
    """Register the sandbox ``monty``."""
    return []
