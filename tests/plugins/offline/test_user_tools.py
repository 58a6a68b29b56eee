"""Tools of the user's side in dialogues: which one is meant, how it is reported, and what is asked for when."""

import asyncio
from dataclasses import replace

import pytest
from eigengraph_offline.model import open_offline
from eigengraph_offline.phrasebook import phrasebook_of

from eigengraph.dialogue import GREETING, model_participant
from eigengraph.errors import ConfigError
from eigengraph.models import Context
from eigengraph.records import Blueprint, Fact, Goal, Message, PlannedCall, Scenario, Task, ToolCall, Verifier
from eigengraph.world import World, tool

BOOK = """
[intents.repair]
want = "have it repaired"
cues = ["broken"]
openings = ["It is broken."]

[slots.amount]
label = "the amount"
cues = ["amount"]
before = ["buy"]
questions = ["Which amount?"]
answers = ["The amount: {text}."]

[tools.toggle_data]
instruct = ["Please use toggle_data now."]
reports = ["The switch reads: {content}"]

[tools.grant]
instruct = ["Please grant {permission}."]

[tools.set_mode]
usual = { mode = "best" }
"""


@tool(side="user")
def toggle_data(_world: World) -> str:
    """Switch data."""
    return "data is on"


@tool(side="user")
def toggle_data_saver(_world: World) -> str:
    """Switch the saver."""
    return "saver is on"


@tool(side="user")
def grant(_world: World, permission: str) -> str:
    """Grant something."""
    return permission


@tool(side="user")
def set_mode(_world: World, mode: str) -> str:
    """Set a mode."""
    return mode


@tool(side="user")
def name_app(_world: World, app: str) -> str:
    """Name an app."""
    return app


@tool
def look(_world: World) -> str:
    """Look something up."""
    return "seen"


@tool(kind="write")
def buy(_world: World, amount: float) -> str:
    """Buy something."""
    return f"bought {amount}"


def planned(name, side="user", /, **arguments):
    return PlannedCall(ToolCall(name, arguments, side), "why")


REPAIR = Goal(
    "repair",
    "do",
    facts=(Fact("amount", 2.0, "two of them"),),
    calls=(
        planned("toggle_data_saver"),
        planned("toggle_data"),
        planned("grant", permission="sms"),
        planned("grant", permission="storage"),
        planned("look", "agent"),
        planned("buy", "agent", amount=2.0),
    ),
    outcome="It works.",
)


@pytest.fixture
def domain(shop, tmp_path):
    path = tmp_path / "book.toml"
    path.write_text(BOOK, "utf-8")
    tools = [toggle_data, toggle_data_saver, grant, set_mode, name_app, look, buy]
    return replace(shop.domain, tools=tools, rules=[], transfer_tool="", phrasebook=path)


@pytest.fixture
def task():
    return Task("t", "shop", Blueprint((), (REPAIR,)), Scenario("", "", "", "", "", "slot_by_slot"), Verifier(()))


@pytest.mark.parametrize(
    ("asked", "name", "arguments"),
    [
        ("Please run toggle_data.", "toggle_data", {}),
        ("Please run toggle_data_saver.", "toggle_data_saver", {}),
        ("Could you toggle data saver for me?", "toggle_data_saver", {}),
        ("Run `toggle_data` next, please.", "toggle_data", {}),
        ("Please use grant with storage.", "grant", {"permission": "storage"}),
        ("Please use grant.", "grant", {"permission": "sms"}),
        ("Please use set_mode now.", "set_mode", {"mode": "best"}),
    ],
)
def test_the_user_makes_the_call_that_is_meant(domain, task, asked, name, arguments):
    user = model_participant(open_offline("", {}), "user", Context(domain, 0, task=task))
    message = asyncio.run(user([GREETING, Message("user", "It is broken."), Message("assistant", asked)]))
    assert [(call.name, dict(call.arguments)) for call in message.tool_calls] == [(name, arguments)]


@pytest.mark.parametrize("asked", ["Please use name_app.", "Is your metadata fine?", "Please run autotoggle_data_x."])
def test_the_user_makes_no_call_that_was_not_asked_for_or_lacks_a_value(domain, task, asked):
    user = model_participant(open_offline("", {}), "user", Context(domain, 0, task=task))
    message = asyncio.run(user([GREETING, Message("user", "It is broken."), Message("assistant", asked)]))
    assert not message.tool_calls


def test_dialogues_go_through_all_tools_and_ask_for_a_fact_right_before_it_matters(shop, domain, task):
    trajectory = shop.play(task, domain=domain)
    made = [ToolCall(call.name, call.arguments, call.side) for call in trajectory.calls()]
    assert made == [item.call for item in REPAIR.calls]
    texts = [message.content for message in trajectory.messages]
    names = [call.name for message in trajectory.messages for call in message.tool_calls]
    asked = next(index for index, text in enumerate(texts) if "Which amount?" in text)
    looked = next(
        index for index, message in enumerate(trajectory.messages) if any(c.name == "look" for c in message.tool_calls)
    )
    assert asked > looked
    assert names[-1] == "buy"
    assert "The switch reads: data is on" in texts


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('before = ["sell"]', r"slots.amount.before: no such tool 'sell' \(known: buy, "),
        (
            'before = ["buy"]\n[tools.look]\nusual = { size = 1 }',
            r"tools.look.usual: no such argument 'size' \(known: none\)",
        ),
        ('before = ["buy"]\n[tools.look]\nreports = ["It says {text}"]', r"tools.look.reports: unknown field 'text'"),
    ],
)
def test_problems_of_the_new_entries_are_named(domain, line, problem):
    path = domain.phrasebook
    other = path.with_name("other.toml")
    slot = '[slots.amount]\nlabel = "the amount"\ncues = ["amount"]\n'
    other.write_text(slot + line, "utf-8")
    with pytest.raises(ConfigError, match=problem):
        phrasebook_of(replace(domain, phrasebook=other))
