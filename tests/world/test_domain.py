"""Domains and their rules."""

from dataclasses import replace
from pathlib import Path

import pytest

from eigengraph.errors import PluginError
from eigengraph.records import Fact, Facts, ToolCall
from eigengraph.world import broken_rules
from tests.toys import ROUTER, SHOP, open_world

ANN = Facts([Fact("user_id", "ann", "ann")])


def cancel(order: str) -> ToolCall:
    return ToolCall("cancel_order", {"order_id": order})


@pytest.mark.parametrize(
    ("call", "broken"),
    [
        (cancel("A1"), ()),
        (cancel("A2"), ("shop.cancel.pending",)),
        (cancel("B1"), ("shop.cancel.own",)),
        (cancel("nope"), ("shop.cancel.pending", "shop.cancel.own")),
        (ToolCall("rename_user", {"user_id": "bob", "name": "x"}), ()),
    ],
)
def test_broken_rules_are_named(call: ToolCall, broken: tuple[str, ...]) -> None:
    world = open_world()
    assert broken_rules(SHOP, world, call, ANN) == broken
    assert world.delta() == {}


def test_rules_read_the_world_as_it_stands() -> None:
    world = open_world()
    world.call(cancel("A1"))
    assert broken_rules(SHOP, world, cancel("A1"), ANN) == ("shop.cancel.pending",)


def test_a_name_can_be_taken_once() -> None:
    with pytest.raises(PluginError, match=r"domain 'shop' has rule 'shop\.cancel\.pending' twice; rename or drop one"):
        replace(SHOP, rules=[*SHOP.rules, SHOP.rules[0]])
    with pytest.raises(PluginError, match=r"domain 'shop' has tool \('agent', 'think'\) twice"):
        replace(SHOP, tools=[*SHOP.tools, next(tool for tool in SHOP.tools if tool.name == "think")])


def test_both_sides_may_have_a_tool_of_one_name() -> None:
    mine = SHOP.by_side["agent"]["think"]
    both = replace(SHOP, tools=[mine, replace(mine, side="user")], transfer_tool="")
    assert list(both.by_side["agent"]) == list(both.by_side["user"]) == ["think"]


def test_a_transfer_tool_must_be_a_tool_of_the_agent() -> None:
    with pytest.raises(PluginError, match=r"domain 'shop' has no agent tool 'handover' \(known: .*transfer"):
        replace(SHOP, transfer_tool="handover")


def test_the_policy_is_text_or_a_file(tmp_path: Path) -> None:
    path = tmp_path / "policy.md"
    path.write_text("Be kind. é", encoding="utf-8")
    assert replace(SHOP, policy=path).policy_text == "Be kind. é"
    assert SHOP.policy_text == "Cancel pending orders of the user who asks."


def test_sides_and_ids() -> None:
    assert ROUTER.sides() == {"lines": "agent", "device": "user"}
    assert SHOP.rule_ids == {"shop.cancel.pending", "shop.cancel.own"}
