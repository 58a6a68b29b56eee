"""The oracle that shows that a task can be done in a dialogue, opposite a user with tools of their own."""

import asyncio

from eigengraph.dialogue import rollout
from eigengraph.graphs.default_workers import oracle
from eigengraph.records import Blueprint, Goal, Outcome, PlannedCall, Scenario, Task, ToolCall, Verifier
from eigengraph.world import Base, World
from tests.toys import ROUTER, router_tables


def test_each_side_makes_its_own_calls_in_the_order_of_gold():
    calls = (
        ToolCall("look_at_router", {}, "user"),
        ToolCall("activate_line", {"line_id": "L1"}),
        ToolCall("switch_router", {"on": True}, "user"),
    )
    goal = Goal("repair", "do", calls=tuple(PlannedCall(call, "") for call in calls))
    task = Task("t", "router", Blueprint((), (goal,)), Scenario("", "My router is dead.", "", "", ""), Verifier(()))
    world = World(ROUTER, Base(router_tables(), ROUTER.sides()))
    trajectory = asyncio.run(rollout(world, *oracle(task)))
    made = [ToolCall(call.name, call.arguments, call.side) for call in trajectory.calls()]
    assert trajectory.outcome is Outcome.COMPLETED
    assert made == list(calls)
    assert trajectory.errors == 0
