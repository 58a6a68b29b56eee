"""From a dialogue to the moments a verdict is made of."""

from dataclasses import replace

import pytest

from eigengraph.errors import ReplayError, UnknownNameError
from eigengraph.records import Called, Checker, Environment, Message, ToolCall, ToolResult, Verifier
from eigengraph.verify.replay import Step, make_calls, replay, steps_of, tools_asked_about
from eigengraph.verify.view import state_of
from eigengraph.world import World, tool
from tests.toys import ROUTER, SHOP, open_world, tiny_world
from tests.verify.tasks import call, only, steps

CANCEL = call("cancel_order", order_id="A1")
LOOK = call("get_order", order_id="A1")
RENAME = call("rename_user", user_id="ann", name="Anna")
NOTHING_ASKED = Verifier(())


def result(call: ToolCall, content: str, *, error: bool = False) -> Message:
    return Message("tool", content, side=call.side, call_id=call.id, error=error)


def test_a_dialogue_is_its_answered_calls_and_delivered_texts_in_order() -> None:
    look, cancel = replace(LOOK, id="1"), replace(CANCEL, id="2")
    messages = [
        Message("assistant", "Hi."),
        Message("user", "Cancel A1.", side="user"),
        Message("assistant", "One moment.", tool_calls=(look, cancel)),
        result(look, "pending"),
        result(cancel, "no", error=True),
        Message("assistant", "Done."),
        Message("assistant", tool_calls=(cancel,)),
    ]
    assert list(steps_of(messages)) == [
        Step(said="Hi.", position=1),
        Step(look, ToolResult("pending"), position=4),
        Step(cancel, ToolResult("no", error=True), position=5),
        Step(said="Done.", position=6),
    ]


def test_ids_used_again_do_not_mix_up_results() -> None:
    first, second = replace(CANCEL, id="same"), replace(LOOK, id="same")
    messages = [
        Message("assistant", tool_calls=(first,)),
        result(first, "refused", error=True),
        Message("assistant", tool_calls=(second,)),
        result(second, "shown"),
    ]
    assert list(steps_of(messages)) == [
        Step(first, ToolResult("refused", error=True), position=2),
        Step(second, ToolResult("shown"), position=4),
    ]


def test_two_calls_of_one_message_with_one_id_are_answered_in_order() -> None:
    first, second = replace(CANCEL, id="same"), replace(LOOK, id="same")
    messages = [Message("assistant", tool_calls=(first, second)), result(first, "one"), result(second, "two")]
    assert [(step.call, step.recorded) for step in steps_of(messages)] == [
        (first, ToolResult("one")),
        (second, ToolResult("two")),
    ]


def test_an_answer_without_a_call_is_ignored() -> None:
    assert list(steps_of([result(replace(CANCEL, id="9"), "cancelled")])) == []


def test_reads_with_a_record_are_not_run_again() -> None:
    runs: list[str] = []

    @tool
    def look(world: World) -> str:
        """Look."""
        runs.append("look")
        return "seen"

    @tool(kind="write")
    def touch(world: World) -> str:
        """Touch."""
        runs.append("touch")
        return "touched"

    happened = [Step(call("look"), ToolResult("something else")), Step(call("touch"), ToolResult("touched"))]
    views = [view for view, _ in replay(tiny_world(look, touch), happened, NOTHING_ASKED)]
    assert runs == ["touch"]
    assert [made.error for made in views[-1].calls] == [False, False]


def test_a_write_that_answers_otherwise_raises_only_if_strict() -> None:
    happened = [Step(RENAME, ToolResult('"another answer"'))]
    with pytest.raises(
        ReplayError, match="rename_user answered 'null' on replay, but '\"another answer\"' was recorded"
    ):
        list(replay(open_world(), happened, NOTHING_ASKED))
    assert len(list(replay(open_world(), happened, NOTHING_ASKED, strict=False))) == 3


def test_answers_are_compared_as_json() -> None:
    spaced = Step(CANCEL, ToolResult(open_world().call(CANCEL).content.replace(" ", "  ")))
    assert len(list(replay(open_world(), [spaced], NOTHING_ASKED))) == 3


def test_there_is_a_view_before_the_first_call_after_each_and_at_the_end() -> None:
    moments = list(replay(open_world(), steps("Hi.", CANCEL, LOOK, "Done."), NOTHING_ASKED))
    assert [len(view.calls) for view, _ in moments] == [0, 1, 2, 2]
    assert [len(view.said) for view, _ in moments] == [0, 1, 1, 2]
    assert [may_differ for _, may_differ in moments] == [True, True, False, False]


def test_views_stay_what_they_were_while_the_world_goes_on() -> None:
    again = call("rename_user", user_id="ann", name="Anne")
    first, second, third, _ = (view for view, _ in replay(open_world(), steps(RENAME, again), NOTHING_ASKED))
    assert (first.after, first.changed) == ({}, ())
    assert second.after["users"]["ann"]["name"] == "Anna"  # type: ignore[index]
    assert third.after["users"]["ann"]["name"] == "Anne"  # type: ignore[index]
    assert second.before["users"]["ann"]["name"] == "Ann"  # type: ignore[index]
    with pytest.raises(TypeError):
        second.after["users"]["ann"]["name"] = "X"  # type: ignore[index]


def test_views_hold_the_rows_a_verifier_needs() -> None:
    verifier = Verifier((), needs=(("orders", "A1"), ("orders", "none")))
    *_, (view, _) = replay(open_world(), steps(CANCEL), verifier)
    assert view.row("orders", "A1")["status"] == "cancelled"  # the delta comes first
    assert view.row("orders", "none") is None
    with pytest.raises(KeyError):
        view.row("orders", "B1")


def test_a_verifier_that_asks_for_what_the_domain_lacks_is_told_so() -> None:
    with pytest.raises(UnknownNameError, match="unknown table of domain 'shop' 'order'; did you mean 'orders'"):
        state_of(open_world(), Verifier((), needs=(("order", "A1"),)))
    with pytest.raises(UnknownNameError, match=r"'is_onlin'; did you mean 'is_online'\? \(known: is_online\)"):
        state_of(open_world(ROUTER), only(Environment("is_onlin", {"line_id": "L1"})))


def test_trying_a_solution_runs_only_what_can_matter() -> None:
    runs: list[str] = []

    @tool
    def look(world: World) -> str:
        """Look."""
        runs.append("look")
        return "seen"

    @tool
    def glance(world: World) -> str:
        """Glance."""
        runs.append("glance")
        return "seen"

    world, verifier = tiny_world(look, glance), only(Called("glance"))
    asked = tools_asked_about(verifier, world.domain)
    made = make_calls(world, [call("look"), call("glance"), call("unknown")], asked)
    assert runs == ["glance"]
    assert [item.error for item in made] == [False, False, True]


def test_code_may_ask_about_any_tool() -> None:
    with_code = replace(only(), checkers=(Checker("c", "def check(view): return True"),))
    assert tools_asked_about(only(), SHOP) == frozenset()
    assert tools_asked_about(with_code, SHOP) == {tool.name for tool in SHOP.tools}
