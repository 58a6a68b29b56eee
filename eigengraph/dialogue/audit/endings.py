"""How the user ends: before what they agreed to is done, or with a request never brought up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigengraph.dialogue.audit.case import Case, fact_texts
from eigengraph.dialogue.audit.knowledge import is_taken_back
from eigengraph.dialogue.audit.transcript import Line, asks_for_next
from eigengraph.dialogue.audit.typed_values import typed_values
from eigengraph.dialogue.audit.wording import mentions, plain, sentences
from eigengraph.dialogue.rollout import STOP, TRANSFER
from eigengraph.records import Fact, Finding, Outcome

_PROPOSED = re.compile(
    r"yes/no|\(yes\)|[\"']yes[\"']|\bconfirm\b|\bproceed\b|\bgo ahead\b|\bshall i\b|\bshould i\b|\bmay i\b|"
    r"\bwould you like (?:me )?to\b|\bdo you want (?:me )?(?:to|it)\b|\bdo you (?:agree|consent)\b|\bis (?:that|this) "
    r"(?:correct|right|okay)\b|\bdoes (?:that|this) sound\b|\bare you (?:happy|okay|fine)\b|\byour (?:clear )?"
    r"(?:agreement|consent)\b|\bi will (?:now )?(?:proceed|process|go ahead|cancel|book|update|make)\b|"
    r"\bi'll (?:now )?(?:proceed|process|go ahead|cancel|book|update|make)\b|\bone moment\b|\bplease (?:wait|hold)\b"
)
_CONSENTS = re.compile(
    r"^(?:yes|yeah|yep|yup|sure|okay|ok|please do|go ahead|that's (?:correct|right|fine|okay|ok)|correct|confirmed|"
    r"agreed|perfect|great|alright|all right|absolutely|of course|definitely|certainly|fine(?: by| with)? me|go for it|"
    r"sounds (?:good|great|fine|perfect)|works for me|do it|i (?:confirm|agree|approve|accept|(?:give my )?consent))\b"
    r"|\b(?:yes|yep|yeah|make it so|go ahead|go on with (?:it|that)|(?:that|it) works|let's do (?:it|that)|please "
    r"(?:proceed|go ahead|go on|do (?:it|that|so)|process|book|cancel|continue)|i'm (?:happy|fine|okay|ok) with "
    r"(?:that|it|this))\b"
)
_DECLINES = re.compile(r"^(?:no|nope|don't|do not|wait|hold on|actually)\b|\bnever ?mind\b|\bnot (?:go|proceed)")
_ANNOUNCED = re.compile(r"\b(?:being|been) (?:transferred|connected|handed)|\b(?:transferring|connecting) you\b")


def check_ending(case: Case) -> Iterator[Finding]:
    """Yield an end that comes before what the user has just agreed to, or for a transfer that has not been made."""
    last = case.lines[-1] if case.lines else None
    if last is None or not last.token:
        return
    if last.token == STOP and _leaves_open(last):
        detail = f"the user agrees and leaves before it is done: {last.text!r}"
        yield Finding("early_stop", last.position, detail, last.text)
    elif last.token == TRANSFER and not _transferred(case, last):
        yield Finding("early_stop", last.position, "the user leaves for a transfer that has not been made", TRANSFER)


def _leaves_open(line: Line) -> bool:
    text = plain(line.text)
    if not _CONSENTS.search(text) or _DECLINES.search(text):
        return False
    open_parts = [plain(part) for part in sentences(line.answers) if not asks_for_next(part)]
    return any(_PROPOSED.search(part) for part in open_parts)


def _transferred(case: Case, line: Line) -> bool:
    called = {call.name for call in case.trajectory.calls()}
    return case.domain.transfer_tool in called or _ANNOUNCED.search(plain(line.answers)) is not None


def check_goals(case: Case) -> Iterator[Finding]:
    """Yield goals that the user passes over: the next one is brought up, or the dialogue ends in peace, without them.

    A goal is brought up when the user tells a fact that only it has, and does not take it back at once for another
    goal's; or when the agent says an id of its own, or writes something with it. What a longer fact of another goal
    holds ("economy" in "basic economy") tells nothing. A goal without such facts is not checked; and where the user has
    begun as many requests as there are goals, none was forgotten, whatever was told about it.
    """
    last = case.lines[-1] if case.lines else None
    if last is None or case.trajectory.outcome is not Outcome.COMPLETED:
        return
    begun = 1 + sum(asks_for_next(line.answers) for line in case.lines if not line.token)
    if begun >= len(case.task.blueprint.goals):
        return
    raised = [_raised(case, index) for index in range(len(case.task.blueprint.goals))]
    at_peace = last.token == STOP and not _leaves_open(last)
    for index, (goal, brought_up) in enumerate(zip(case.task.blueprint.goals, raised, strict=True)):
        if brought_up is False and (at_peace or any(raised[index + 1 :])):
            detail = f"the user never brings up {goal.intent!r}, with {_own_facts(case, index)[0].text!r}"
            yield Finding("forgotten_goal", last.position, detail, goal.intent)


def _own_facts(case: Case, index: int) -> list[Fact]:
    """Return the facts that the user may tell and that no other goal has."""
    elsewhere = _elsewhere(case, index)
    own = case.task.blueprint.goals[index].facts
    return [fact for fact in own if fact.disclosure != "unknown" and fact.text not in elsewhere]


def _elsewhere(case: Case, index: int) -> set[str]:
    """Return the texts and scalars of all facts but one goal's."""
    goals = case.task.blueprint.goals
    others = [
        *case.task.blueprint.facts,
        *(fact for at, goal in enumerate(goals) if at != index for fact in goal.facts),
    ]
    return {text for fact in others for text in fact_texts(fact)}


def _raised(case: Case, index: int) -> bool | None:
    """Whether a goal was brought up; None where it has nothing to tell it by."""
    own = _own_facts(case, index)
    if not own:
        return None
    elsewhere = _elsewhere(case, index)
    ids = {
        value.value for fact in own for text in fact_texts(fact) for value in typed_values(text) if value.type == "id"
    }
    ids -= {text.lower().lstrip("#") for text in elsewhere}
    texts = [plain(line.text) for line in case.lines]
    return (
        any(_tells(text, fact, case, index, elsewhere) for fact in own for text in texts)
        or any(mentions(case.agent_said, value) for value in ids)
        or any(mentions(case.written, value) for value in ids)
    )


def _tells(text: str, fact: Fact, case: Case, index: int, elsewhere: set[str]) -> bool:
    """Whether a text of the user's tells a fact of a goal, in plain words."""
    phrase = plain(fact.text)
    for longer in sorted((plain(other) for other in elsewhere if phrase in plain(other)), key=len, reverse=True):
        text = text.replace(longer, " ")
    return mentions(text, phrase) and not is_taken_back(text, fact, case, index)
