"""A sandbox for checkers that are plain CPython: a locked-in process for every verdict. Linux only.

``sandbox.py`` says what it covers and what it does not.
"""

from eigengraph.hookspecs import hookimpl
from eigengraph.verify.sandbox import SandboxKind
from eigengraph_zygote.sandbox import open_zygote


@hookimpl
def register_sandboxes() -> list[SandboxKind]:
    """Register the sandbox ``zygote``."""
    summary = "runs checkers in CPython, one locked-in process each; Linux on x86-64 and aarch64"
    return [SandboxKind("zygote", open_zygote, summary)]
