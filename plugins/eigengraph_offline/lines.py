"""The agent's lines: one message for each kind of step."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from eigengraph.records import Fact, Goal, Message, PlannedCall
from eigengraph.world import Domain
from eigengraph_offline.mistakes import wrong_numbers
from eigengraph_offline.phrasebook import Phrasebook
from eigengraph_offline.phrases import PHRASES, Texts
from eigengraph_offline.program import Step, is_write
from eigengraph_offline.speech import listed, mentions, pick

_AMOUNT = re.compile(r"(?<=\$)\d+(?:\.\d\d)?")
_TERMS = re.compile(r"[,;:] (?:with )?(?P<terms>\$\d+(?:\.\d\d)?[^,;:.]*)[,;:.]")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Writes the agent's message number ``turn``.

    Attributes:
        domain: Names its rules.
        book: How people talk there.
        seed: Chooses among phrasings.
        turn: How many messages the agent has seen, so that it does not repeat itself.
    """

    domain: Domain
    book: Phrasebook
    seed: int
    turn: int

    def greeting(self) -> Message:
        """Greet."""
        return Message("assistant", PHRASES.greeting)

    def closing(self) -> Message:
        """Say goodbye, or ask again whether there is anything else."""
        return Message("assistant", self._pick(self.book.agent.closing))

    def ask(self, facts: Sequence[Fact], *, again: bool = False) -> Message:
        """Ask for facts."""
        slots = [self.book.slot(fact.name) for fact in facts]
        if len(slots) == 1 and slots[0].questions:
            text = self._pick(slots[0].questions)
        else:
            labels = listed([slot.label for slot in slots])
            text = self._pick(self.book.agent.group_questions).format(labels=labels)
        lead = f"{self._pick(self.book.agent.again)} " if again else ""
        needed = listed([slot.label for slot in slots]).replace("your ", "the user's ")
        return Message("assistant", lead + text, thinking=f"Before I can go on I need {needed}.")

    def confirm(self, calls: Sequence[PlannedCall], goal: Goal) -> Message:
        """Describe writes of a goal and what they cost or pay back, or what a colleague will do; ask for consent."""
        agent = self.book.agent
        if goal.decision == "transfer":
            text = f"{self._pick(agent.confirm_lead)} {goal.outcome} {self._pick(agent.proceed)}"
            return Message(
                "assistant", text, thinking="The user should hear this and agree before a colleague takes over."
            )
        described = " ".join(self._describe(planned) for planned in calls)
        terms = self._terms(calls, goal)
        if terms and not all(mentions(described, amount) for amount in _AMOUNT.findall(terms)):
            described = f"{described} {self._pick(agent.terms).format(terms=terms)}"
        text = f"{self._pick(agent.confirm_lead)} {described} {self._pick(agent.proceed)}"
        return Message("assistant", text, thinking=f"{calls[0].reason} It changes data, so I ask for consent first.")

    def call(self, planned: PlannedCall, label: str = "") -> Message:
        """Call a tool."""
        labels = (label,) if label else ()
        return Message("assistant", tool_calls=(planned.call,), thinking=planned.reason, labels=labels)

    def instruct(self, planned: PlannedCall) -> Message:
        """Ask the user to use one of their tools."""
        texts = self.book.tool(planned.call.name)
        words = planned.call.name.replace("_", " ")
        details = self.book.details(planned.call.arguments)
        if texts.instruct:
            text = self._pick(texts.instruct).format_map(details)
        else:
            shown = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in details.items())
            text = self._pick(self.book.agent.instruct).format(words=f"{words} ({shown})" if shown else words)
        return Message("assistant", text, thinking=planned.reason)

    def transfer_notice(self, goal: Goal) -> Message:
        """Tell the user that a human takes over."""
        return Message("assistant", PHRASES.transfer_notice, thinking=self._grounds(goal))

    def declined(self) -> Message:
        """Say that nothing is done because the user did not consent."""
        agent = self.book.agent
        text = f"{self._pick(agent.declined)} {self._pick(agent.anything_else)}"
        return Message("assistant", text, thinking="The user did not consent, so nothing may be changed.")

    def failed(self, error: str, step: Step) -> Message:
        """Say that the system refused a write."""
        agent = self.book.agent
        text = self._pick(agent.failed).format(error=error.removeprefix("Error: "))
        labels = (step.label,) if step.label else ()
        return Message("assistant", f"{text} {self._pick(agent.anything_else)}", labels=labels)

    def report(self, goal: Goal, step: Step, written: PlannedCall | None) -> Message:
        """Report how a goal ended and ask what else."""
        match step.manner:
            case "gave_up":
                text, thinking = self._pick(self.book.agent.gave_up), "I think this has gone on long enough."
            case "claimed":
                text, thinking = self._done(written), "The change has been made."
            case _:
                text, thinking = self._outcome(goal, written), self._grounds(goal)
        if step.manner == "invented":
            text = _without(goal.say, text)
        labels = (step.label,) if step.label else ()
        text = f"{text} {self._pick(self.book.agent.anything_else)}"
        return Message("assistant", text, thinking=thinking, labels=labels)

    def _outcome(self, goal: Goal, written: PlannedCall | None) -> str:
        if goal.decision == "refuse":
            parts = [self._refusal(goal), goal.outcome]
        else:
            # The outcome says it all: what the tool has done, in words of its own, would only say it twice.
            done = self._pick(self.book.agent.done) if written else ""
            parts = [done, goal.outcome] if goal.outcome else [self._done(written)]
        text = " ".join(part for part in parts if part)
        unsaid = [said for said in goal.say if said not in text]
        return f"{text} {self._pick(self.book.agent.say).format(say=listed(unsaid))}" if unsaid else text

    def _refusal(self, goal: Goal) -> str:
        for clause in goal.clauses:
            texts = self.book.clauses.get(clause)
            if texts and texts.refusals:
                return self._pick(texts.refusals)
        return self._pick(self.book.agent.refusals)

    def _done(self, written: PlannedCall | None) -> str:
        texts = self.book.tool(written.call.name).done if written else ()
        if not written or not texts:
            return self._pick(self.book.agent.done)
        return self._pick(texts).format_map(self.book.details(written.call.arguments))

    def _describe(self, planned: PlannedCall) -> str:
        details = self.book.details(planned.call.arguments)
        texts = self.book.tool(planned.call.name).confirm
        if texts:
            return self._pick(texts).format_map(details)
        words = planned.call.name.replace("_", " ").capitalize()
        shown = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in details.items())
        return self._pick(self.book.agent.confirm).format(words=words, details=shown) if shown else f"{words}."

    def _terms(self, calls: Sequence[PlannedCall], goal: Goal) -> str:
        """Return what writes cost or pay back, as the outcome says it, if they are all those of their goal, as planned.

        It is the part of the outcome between two punctuation marks that begins with an amount.
        """
        planned = [call for call in goal.calls if is_write(self.domain, call)]
        found = _TERMS.search(goal.outcome) if list(calls) == planned else None
        return found.group("terms") if found else ""

    def _grounds(self, goal: Goal) -> str:
        """Return the rules that a decision rests on, in words."""
        texts = [rule.text for rule in self.domain.rules if rule.id in goal.clauses]
        if goal.decision == "do":
            return "Everything asked for here has been dealt with, so I report the result."
        verdict = (
            "I must refuse this" if goal.decision == "refuse" else "This is beyond my tools, so a human takes over"
        )
        return f"{verdict}: {' '.join(texts) or goal.outcome}"

    def _pick(self, options: Texts) -> str:
        return pick(options, self.seed, "agent", self.turn, options[0])


def _without(said: Sequence[str], text: str) -> str:
    """Return a report with wrong numbers that contains nothing of what should have been said."""
    for attempt in range(5):
        wrong = wrong_numbers(text, attempt)
        if not any(item in wrong for item in said):
            return wrong
    return wrong
