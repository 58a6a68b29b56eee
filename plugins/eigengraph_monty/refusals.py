"""What is refused, since monty would run it otherwise than Python does."""

from __future__ import annotations


class CannotDesugarError(ValueError):
    """Code whose meaning a rewrite would change, or that needs what monty lacks.

    Attributes:
        line: Where, if it is at one place.
    """

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


LACKING = "is not supported here"
"""Is in the message of what no ``except`` of the code may catch."""

ELSEWHERE = "the sandbox zygote runs it (--sandbox zygote)"
"""What helps wherever monty lacks something."""


def unsupported(what: str, line: int | None, instead: str = "") -> CannotDesugarError:
    """Return the error that says what monty lacks.

    Args:
        what: It, in the author's own words.
        line: Where it is needed.
        instead: What can be written in its place.
    """
    return CannotDesugarError(f"{what} {LACKING}{f' ({instead})' if instead else ''}; {ELSEWHERE}", line)
