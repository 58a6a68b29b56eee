"""Staging: the dialogue that stands around bare calls where code is asked, in the form of a recorded one.

A solution or a mutant is calls and texts, without a user. Code that reads messages must find there what it finds when a
dialogue is scored: a user who opens, consents, thanks and says goodbye, and calls with what tools answered. Otherwise
it would be certified for what it never met.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count, groupby

from eigengraph.dialogue.rollout import GREETING, STOP
from eigengraph.records import ROLE_OF, Message, Side, Task
from eigengraph.verify.solutions import to_be_said
from eigengraph.verify.speech import audible
from eigengraph.verify.trial import Run
from eigengraph.verify.view import MadeCall, View
from eigengraph.world import Domain

_INQUIRY = Message("assistant", "Please tell me what you know about it.")
_PROPOSAL = Message("assistant", "I can do this for you. May I go ahead?")
_HANDOVER = Message("assistant", "Please do your part now.")
_OFFER = Message("assistant", "Is there anything else?")

# What users say in many dialogues is said in every staged one, so that code which is moved by it meets it in mutants.
_CONSENT = Message("user", "Yes, that is right, I confirm. Okay, please go ahead.", side="user")
_REPORT = Message("user", "Done.", side="user")
_THANKS = Message("user", "I see, thank you.", side="user")
_FAREWELL = Message(
    "user", f"That is all. Great, thanks a lot for your help! Have a nice day, goodbye. {STOP}", side="user"
)


def staged(task: Task, domain: Domain, happened: Iterable[MadeCall | str]) -> tuple[Message, ...]:
    """Return the dialogue in which something happened.

    The user's words are always the same ones but for what the scenario says; every write of the policy has the user's
    consent.

    Args:
        task: Its scenario says what the user wants and knows.
        domain: Says what is a write.
        happened: Calls of both sides, with their answers, and texts that the policy delivered; in order.
    """
    opening = Message("user", task.scenario.reason_for_call or "Hello.", side="user")
    messages = [GREETING, opening, _INQUIRY, Message("user", _known(task), side="user")]
    ids = (f"call_{number}" for number in count(1))
    for side, part in groupby(happened, key=_side):
        if side == "user":
            messages += [_HANDOVER, *(message for made in part for message in _exchange(made, ids)), _REPORT]
            continue
        for item in part:
            if isinstance(item, MadeCall) and _is_write(item, domain):
                messages += [_PROPOSAL, _CONSENT]
            messages += _exchange(item, ids)
    return (*messages, _OFFER, _FAREWELL)


def staged_view(task: Task, run: Run) -> View:
    """Return what a run's code sees; a text that nobody hears is spoken, too."""
    return in_dialogue(run.view, staged(task, run.world.domain, (*run.view.calls, *run.variant.said)))


def in_dialogue(view: View, messages: tuple[Message, ...]) -> View:
    """Return a view as code sees it, with a staged dialogue and all that the policy is heard to say in it."""
    texts = [message.content for message in messages if message.role == "assistant" and not message.tool_calls]
    return replace(view, messages=messages, said=audible(texts))


def _known(task: Task) -> str:
    """Return what the user tells when asked: what it knows, and what it guesses that it will hear.

    A guess is no answer, so code that takes it for one passes who never told what is due.
    """
    guesses = ", ".join(to_be_said(task.blueprint))
    return "\n".join(filter(None, (task.scenario.known_info, f"I guess: {guesses}" if guesses else ""))) or "Nothing."


def _exchange(item: MadeCall | str, ids: Iterator[str]) -> tuple[Message, Message]:
    """Return a call with its answer, or a text with what the user says to it."""
    if isinstance(item, str):
        return Message("assistant", item), _THANKS
    call = replace(item.call, id=next(ids))
    made = Message(ROLE_OF[call.side], tool_calls=(call,), side=call.side)
    return made, Message("tool", item.answer, side=call.side, call_id=call.id, error=item.error)


def _side(item: MadeCall | str) -> Side:
    return "agent" if isinstance(item, str) else item.call.side


def _is_write(made: MadeCall, domain: Domain) -> bool:
    tool = domain.by_side["agent"].get(made.call.name)
    return tool is not None and tool.kind == "write"
