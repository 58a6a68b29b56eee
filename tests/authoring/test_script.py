"""Scripts, on the toy shop."""

import pytest

from eigengraph.authoring import DeadEnd, Script, outcome
from eigengraph.records import PlannedCall, ToolCall
from eigengraph.world import Base, World
from tests.toys import SHOP

CANCEL = ToolCall("cancel_order", {"order_id": "A1"})


@pytest.fixture
def world():
    return World(SHOP, Base(SHOP.tables(0), SHOP.sides()))


def test_calls_are_executed_and_remembered_with_their_reasons(world):
    script = Script(world)
    assert '"pending"' in script.run("Look.", "get_order", order_id="A1")
    script.demand()
    script.execute("It is pending.", CANCEL)
    look = PlannedCall(ToolCall("get_order", {"order_id": "A1"}), "Look.", essential=True)
    assert script.steps == [look, PlannedCall(CANCEL, "It is pending.")]
    assert world.orders.peek("A1")["status"] == "cancelled"


def test_a_script_goes_on_from_what_was_executed_before(world):
    greeting = (PlannedCall(ToolCall("list_orders", {"user_id": "ann"}), "Who is it?"),)
    script = Script(world, greeting)
    script.run("Look.", "get_order", order_id="A1")
    assert [step.call.name for step in script.steps] == ["list_orders", "get_order"]
    assert len(greeting) == 1


def test_what_a_tool_refuses_is_a_dead_end_with_its_words_and_is_not_remembered(world):
    script = Script(world)
    with pytest.raises(DeadEnd, match="Only pending orders can be cancelled"):
        script.run("Try.", "cancel_order", order_id="A2")
    assert script.steps == []


def test_of_equally_right_writes_the_first_that_works_is_made_and_the_others_are_told(world):
    options = [ToolCall("cancel_order", {"order_id": key}) for key in ("A2", "A1", "A1", "B1")]
    script = Script(world)
    script.run("Look.", "list_orders", user_id="ann")
    others = script.settle("One will do.", options)
    assert [step.call for step in script.steps][1:] == [options[1]]
    assert [[step.call for step in way][1:] for way in others] == [[options[3]]]
    with pytest.raises(DeadEnd, match="no option works"):
        script.settle("None is left.", options[:2])


def test_an_outcome_leaves_the_world_alone(world):
    after = outcome(world, CANCEL)
    assert after is not None
    assert after.orders.peek("A1")["status"] == "cancelled"
    assert world.orders.peek("A1")["status"] == "pending"
    assert outcome(world, CANCEL, CANCEL) is None
