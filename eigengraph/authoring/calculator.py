"""A calculator, for domains whose policy has to reckon in the open."""

from __future__ import annotations

from eigengraph.errors import ToolError
from eigengraph.world import World, evaluate, tool


@tool(kind="generic")
def calculate(_world: World, expression: str) -> str:
    """Work out an arithmetic expression, rounded to two places.

    Args:
        expression: Numbers, the operators + - * /, parentheses and spaces, such as '2 + 2'.
    """
    if not all(character in "0123456789+-*/(). " for character in expression):
        raise ToolError("Invalid characters in expression")
    return str(round(float(evaluate(expression)), 2))
