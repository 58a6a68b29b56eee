"""Tools for the SIM card."""

from __future__ import annotations

from eigengraph.world import World, tool
from eigengraph_telecom.diagnostics import sim_status
from eigengraph_telecom.user_tools.handset import phone, search, with_status_bar

SIM_TEXTS = {
    "active": "Your SIM card is active and working.",
    "missing": "No SIM card detected in the phone.",
    "locked_pin": "The SIM card is locked with a PIN code.",
    "locked_puk": "The SIM card is locked with a PUK code.",
}
"""What the phone says of each status of its SIM card."""


@tool(side="user")
def check_sim_status(world: World) -> str:
    """Look up whether the SIM card works, is missing, or is locked with a PIN or PUK."""
    return SIM_TEXTS[sim_status(phone(world))]


@tool(kind="write", side="user")
def reseat_sim_card(world: World) -> str:
    """Take the SIM card out and put it back in. This helps where the phone does not detect it."""
    phone(world)["sim_card_missing"] = False
    search(world)
    return with_status_bar(world, "SIM card re-seated successfully.")
