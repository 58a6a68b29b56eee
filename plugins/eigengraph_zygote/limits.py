"""What one run of a checker may use. Both sides of the sandbox read these."""

from __future__ import annotations

CPU_SECONDS = 0.4
"""CPU time of the child, from when it is locked in."""

WALL_SECONDS = 0.45
"""Life of the child, but for the time in which it was ready to compute and got no processor: a busy machine is not the
checker's doing. So only what waits without computing reaches it. Code that is new takes two lives, one to be compiled
and one to run; together they stay below a second."""

STARVED_SECONDS = 5.0
"""The most of that time."""

MEMORY_BYTES = 256 << 20
"""Address space of the child, some 40 MB of which are the interpreter's."""

PRINTED_CHARACTERS = 64 << 10
"""What a checker may print; it is counted and dropped."""

REPLY_BYTES = 64 << 10
"""The answer as JSON. It fits a socket's buffer, so no child waits for its answer to be read."""

PROGRAM_BYTES = 1 << 20
"""A checker, compiled: some five bytes for a character of its code."""

MESSAGE_CHARACTERS = 500
"""What is kept of the text of an exception."""
