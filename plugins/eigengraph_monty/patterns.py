r"""Regular expressions as monty must be given them, so that their ends mean what they mean in Python.

To monty, ``$`` is the very end of a text and ``\Z`` the place before any newlines at its end. In Python ``$`` is also
the place before one newline at the end, and ``\Z`` the very end.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

_PARTS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\$", re.DOTALL)
"""What stands for itself wherever it is: an escape, a class of characters, an end."""

_ENDS = {"$": r"(?=\n?\z)", r"\Z": r"\z"}
_MULTILINE = re.compile(r"\(\?[aiLsux]*m")
_FUNCTIONS = frozenset({"compile", "search", "match", "fullmatch", "findall", "finditer", "sub", "subn", "split"})


def mend_pattern(call: ast.Call) -> bool:
    """Change the pattern that a call of ``re`` is given as a literal, and say whether it had to be.

    In an f-string with classes of characters, which may reach across what is inserted, nothing is changed.
    """
    literals = list(_literals(call))
    multiline = any(_MULTILINE.search(pattern) for _, pattern in literals) or any(
        isinstance(part, ast.Attribute) and part.attr in ("M", "MULTILINE") for part in ast.walk(call)
    )
    changed = False
    for literal, pattern in literals:
        literal.value = _mended(pattern, multiline=multiline)
        changed |= literal.value != pattern
    return changed


def _literals(call: ast.Call) -> Iterator[tuple[ast.Constant, str]]:
    """Yield the literals that a call's pattern consists of, each with its text."""
    match call:
        case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr=name), args=[pattern, *_]) if name in _FUNCTIONS:
            parts = pattern.values if isinstance(pattern, ast.JoinedStr) else [pattern]
            found = [(part, part.value) for part in parts if isinstance(part, ast.Constant)]
            texts = [(part, text) for part, text in found if isinstance(text, str)]
            if len(parts) == 1 or not any("[" in text for _, text in texts):
                yield from texts


def _mended(pattern: str, *, multiline: bool) -> str:
    def end(part: re.Match[str]) -> str:
        return part[0] if multiline and part[0] == "$" else _ENDS.get(part[0], part[0])

    return _PARTS.sub(end, pattern)
