"""What one feed of a monty worker may use."""

from __future__ import annotations

SECONDS = 0.25
"""The time that one feed may take by monty's own clock."""

GRACE_SECONDS = 0.25
"""After which a worker that does not look at its clock (big integers, long scans) is killed from outside."""

MEMORY_BYTES = 64 << 20
RECURSION = 200
"""Frames of functions."""

MOST_PRINTED = 4096
"""Bytes that code may print in one feed; nobody reads them."""

LONGEST_MESSAGE = 500
"""Characters of what code raised that are kept, on one line."""

MOST_STATE = 2 << 20
"""Bytes that code may amount to once it is loaded, with all that its top level makes."""

LONGEST_PATTERN = 1000
"""Characters of a regular expression. One that has to be rewritten is written out in every call that is given it."""

MOST_NODES = 12_000
"""Nodes of a checker's syntax tree: rewriting goes through them many times, and no limit of monty's holds there."""
