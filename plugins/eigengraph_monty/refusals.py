"""What is refused, since monty would run it otherwise than Python does."""

from __future__ import annotations


class CannotDesugarError(ValueError):
    """Code whose meaning a rewrite would change.

    Attributes:
        line: Where, if it is at one place.
    """

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line
