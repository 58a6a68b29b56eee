"""The user's lines: one message for each kind of reaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from eigengraph.dialogue import OUT_OF_SCOPE, STOP, TRANSFER
from eigengraph.records import Fact, Message, Task
from eigengraph_offline.mistakes import wrong_values
from eigengraph_offline.phrasebook import Phrasebook
from eigengraph_offline.phrases import PHRASES, Texts
from eigengraph_offline.speech import draw, pick
from eigengraph_offline.user_faults import UserFault

if TYPE_CHECKING:
    from eigengraph_offline.user import Reaction

_ASIDES = 0.35
"""How often a chatty user strays from the subject."""


def style_of(task: Task, seed: int) -> str:
    """Return the disclosure style of a task's scenario, or one drawn from the seed where that is none of ours."""
    style = task.scenario.style
    return style if style in PHRASES.styles else pick(sorted(PHRASES.styles), seed, "style")


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the user's message number ``turn``.

    Attributes:
        task: What is played.
        book: How people talk in its domain.
        fault: The user's fault, if any.
        seed: Chooses among phrasings.
        turn: How many messages the user has seen, so that it does not repeat itself.
    """

    task: Task
    book: Phrasebook
    fault: UserFault
    seed: int
    turn: int

    def write(self, reaction: Reaction) -> Message:
        """Return the message for a reaction."""
        if reaction.call is not None:
            return Message("user", tool_calls=(reaction.call,), side="user", labels=reaction.labels)
        return Message("user", self._text(reaction), side="user", labels=reaction.labels)

    def tool_result(self, tool: str, content: str) -> Message:
        """Report what one of the user's tools has shown."""
        reports = self.book.tool(tool).reports or self.book.user.tool_result
        return Message("user", self._pick(reports).format(content=content), side="user")

    def _text(self, reaction: Reaction) -> str:
        user = self.book.user
        match reaction.kind:
            case "open":
                return self._chatty(self._opening(reaction))
            case "answer":
                known = any(fact.disclosure != "unknown" for fact in reaction.facts)
                lead = f"{self._pick(user.repeat_lead)} " if reaction.again and known else ""
                return self._chatty(lead + self._tell(reaction.facts))
            case "yes":
                return self._chatty(self._pick(user.yes))
            case "claim":
                return self._pick(user.claims)
            case "insist":
                return self._pick(user.insist).format(want=self._want(reaction))
            case "lacks":
                return self._pick(user.lacks)
            case "nudge" | "call":
                return self._pick(user.nudges)
            case "leave":
                return f"{self._pick(user.yes)} {STOP}"
            case "end":
                return f"{self._pick(user.thanks)} {STOP}"
            case "transferred":
                return f"{self._pick(user.after_transfer)} {TRANSFER}"
            case "out_of_scope":
                return f"{self._pick(user.lacks)} {OUT_OF_SCOPE}"

    def _opening(self, reaction: Reaction) -> str:
        user = self.book.user
        intent = self.book.intent(self.task.blueprint.goals[reaction.goal].intent)
        leads = user.first_lead if reaction.first else user.after_refusal_lead if reaction.refused else user.next_lead
        openings = intent.openings or tuple(opening.format(want=intent.want) for opening in user.openings)
        parts = [self._pick(leads), self._pick(openings)]
        if reaction.facts:
            parts.append(self._tell(reaction.facts))
        if "user:invented_fact" in reaction.labels:
            parts.append(self._pick(user.invented))
        return " ".join(parts)

    def _tell(self, facts: tuple[Fact, ...]) -> str:
        return " ".join(self._tell_one(fact) for fact in facts)

    def _tell_one(self, fact: Fact) -> str:
        slot = self.book.slot(fact.name)
        if fact.disclosure == "unknown":
            return self._pick(slot.unknown or self.book.user.unknown, fact.name)
        answer = self._pick(slot.answers, fact.name)
        if fact is self.fault.fact:
            return _told(answer, self.fault.wrong)
        slip = self._slip(fact)
        if not slip:
            return _told(answer, fact.text)
        right = _told(self._pick(slot.answers, fact.name, "right"), fact.text)
        return f"{_told(answer, slip)} {self._pick(self.book.user.corrections).format(answer=right)}"

    def _slip(self, fact: Fact) -> str:
        """Return what a user of the style ``wrong_first`` says first: about one fact of the dialogue, wrongly."""
        if style_of(self.task, self.seed) != "wrong_first":
            return ""
        blueprint = self.task.blueprint
        every = [*blueprint.facts, *(fact for goal in blueprint.goals for fact in goal.facts)]
        wrong = [
            (index, values[0][1])
            for index, other in enumerate(every)
            if other.disclosure != "unknown" and (values := wrong_values(other, blueprint, self.book))
        ]
        if not wrong:
            return ""
        index, text = pick(wrong, self.seed, "slip")
        return text if every[index] is fact else ""

    def _chatty(self, text: str) -> str:
        if style_of(self.task, self.seed) == "asides" and draw(self.seed, "aside", self.turn) < _ASIDES:
            return f"{text} {self._pick(self.book.user.asides)}"
        return text

    def _want(self, reaction: Reaction) -> str:
        return self.book.intent(self.task.blueprint.goals[reaction.goal].intent).want

    def _pick(self, options: Texts, *keys: object) -> str:
        return pick(options, self.seed, "user", self.turn, options[0], *keys)


def _told(answer: str, text: str) -> str:
    """Return an answer with its text, which begins a sentence if it stands first; an id stays as it is."""
    said = answer.format(text=text)
    return said[0].upper() + said[1:] if said.split()[0].isalpha() else said
