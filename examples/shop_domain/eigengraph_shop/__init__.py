"""A small shop, complete: state, tools, policy, rules and a source of tasks."""

from pathlib import Path
from random import Random
from typing import Any

from pydantic import BaseModel

import eigengraph as eg


class Order(BaseModel):
    """One order; ``status`` is ``pending``, ``shipped`` or ``cancelled``."""

    order_id: str
    customer_id: str
    item: str
    price: int
    status: str


class Customer(BaseModel):
    """One customer with their orders."""

    customer_id: str
    orders: list[str]


SCHEMA = {
    "customers": eg.TableSchema(Customer, key="customer_id", references={"orders[]": "orders"}),
    "orders": eg.TableSchema(Order, key="order_id", references={"customer_id": "customers"}),
}
ITEMS = {"lamp": 40, "kettle": 35, "rug": 120, "desk": 260, "mirror": 75, "shelf": 90}


def tables(seed: int, customers: int = 60) -> dict[str, dict[str, Any]]:
    """Generate customers with one to five orders each."""
    random = Random(seed)
    made: dict[str, dict[str, Any]] = {"customers": {}, "orders": {}}
    for number in range(customers):
        customer = f"C{number:03}"
        orders = [f"W{number:03}{letter}" for letter in "ABCDE"[: random.randint(1, 5)]]
        made["customers"][customer] = {"customer_id": customer, "orders": orders}
        for order in orders:
            item = random.choice(sorted(ITEMS))
            row = {"order_id": order, "customer_id": customer, "item": item, "price": ITEMS[item]}
            made["orders"][order] = {**row, "status": random.choice(["pending", "pending", "shipped"])}
    return made


@eg.tool(kind="read")
def get_customer(world: eg.World, customer_id: str) -> dict[str, Any]:
    """Look up a customer and the ids of their orders."""
    return found(world.customers, customer_id)


@eg.tool(kind="read")
def get_order(world: eg.World, order_id: str) -> dict[str, Any]:
    """Look up an order."""
    return found(world.orders, order_id)


@eg.tool(kind="write")
def cancel_order(world: eg.World, order_id: str, reason: str) -> dict[str, Any]:
    """Cancel an order for the reason that the customer gives."""
    order = found(world.orders, order_id)
    order["status"] = f"cancelled: {reason}"
    return order


def found(table: Any, key: str) -> Any:
    """Return a row, or tell the caller that there is none."""
    if key not in table:
        raise eg.ToolError(f"{key} not found")
    return table[key]


def pending_only(before: eg.World, call: eg.ToolCall, _facts: eg.Facts) -> eg.Ruling:
    """Only pending orders can be cancelled; the tool does not check it."""
    if call.name != "cancel_order":
        return eg.Ruling.NOT_APPLICABLE
    order = before.orders.get(call.arguments.get("order_id"))
    return eg.Ruling.ALLOWED if order is None or order["status"] == "pending" else eg.Ruling.FORBIDDEN


def sample(world: eg.World, random: Random, plan: eg.Plan) -> eg.Blueprint | None:
    """One customer asks for one to three cancellations; what was shipped must be refused."""
    customer = world.customers[random.choice(list(world.customers))]
    wanted = random.sample(list(customer["orders"]), min(len(customer["orders"]), random.randint(*plan.goals), 3))
    goals = tuple(goal(world, order, random.choice(["no longer needed", "ordered by mistake"])) for order in wanted)
    return eg.Blueprint((eg.Fact("customer_id", customer["customer_id"], customer["customer_id"]),), goals)


def goal(world: eg.World, order_id: str, reason: str) -> eg.Goal:
    """One cancellation, done or refused."""
    facts = (eg.Fact("order_id", order_id, order_id), eg.Fact("reason", reason, reason, about=order_id))
    cancel = eg.ToolCall("cancel_order", {"order_id": order_id, "reason": reason})
    look = eg.PlannedCall(eg.ToolCall("get_order", {"order_id": order_id}), "See whether it was shipped.", True)
    if world.orders[order_id]["status"] != "pending":
        told = f"Order {order_id} was already shipped, so it cannot be cancelled."
        return eg.Goal("cancel_order", "refuse", facts, (look,), (), (), (cancel,), ("shop.cancel.pending",), told)
    world.call(cancel)
    calls = (look, eg.PlannedCall(cancel, "It is pending, so it may be cancelled."))
    clauses = ("shop.cancel.pending",)
    return eg.Goal("cancel_order", "do", facts, calls, clauses=clauses, outcome=f"Order {order_id} is cancelled.")


RULES = [eg.Rule("shop.cancel.pending", "Only pending orders can be cancelled.", pending_only)]
POLICY = "Customers may cancel orders that are pending. Decline to cancel any other. Ask for the order id first."
TOOLS = [get_customer, get_order, cancel_order]
PHRASES = Path(__file__).with_name("phrasebook.toml")  # only the offline model reads it


@eg.hookimpl
def register_domains() -> list[eg.Domain]:
    """Register the shop."""
    texts = {"policy": POLICY, "phrasebook": PHRASES}
    return [eg.Domain("shop", TOOLS, tables, schema=SCHEMA, rules=RULES, sampler=sample, **texts)]
