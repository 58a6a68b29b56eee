"""The dialogue that stands around bare calls where code is asked: it has the form of one that was played."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from eigengraph.dialogue import STOP, oracle, rollout
from eigengraph.records import Checker, Goal, Message, Outcome, Scenario, Task, Trajectory
from eigengraph.verify import score, score_steps
from eigengraph.verify.replay import steps_of
from eigengraph.verify.solutions import solutions
from eigengraph.verify.staging import staged_view
from eigengraph.verify.trial import walk
from eigengraph.verify.variants import Variant
from eigengraph.world import Domain, World
from tests.toys import ROUTER, SHOP
from tests.verify.tasks import base_of, call, dialogue, planned, steps, task_of
from tests.verify.test_checking import InProcess

LOOK, CANCEL = call("get_order", order_id="B1"), call("cancel_order", order_id="A1")
TASK = replace(
    task_of(Goal("cancel", "do", calls=planned(LOOK, CANCEL), say=("4",))),
    scenario=Scenario("Ann.", "Please cancel A1.", "I am ann.", "", ""),
)
CHECKER = Checker("c", "def check(view):\n    return bool(view['messages'])")


def with_code(task: Task, code: str = CHECKER.code) -> Task:
    return replace(task, verifier=replace(task.verifier, checkers=(replace(CHECKER, code=code),)))


def messages(task: Task, *happened, domain: Domain = SHOP, said: tuple[str, ...] = ()) -> tuple[Message, ...]:
    """Return the dialogue around a variant of a task's solution."""
    (gold, *_) = solutions(domain, base_of(domain), task.blueprint, task.initial, task.seed)
    trial = walk(with_code(task), domain, base_of(domain), gold)
    return staged_view(task, trial.run(Variant("", happened, said))).messages


def told(dialogue, role: str) -> list[str]:
    return [message.content for message in dialogue if message.role == role and message.content]


def test_calls_stand_there_with_what_tools_answered_in_this_run():
    refused = call("cancel_order", order_id="B9")
    made = messages(TASK, LOOK, refused, CANCEL)
    world = World(SHOP, base_of())
    answers = [world.call(item) for item in (LOOK, refused, CANCEL)]
    found = [step for step in steps_of(made) if step.call is not None]
    assert [replace(step.call, id="") for step in found] == [LOOK, refused, CANCEL]
    assert [step.recorded for step in found] == answers
    assert [step.call.id for step in found] == ["call_1", "call_2", "call_3"]


def test_the_form_is_that_of_a_dialogue_that_was_played():
    for task, domain in (
        (TASK, SHOP),
        (task_of(Goal("on", "do", calls=planned(*ONLINE)), domain=ROUTER), ROUTER),
    ):
        world = World(domain, base_of(domain), task.initial, seed=task.seed)
        played = asyncio.run(rollout(world, *oracle(task))).messages
        made = messages(task, *task.blueprint.gold(), domain=domain)
        for form in (
            lambda message: (message.role, message.side),
            lambda message: (message.role, [(item.side, item.id) for item in message.tool_calls], message.call_id),
        ):
            assert {repr(form(message)) for message in made} == {repr(form(message)) for message in played}
        assert made[0] == played[0]
        assert STOP in made[-1].content
        assert STOP in played[-1].content


ONLINE = (call("activate_line", line_id="L1"), call("switch_router", "user", on=True), call("look_at_router", "user"))


def test_the_user_says_what_the_scenario_says_and_consents_to_each_write():
    made = messages(TASK, LOOK, CANCEL, said=("It was 4.",))
    opening, known, consent, *others = told(made, "user")
    assert opening == "Please cancel A1."
    assert known.startswith("I am ann.")
    assert consent.startswith("Yes")
    assert any("thank" in text for text in others)
    order = [message.tool_calls[0].name if message.tool_calls else message.content for message in made]
    assert order.index("get_order") < order.index(consent) == order.index("cancel_order") - 1
    assert order.index("cancel_order") < order.index("It was 4.")


def test_who_does_nothing_hears_the_user_all_the_same():
    users = told(messages(TASK), "user")
    assert users[0] == "Please cancel A1."
    assert "thanks" in users[-1]


def test_a_text_that_nobody_hears_is_spoken_as_in_a_recorded_dialogue():
    everything = " ".join(map(str, range(300)))
    assert everything in told(messages(TASK, LOOK, CANCEL, said=(everything,)), "assistant")


def test_bare_calls_are_scored_in_such_a_dialogue_and_a_recorded_one_as_it_stands():
    thanked = (
        "def check(view):\n    return any('thanks' in m['content'] for m in view['messages'] if m['role'] == 'user')"
    )
    task = with_code(TASK, thanked)
    happened = (LOOK, CANCEL, "It was 4.")
    assert score_steps(task, SHOP, base_of(), steps(*happened), sandbox=InProcess()).passed
    recorded = dialogue(task, SHOP, base_of(), *happened)
    assert not score(task, SHOP, base_of(), recorded, sandbox=InProcess()).passed
    assert score(task, SHOP, base_of(), Trajectory("t", (), Outcome.COMPLETED), sandbox=InProcess()).reward == 0.0
