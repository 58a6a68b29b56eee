"""Two small domains for tests: a shop, and a router that agent and user work on together."""

from collections.abc import Callable
from typing import Any

from typing_extensions import TypedDict

from eigengraph.errors import ToolError
from eigengraph.records import Facts, InitialState, ToolCall
from eigengraph.world import Base, Domain, RowView, Rule, Ruling, TableSchema, Tool, World, check_tables, tool


class User(TypedDict):
    id: str
    name: str
    orders: list[str]


class Line(TypedDict):
    item: str
    count: int


class Order(TypedDict):
    id: str
    user: str
    status: str
    lines: list[Line]


class Item(TypedDict):
    name: str
    price: float
    stock: int


SHOP_SCHEMA = {
    "users": TableSchema(User, key="id", references={"orders[]": "orders"}),
    "orders": TableSchema(Order, key="id", references={"user": "users", "lines[].item": "items"}),
    "items": TableSchema(Item),
}


def shop_tables(seed: int = 0) -> dict[str, dict[str, dict[str, Any]]]:
    """Return a fresh database of two users, three orders and two items; the same for every seed."""
    return {
        "users": {
            "ann": {"id": "ann", "name": "Ann", "orders": ["A1", "A2"]},
            "bob": {"id": "bob", "name": "Bob", "orders": ["B1"]},
        },
        "orders": {
            "A1": {"id": "A1", "user": "ann", "status": "pending", "lines": [{"item": "tea", "count": 2}]},
            "A2": {"id": "A2", "user": "ann", "status": "delivered", "lines": [{"item": "cup", "count": 1}]},
            "B1": {
                "id": "B1",
                "user": "bob",
                "status": "pending",
                "lines": [{"item": "cup", "count": 4}, {"item": "tea", "count": 1}],
            },
        },
        "items": {"tea": {"name": "Tea", "price": 3.5, "stock": 10}, "cup": {"name": "Cup", "price": 8.0, "stock": 5}},
    }


@tool
def get_order(world: World, order_id: str) -> RowView:
    """Show an order.

    Args:
        order_id: The order, such as 'A1'.
    """
    order: RowView | None = world.orders.peek(order_id)
    if order is None:
        raise ToolError(f"There is no order {order_id}")
    return order


@tool
def list_orders(world: World, user_id: str, status: str = "") -> list[str]:
    """List the orders of a user."""
    orders = world.orders.items()
    return [key for key, order in orders if order["user"] == user_id and status in ("", order["status"])]


@tool(kind="write")
def cancel_order(world: World, order_id: str) -> dict[str, Any]:
    """Cancel a pending order and put its items back."""
    order: dict[str, Any] | None = world.orders.get(order_id)
    if order is None:
        raise ToolError(f"There is no order {order_id}")
    if order["status"] != "pending":
        raise ToolError("Only pending orders can be cancelled")
    order["status"] = "cancelled"
    for line in order["lines"]:
        world.items[line["item"]]["stock"] += line["count"]
    return order


@tool(kind="write")
def place_order(world: World, user_id: str, lines: list[Line]) -> str:
    """Place an order; its number is drawn at random."""
    number = f"N{world.random.randrange(10**6)}"
    world.orders[number] = {"id": number, "user": user_id, "status": "pending", "lines": lines}
    world.users[user_id]["orders"].append(number)
    return number


@tool(kind="write")
def rename_user(world: World, user_id: str, name: str) -> None:
    """Rename a user."""
    world.users[user_id]["name"] = name


@tool(kind="think")
def think(world: World, thought: str) -> str:
    """Think aloud."""
    return ""


@tool(kind="generic")
def transfer(world: World, reason: str) -> str:
    """Hand over to a human."""
    return "Transferred"


def only_pending(before: World, call: ToolCall, facts: Facts) -> Ruling:
    """Forbid cancelling what is no longer pending."""
    if call.name != "cancel_order":
        return Ruling.NOT_APPLICABLE
    order = before.orders.peek(call.arguments["order_id"])
    return Ruling.ALLOWED if order is not None and order["status"] == "pending" else Ruling.FORBIDDEN


