"""Tools that neither look anything up nor change anything."""

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


@tool(kind="generic")
def transfer_to_human_agents(_world: World, summary: str) -> str:  # noqa: ARG001
    """Hand the user over to a human agent, with a summary of the matter.

    Do so only if the user explicitly asks for a human agent, or if the policy and the tools leave no way to solve the
    matter.

    Args:
        summary: What the user wants and what was done.
    """
    return "Transfer successful"
