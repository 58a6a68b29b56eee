"""The user opposite agents that it has never met."""

import asyncio

import pytest
from eigengraph_offline.model import open_offline

from eigengraph.dialogue import GREETING, model_participant
from eigengraph.models import Context
from eigengraph.records import Message, Outcome


@pytest.fixture
def answers(shop):
    """Return what the user says in reply to each of some texts of an agent."""

    def replies(*agent_texts, goals=("cancel",), seed=0):
        task = shop.task(*goals, style="slot_by_slot")
        user = model_participant(open_offline("", {}), "user", Context(shop.domain, seed, task=task))
        history, said = [GREETING], []
        for text in [None, *agent_texts]:
            if text is not None:
                history.append(Message("assistant", text))
            message = asyncio.run(user(history))
            history.append(message)
            said.append(message.content)
        return said[1:]

    return replies


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("Sure! Could you share your user ID with me?", "ann_1"),
        ("Happy to help. Please provide the order number so I can look it up.", "A1"),
        ("Why would you like to cancel?", "it comes too late"),
        ("I'd need two things:\n- your customer number\n- the order number\n", "A1"),
        ("Of course. To proceed:\n1. User ID\n2. Reason for the cancellation", "ann_1"),
        ("Could you confirm your customer number?", "ann_1"),
    ],
)
def test_it_tells_what_it_is_asked_for_in_any_wording(answers, asked, told):
    assert told in answers(asked)[0]


def test_it_tells_only_what_it_is_asked_for(answers):
    (reply,) = answers("Which order is it?")
    assert "A1" in reply
    assert "ann_1" not in reply


def test_it_owns_up_to_what_it_does_not_know(answers):
    (reply,) = answers("What is the order number?", goals=("refuse",))
    assert reply == "I lost the slip with the order number."


def test_asked_again_for_what_it_does_not_know_it_offers_what_it_knows(answers):
    *_, second, third = answers(
        "What is the order number?",
        "Do you remember anything else, such as:\n- your customer number\n- the street",
        "Which order is it, please?",
        goals=("refuse",),
    )
    assert "ann_1" in second
    assert "I lost the slip" in third


def test_it_repeats_what_it_has_told(answers):
    first, again = answers("What is the order number, please?", "Sorry, what was the order number again?")
    assert "A1" in first
    assert "A1" in again or "ann_1" in again


@pytest.mark.parametrize(
    "proposal",
    [
        "I can cancel order A1 because it comes too late. Do you want me to proceed? (yes/no)",
        "Order A1 will be cancelled. Shall I go ahead?",
        "Please confirm that I should cancel it.",
        "Just to be sure: is that correct?",
    ],
)
def test_it_consents_to_what_it_asked_for(answers, proposal):
    *_, reply = answers("Your customer number, the order number and the reason, please?", proposal)
    assert reply.lower().startswith("yes")


def test_it_offers_more_where_it_does_not_understand(answers):
    replies = " ".join(answers("Hm.", "I see.", "Right."))
    assert all(text in replies for text in ("ann_1", "A1", "it comes too late"))


def test_it_stops_only_after_the_last_goal(answers):
    done = "Your order has been dealt with. Anything else?"
    first, second = answers(done, done, goals=("move", "cancel"))
    assert "###" not in first
    assert "cancel" in first.lower()
    assert "###STOP###" in second


def test_a_refusal_without_a_question_moves_it_on_as_well(answers):
    told = "Your customer number, the order number, the reason, the address and the speed?"
    *_, last = answers(told, "Unfortunately I cannot do that.")
    assert "###STOP###" in last


def test_it_ends_when_it_is_handed_over(answers):
    (reply,) = answers("One moment, you are being transferred to a human agent.")
    assert "###TRANSFER###" in reply


def test_it_gives_up_when_asked_again_and_again_for_what_it_lacks(answers):
    told = "Your customer number, the order number and the reason?"
    replies = answers(told, *["What colour is the parcel?"] * 4)
    assert "###OUT-OF-SCOPE###" in replies[-1]
    assert not any("###" in reply for reply in replies[:-1])


@pytest.mark.parametrize(
    "line",
    [
        "Okay.",
        "Let me check that for you.",
        "What is the order number?",
        "What is your favourite colour?",
        "Shall I proceed?",
        "Is there anything else?",
        "Please restart your phone.",
        "",
    ],
)
def test_no_agent_however_dull_is_followed_for_ever(shop, voice, line):
    trajectory = shop.play(shop.task("cancel", "phone"), agent=voice("assistant", line or "..."))
    assert trajectory.outcome in (Outcome.COMPLETED, Outcome.MAX_TURNS)
    if line != "Please restart your phone.":
        assert trajectory.outcome is Outcome.COMPLETED
        assert len(trajectory.messages) < 40


def test_it_never_tells_a_value_that_is_unknown_to_it(answers):
    replies = answers("What is the order number?", "Please, I need the order number.", "Hm.", goals=("refuse",))
    assert not any("B2" in reply for reply in replies)