def only_own(before: World, call: ToolCall, facts: Facts) -> Ruling:
    """Forbid cancelling what belongs to somebody else."""
    if call.name != "cancel_order":
        return Ruling.NOT_APPLICABLE
    order = before.orders.peek(call.arguments["order_id"])
    mine = order is not None and order["user"] == facts.get("user_id")
    return Ruling.ALLOWED if mine else Ruling.FORBIDDEN


SHOP = Domain(
    name="shop",
    tools=[get_order, list_orders, cancel_order, place_order, rename_user, think, transfer],
    tables=shop_tables,
    schema=SHOP_SCHEMA,
    policy="Cancel pending orders of the user who asks.",
    rules=[
        Rule("shop.cancel.pending", "Only pending orders can be cancelled.", only_pending),
        Rule("shop.cancel.own", "Users cancel their own orders only.", only_own),
    ],
    transfer_tool="transfer",
)


class PhoneLine(TypedDict):
    active: bool
    seen_online: bool


class Device(TypedDict):
    powered: bool
    line: str
    signal: bool


def router_tables(seed: int = 0) -> dict[str, dict[str, dict[str, Any]]]:
    """Return a fresh database of one suspended line and one router that is off."""
    return {
        "lines": {"L1": {"active": False, "seen_online": False}},
        "device": {"router": {"powered": False, "line": "L1", "signal": False}},
    }


@tool
def get_line(world: World, line_id: str) -> RowView:
    """Show a line."""
    return world.lines[line_id]


@tool(kind="write")
def activate_line(world: World, line_id: str) -> str:
    """Activate a line."""
    world.lines[line_id]["active"] = True
    return "activated"


@tool(side="user")
def look_at_router(world: World) -> str:
    """Look at the router's lamp."""
    return "green" if world.device["router"]["signal"] else "red"


@tool(kind="write", side="user")
def switch_router(world: World, on: bool) -> str:
    """Switch the router on or off."""
    world.device["router"]["powered"] = on
    return "done"


def sync_router(world: World) -> None:
    """Carry the signal from the line to the device and back."""
    device = world.device["router"]
    line = world.lines[device["line"]]
    device["signal"] = line["seen_online"] = device["powered"] and line["active"]


def is_online(world: World, line_id: str) -> bool:
    """Whether the operator sees the line online."""
    return bool(world.lines[line_id]["seen_online"])


ROUTER = Domain(
    name="router",
    tools=[get_line, activate_line, look_at_router, switch_router],
    tables=router_tables,
    schema={"lines": TableSchema(PhoneLine), "device": TableSchema(Device, side="user", references={"line": "lines"})},
    sync=sync_router,
    assertions={"is_online": is_online},
)


def open_world(domain: Domain = SHOP, **options: Any) -> World:
    """Open a world over a fresh, checked database of a toy domain; options are those of ``World``."""
    initial = options.pop("initial", InitialState())
    base = Base(check_tables(domain.schema, domain.tables(0), domain.check_tables), domain.sides())
    return World(domain, base, initial, **options)


def tiny_world(*tools: Tool, tables: dict[str, Any] | None = None, **options: Any) -> World:
    """Open a world with these tools over a table ``things`` of one row ``a``, unless told otherwise.

    Options are those of ``Domain``.
    """
    base = Base(check_tables({}, tables or {"things": {"a": {"n": 1, "tags": ["x"], "deep": {"list": [{"m": 1}]}}}}))
    return World(Domain("tiny", tools=tools, tables=lambda seed: {}, **options), base)


def writing(program: Callable[[World], Any]) -> World:
    """Return a tiny world in which a write tool has run a program."""

    @tool(kind="write")
    def run(world: World) -> str:
        return str(program(world))

    world = tiny_world(run)
    world.run("run")
    return world
