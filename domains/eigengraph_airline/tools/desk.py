"""Handing over to a human: nothing is looked up, nothing changed."""

from __future__ import annotations

from eigengraph.world import World, tool


@tool(kind="generic")
def transfer_to_human_agents(_world: World, summary: str) -> str:  # noqa: ARG001
    """Hand the user over to a human agent, with a summary of the matter.

    Do so only if the user explicitly asks for a human agent, or if the policy and the tools leave no way to solve the
    matter.

    Args:
        summary: What the user wants and what was done.
    """
    return "Transfer successful"
