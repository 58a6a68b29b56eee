"""A shop with a few tools on both sides, tasks in it, and dialogues about them."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import pytest
from eigengraph_offline.model import OfflineModel, open_offline

from eigengraph.dialogue import Limits, Participant, model_participant, rollout
from eigengraph.errors import ToolError
from eigengraph.models import Context, Request
from eigengraph.records import (
    Blueprint,
    Fact,
    Goal,
    Message,
    PlannedCall,
    Scenario,
    Task,
    ToolCall,
    Trajectory,
    Verifier,
    decode,
)
from eigengraph.world import Base, Domain, Rule, Ruling, World, tool

TABLES = {
    "users": {"ann_1": {"orders": ["A1", "B2"]}},
    "orders": {
        "A1": {"status": "open", "total": 43, "street": "Old Road 1", "speed": "slow"},
        "B2": {"status": "sent", "total": 7, "street": "Old Road 1", "speed": "slow"},
    },
}


@tool
def find_user(world: World, user_id: str) -> Any:
    """Find a user."""
    if user_id not in world.users:
        raise ToolError("no such user")
    return world.users[user_id]


@tool
def get_order(world: World, order_id: str) -> Any:
    """Look up an order."""
    if order_id not in world.orders:
        raise ToolError("no such order")
    return world.orders[order_id]


@tool(kind="write")
def cancel_order(world: World, order_id: str, reason: Literal["late", "broken"]) -> str:
    """Cancel an order."""
    if order_id not in world.orders:
        raise ToolError("no such order")
    world.orders[order_id]["status"] = f"cancelled: {reason}"
    return "cancelled"


@tool(kind="write")
def move_order(world: World, order_id: str, street: str, speed: str) -> str:
    """Send an order somewhere else."""
    world.orders[order_id]["street"] = street
    world.orders[order_id]["speed"] = speed
    return "moved"


@tool(kind="generic")
def hand_over(world: World, summary: str) -> str:
    """Hand the user over to a human."""
    return "handed over"


@tool(side="user")
def restart_phone(world: World) -> str:
    """Restart the phone."""
    return "three bars"


def no_sent_order(before: World, call: ToolCall, facts: object) -> Ruling:
    return Ruling.NOT_APPLICABLE


PLAIN_SHOP = Domain(
    name="shop",
    tools=[find_user, get_order, cancel_order, move_order, hand_over, restart_phone],
    tables=lambda seed: TABLES,
    rules=[Rule("shop.cancel.sent", "What has been sent cannot be cancelled.", no_sent_order)],
    transfer_tool="hand_over",
)
SHOP = replace(PLAIN_SHOP, phrasebook=Path(__file__).with_name("shop.toml"))


def planned(name: str, why: str, /, **arguments: Any) -> PlannedCall:
    return PlannedCall(ToolCall(name, arguments), why)


FIND_USER = planned("find_user", "I look up who calls.", user_id="ann_1")
USER = Fact("user_id", "ann_1", "ann_1")
CANCEL = Goal(
    intent="cancel_order",
    decision="do",
    facts=(Fact("order_id", "A1", "A1"), Fact("reason", "late", "it comes too late", "A1")),
    calls=(
        FIND_USER,
        planned("get_order", "I look up the order.", order_id="A1"),
        planned("cancel_order", "It may be cancelled.", order_id="A1", reason="late"),
    ),
    say=("43",),
    clauses=("shop.cancel.sent",),
    outcome="Order A1 is cancelled and 43 dollars go back.",
)
MOVE = Goal(
    intent="move_order",
    decision="do",
    facts=(
        Fact("order_id", "A1", "A1", disclosure="start"),
        Fact("street", "New Street 9", "New Street 9", "A1"),
        Fact("speed", "fast", "the fast way", "A1"),
    ),
    calls=(planned("move_order", "It is still open.", order_id="A1", street="New Street 9", speed="fast"),),
    outcome="Order A1 goes to New Street 9.",
)
REFUSE = Goal(
    intent="cancel_order",
    decision="refuse",
    facts=(Fact("order_id", "B2", "B2", disclosure="unknown"), Fact("reason", "broken", "it is broken", "B2", "start")),
    calls=(planned("get_order", "I look up the order.", order_id="B2"),),
    tempting=(ToolCall("cancel_order", {"order_id": "B2", "reason": "broken"}),),
    clauses=("shop.cancel.sent",),
    outcome="Order B2 was sent yesterday.",
)
TRANSFER = Goal(
    intent="ask_total",
    decision="transfer",
    calls=(planned("hand_over", "I have no tool for that.", summary="wants a total"),),
    outcome="A human takes over.",
)
PHONE = Goal(
    intent="repair_phone",
    decision="do",
    calls=(PlannedCall(ToolCall("restart_phone", {}, "user"), "A restart often helps."),),
    outcome="The phone has signal again.",
)


@dataclass(frozen=True)
class Shop:
    """What tests play with."""

    domain: Domain = SHOP
    plain: Domain = PLAIN_SHOP
    goals: Mapping[str, Goal] = field(
        default_factory=lambda: {
            "cancel": CANCEL,
            "move": MOVE,
            "refuse": REFUSE,
            "transfer": TRANSFER,
            "phone": PHONE,
        }
    )

    def blueprint(self, *names: str) -> Blueprint:
        goals = [self.goals[name] for name in names]
        if goals and FIND_USER not in goals[0].calls:
            goals[0] = replace(goals[0], calls=(FIND_USER, *goals[0].calls))
        return Blueprint((USER,), tuple(goals))

    def task(self, *names: str, style: str = "", seed: int = 0, domain: Domain = SHOP) -> Task:
        blueprint = self.blueprint(*names)
        model = open_offline("", {"styles": [style]} if style else {})
        reply = asyncio.run(model.complete(Request("scenario", (), Context(domain, seed, blueprint=blueprint))))
        return Task(f"t{seed}", domain.name, blueprint, decode(Scenario, reply.message.content), Verifier(()))

    def play(
        self,
        task: Task,
        *,
        seed: int = 0,
        domain: Domain = SHOP,
        model: OfflineModel | None = None,
        agent: Participant | None = None,
        user: Participant | None = None,
    ) -> Trajectory:
        model = model or open_offline("", {})
        context = Context(domain, seed, task=task)
        world = World(domain, Base(domain.tables(0)))
        agent = agent or model_participant(model, "agent", context)
        user = user or model_participant(model, "user", context)
        return asyncio.run(rollout(world, agent, user, Limits(turns=60), task.id))

    def state(self, calls: tuple[ToolCall, ...], domain: Domain = SHOP) -> str:
        world = World(domain, Base(domain.tables(0)))
        for call in calls:
            world.call(call)
        return world.digest()


@pytest.fixture(scope="session")
def shop() -> Shop:
    return Shop()


@pytest.fixture
def voice() -> Callable[..., Participant]:
    """A participant that says the same lines to everyone, and repeats the last one for ever."""

    def speaking(role: Literal["assistant", "user"], *lines: str) -> Participant:
        said = iter(lines)

        async def speak(history: object) -> Message:
            return Message(role, next(said, lines[-1]))

        return speak

    return speaking
