"""Starting workers without their standard error: one that dies says so there, and its run has the message anyway."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from pydantic_monty._binary import find_monty_binary  # where the pool itself looks


def quiet_binary(folder: Path) -> Path | None:
    """Return a program that is monty but for its standard error; None where no such program can be started.

    Args:
        folder: Where it may be written; it must stay while workers are started.
    """
    if os.name != "posix":
        return None
    program = folder / "monty"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(find_monty_binary(None))} "$@" 2>/dev/null\n', "utf-8")
    program.chmod(0o700)
    return program if os.access(program, os.X_OK) else None  # no program may be started from some folders
