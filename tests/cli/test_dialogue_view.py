"""What a person sees of one dialogue."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from eigengraph.cli.dialogue_view import render_datum
from eigengraph.records import (
    AcceptableOutcome,
    Blueprint,
    Certificate,
    Change,
    Check,
    Datum,
    Equals,
    Goal,
    Message,
    OnlyChanged,
    Outcome,
    Said,
    Scenario,
    Tally,
    Task,
    ToolCall,
    Trajectory,
    Verdict,
    Verifier,
)

CANCEL = ToolCall("cancel_order", {"order_id": "A1", "reason": "añejo", "items": [1, 2]}, id="c1")
MESSAGES = (
    Message("assistant", "Hello, what can I do for you?"),
    Message("user", "Cancel A1, please.", side="user"),
    Message("assistant", tool_calls=(CANCEL,), thinking="The order is pending."),
    Message("tool", "Error: A1 has shipped", call_id="c1", error=True),
    Message("assistant", "It has shipped.", labels=("agent:invented_fact",)),
    Message("user", "Thanks. ###STOP###", side="user"),
)
ASSERTIONS = (Equals("orders", "A1", ("status",), "cancelled"), OnlyChanged(()), Said("5"))
CHECKS = (
    Check(True, "orders[A1].status is 'cancelled'", (False, True)),
    Check(True, "nothing changed but orders[A1].status", (True, True)),
    Check(False, "the user was told '5': not so", (False, False)),
)
CHANGES = (
    Change("orders", "A1", ("status",), "pending", "cancelled"),
    Change("orders", "A1", ("log",), ["made", "paid"], ["made", "paid", "cancelled"]),
    Change("orders", "A1", ("note",), None, None, "before"),
    Change("refunds", "R1", (), None, {"id": "R1", "amount": 5}, "before"),
    Change("holds", "H1", (), {"id": "H1"}, None, "after"),
)
GOAL = Goal("cancel_order", "do", clauses=("shop.cancel.pending",), outcome="A1 is cancelled.", alternatives=((),))
DATUM = Datum(
    index=17,
    task=Task(
        "shop-17",
        "shop",
        Blueprint((), (GOAL,)),
        Scenario("You are Mia.", "You want A1 cancelled.", "The id is A1.", "", "You are brief."),
        Verifier((AcceptableOutcome("gold", ASSERTIONS), AcceptableOutcome("refund", ASSERTIONS))),
        difficulty=0.42,
    ),
    certificate=Certificate(
        "v",
        issued=True,
        mutants={
            "dropped_call": Tally(4, 4),
            "swapped_value": Tally(3, 2, 1, ("reason='x' was let through",)),
            "duplicated_write": Tally(0, 0, 2),
        },
        must_pass={"reordered": Tally(2, 2)},
        rules={"gold_allowed": Tally(1, 1), "tempting_forbidden": Tally()},
        untested=("wrong_order",),
    ),
    trajectory=Trajectory("shop-17", MESSAGES, Outcome.COMPLETED, turns=5, errors=1),
    verdict=Verdict(0.0, "2 of 3 hold", ("state", "said"), "gold", CHECKS, CHANGES, "f" * 64),
    lineage={"agent": "offline", "seed": "7"},
)


def shown(datum: Datum = DATUM, width: int = 100, colour: bool = False) -> str:
    stream = io.StringIO()
    render_datum(
        datum, Console(file=stream, width=width, force_terminal=colour, color_system="truecolor" if colour else "auto")
    )
    return stream.getvalue()


def with_message(message: Message) -> Datum:
    return replace(DATUM, trajectory=replace(DATUM.trajectory, messages=(message,)))


def line_with(text: str, words: str) -> str:
    [line] = [line for line in text.splitlines() if words in line]
    return " ".join(line.split())


@pytest.mark.parametrize(
    "words",
    [
        "shop-17 · shop · candidate 17",
        "failed, reward 0: 2 of 3 hold (state, said)",
        "completed",
        "messages 6, calls 1, errors 1",
        "0.42",
        "shop.cancel.pending",
        "1 cancel_order do A1 is cancelled. (2 ways)",
        "You want A1 cancelled.",
        "1 agent Hello, what can I do for you?",
        "2 user Cancel A1, please.",
        "3 agent (thinks) The order is pending.",
        '→ cancel_order(order_id="A1", reason="añejo", items=[1, 2])',
        "4 ← Error: A1 has shipped",
        "● held, ○ did not: before the first call, then after each",
        "fault put in on purpose: agent:invented_fact",
        'status "pending" → "cancelled"',
        'log [… 2 the same] → [… 2 the same, "cancelled"]',
        "note nothing → null",
        "refunds[R1] new row",
        "amount: 5",
        "holds[H1] row removed",
        "Assertions: 2 of 3 hold, outcome 'gold' of 2",
        "✓ orders[A1].status is 'cancelled' ○●",
        "✗ the user was told '5': not so ○○",
        "must fail dropped_call 4/4 killed",
        "swapped_value 2/3 killed (1 not applicable)",
        "duplicated_write - (2 not applicable)",
        "reason='x' was let through",
        "must pass reordered 2/2 passed",
        "rules gold_allowed 1/1 agreed",
        "not testable here: wrong_order",
        "seed 7",
        "final state " + "f" * 64,
    ],
)
def test_everything_is_told(words):
    text = " ".join(shown().replace("│", " ").split())
    assert words in text


@pytest.mark.parametrize("width", [40, 80, 100, 140, 200])
def test_lines_keep_to_the_width(width):
    assert max(map(len, shown(width=width).splitlines())) <= min(width, 120)


def test_no_escape_codes_off_a_terminal():
    assert "\x1b" not in shown()
    assert "\x1b" in shown(colour=True)


def test_colour_alone_tells_what_is_thought():
    assert "(thinks)" not in shown(colour=True)
    assert "\x1b[2;3mThe order is pending." in shown(colour=True)


def test_errors_are_red_and_other_results_are_not():
    assert "\x1b[31mError: A1 has shipped" in shown(colour=True)
    fine = with_message(Message("tool", "done", call_id="c1"))
    assert "\x1b[2mdone" in shown(fine, colour=True)


def test_long_results_are_cut_and_say_so():
    text = shown(with_message(Message("tool", "x" * 1500)))
    assert "… (+1,300 characters)" in text
    assert text.count("x" * 50) < 6


def test_results_of_several_calls_at_once_are_named():
    calls = (ToolCall("first", {}, id="1"), ToolCall("second", {}, id="2"))
    messages = (
        Message("assistant", tool_calls=calls),
        Message("tool", "one", call_id="1"),
        Message("tool", "two", call_id="2"),
    )
    text = shown(replace(DATUM, trajectory=replace(DATUM.trajectory, messages=messages)))
    assert line_with(text, "one") == "2 ← first: one"
    assert line_with(text, "two") == "3 ← second: two"


@pytest.mark.parametrize("wild", ["\x1b[31mred", "bell\x07", "half \ud800", "[bold]tag[/bold] [/nope]", "c1 \x9b2J"])
def test_a_models_words_cannot_steer_the_terminal(wild):
    message = Message("assistant", wild, (ToolCall("look", {"at": wild}),), thinking=wild)
    text = shown(with_message(message))
    assert not set("\x1b\x07\x9b\ud800") & set(text)
    assert text.encode()
    if "bold" in wild:
        assert "[bold]tag[/bold] [/nope]" in text


def test_unscored_dialogue_says_why():
    verdict = Verdict(None, "the user model failed")
    text = shown(replace(DATUM, verdict=verdict))
    assert "not scored: the user model failed" in text
    assert "nothing changed" in text
    assert "nothing was checked" in text


def test_certificate_that_was_refused_says_why():
    refused = Certificate("v", issued=False, reasons=("gold_raises: no such order",))
    text = shown(replace(DATUM, certificate=refused))
    assert "Certificate not issued" in text
    assert "not issued: gold_raises: no such order" in text


def test_kinds_without_a_variant_are_no_evidence():
    assert "tempting_forbidden" not in shown()


def test_check_without_a_reason_is_named_by_its_assertion():
    text = shown(replace(DATUM, verdict=replace(DATUM.verdict, checks=(Check(False, ""),))))
    assert line_with(text, "✗") == "✗ equals"
