"""A kiosk that refunds tickets: about the smallest domain that has tasks."""

from random import Random
from typing import Any

import eigengraph as eg


@eg.tool(kind="write")
def refund_ticket(world: eg.World, ticket_id: str) -> dict[str, Any]:
    """Refund a ticket."""
    if ticket_id not in world.tickets:
        raise eg.ToolError(f"There is no ticket {ticket_id}")
    ticket = world.tickets[ticket_id]
    ticket["refunded"] = True
    return ticket


def tables(seed: int) -> dict[str, dict[str, Any]]:
    random = Random(seed)
    return {"tickets": {f"T{random.randrange(10**6):06}": {"refunded": False} for _ in range(200)}}


def sample(world: eg.World, random: Random, plan: eg.Plan) -> eg.Blueprint:
    goals = []
    for ticket in random.sample(sorted(world.tickets), random.randint(*plan.goals)):
        refund = eg.ToolCall("refund_ticket", {"ticket_id": ticket})
        world.call(refund)
        fact = eg.Fact("ticket_id", ticket, ticket)
        planned = (eg.PlannedCall(refund, "Tickets are refunded on request."),)
        goals.append(eg.Goal("refund_ticket", "do", (fact,), planned, outcome=f"Ticket {ticket} is refunded."))
    return eg.Blueprint((), tuple(goals))


KIOSK = eg.Domain(
    "kiosk", [refund_ticket], tables, policy="Refund every ticket that a customer asks you to refund.", sampler=sample
)
