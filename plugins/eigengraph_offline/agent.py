"""The agent: plays the gold of a task against a live dialogue.

It keeps nothing between messages. It finds its place by going over the dialogue so far: what it has called and said,
and what the user has told it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from eigengraph.records import Blueprint, Fact, Message, PlannedCall, Task
from eigengraph.world import Domain
from eigengraph_offline.agent_faults import faulty_program
from eigengraph_offline.faults import drawn_kind
from eigengraph_offline.hearing import consents, is_id, says_goodbye, told
from eigengraph_offline.lines import Speaker
from eigengraph_offline.mistakes import wrong_values
from eigengraph_offline.phrasebook import Phrasebook, phrasebook_of
from eigengraph_offline.program import Step, is_write, right_program
from eigengraph_offline.speech import hits, mentions, plain

_ASKED_AT_ONCE = 3


@dataclass(slots=True)
class _Place:
    """Where the agent stands in its program.

    Attributes:
        index: The next step.
        opened: Whether the user has brought up the goal of that step.
        heard: What the user has said so far, in plain form.
        present: What the user has said since bringing up the present goal.
        asked: Facts that the present question has been put for, by name and entity.
        unconfirmed: How often the user has not consented to the present writes.
        declined: Whether the present writes are off.
        repeated: Whether the last question was put twice.
        error: What the last failed write of the present goal was answered.
        in_vain: Facts of the whole dialogue that have been asked for in vain.
    """

    index: int = 0
    opened: bool = False
    heard: str = ""
    present: str = ""
    asked: set[tuple[str, str]] = field(default_factory=set)
    unconfirmed: int = 0
    declined: bool = False
    repeated: bool = False
    error: str = ""
    in_vain: set[tuple[str, str]] = field(default_factory=set)


def agent_message(
    task: Task, domain: Domain, history: Sequence[Message], seed: int, faults: Mapping[str, float]
) -> Message:
    """Return the agent's next message.

    Args:
        task: What is played.
        domain: Its domain.
        history: The dialogue as the agent sees it.
        seed: All that chance draws from.
        faults: Rates by kind of fault.
    """
    book = phrasebook_of(domain)
    steps = right_program(task.blueprint, domain, book)
    kind = drawn_kind(faults, seed, "agent")
    if kind:
        steps = faulty_program(steps, kind, task.blueprint, domain, seed)
    dialogue = _Dialogue(steps, task.blueprint, domain, book)
    place = dialogue.place(history)
    speaker = Speaker(domain, book, seed, len(history))
    if not place.heard:
        return speaker.greeting()
    if place.index >= len(steps) or not place.opened:
        return speaker.closing()
    return _message(dialogue, place, speaker)


def _message(dialogue: _Dialogue, place: _Place, speaker: Speaker) -> Message:
    step = dialogue.steps[place.index]
    goal = dialogue.blueprint.goals[step.goal]
    match step.kind:
        case "ask":
            return speaker.ask(dialogue.questions(step, place), again=place.repeated)
        case "confirm":
            return speaker.confirm([dialogue.as_told(call, place) for call in step.calls], goal)
        case "call":
            return speaker.call(dialogue.as_told(step.calls[0], place), step.label)
        case "instruct":
            return speaker.instruct(step.calls[0])
        case "transfer_notice":
            return speaker.transfer_notice(goal)
        case "report":
            written = dialogue.last_write(place.index)
            if place.declined:
                return speaker.declined()
            if place.error:
                return speaker.failed(place.error, step)
            made = None if written is None else dialogue.as_told(written, place)
            if made is not written:  # the planned outcome is not what has come of it
                goal = replace(goal, outcome="", say=())
            return speaker.report(goal, step, made)


@dataclass(frozen=True, slots=True)
class _Dialogue:
    """A program and what it rests on; ``wrong`` remembers the wrong values of facts while one message is made."""

    steps: tuple[Step, ...]
    blueprint: Blueprint
    domain: Domain
    book: Phrasebook
    wrong: dict[int, list[tuple[Any, str]]] = field(default_factory=dict)

    def place(self, history: Sequence[Message]) -> _Place:
        """Go over a dialogue and return where it leaves the agent."""
        place = _Place()
        for message in history:
            if message.role == "user" and message.content:
                self._hear(place, plain(message.content))
            elif message.role == "assistant" and place.heard:
                self._went_on(place, message)
            elif message.role == "tool":
                self._answered(place, message)
        self._skip_known(place)
        return place

    def _hear(self, place: _Place, text: str) -> None:
        place.heard += f"\n{text}"
        place.present += f"\n{text}"
        previous = self._step(place.index - 1)
        if not place.opened:
            self._open_goal(place, text)
        elif previous and previous.kind == "confirm" and not consents(text):
            place.unconfirmed += 1
            place.declined = place.unconfirmed > 1
            place.index = self._end_of_goal(place) if place.declined else place.index - 1
        elif (step := self._step(place.index)) and step.kind == "ask" and place.asked:
            self._ask_again(place, step)

    def _open_goal(self, place: _Place, text: str) -> None:
        """Find which goal the user brings up: the next one, unless only a later one fits."""
        coming: dict[int, int] = {}
        for index in range(place.index, len(self.steps)):
            coming.setdefault(self.steps[index].goal, index)
        fitting = self._fitting(coming, text)
        if fitting or (coming and not says_goodbye(text)):
            place.index = coming[fitting[0]] if fitting else place.index
            place.opened = True
            place.present = text

    def _fitting(self, goals: Iterable[int], text: str) -> list[int]:
        """Return the goals that a text may bring up: by a known opening, else by cues."""
        intents = {goal: self.book.intent(self.blueprint.goals[goal].intent) for goal in goals}
        known = [goal for goal, intent in intents.items() if any(plain(opening) in text for opening in intent.openings)]
        return known or [goal for goal, intent in intents.items() if hits(text, intent.cues)]

    def _ask_again(self, place: _Place, step: Step) -> None:
        """Put a question twice where an identifier is missing, since nothing can be looked up without it."""
        unanswered = {_key(fact) for fact in self._missing(step, place) if is_id(fact) and fact.disclosure != "unknown"}
        again = unanswered & place.asked
        place.asked -= set() if place.repeated else again
        place.repeated = bool(again)

    def _went_on(self, place: _Place, message: Message) -> None:
        """Step over what the agent has just done."""
        self._skip_known(place)
        step = self._step(place.index)
        if step is None or not place.opened:
            return
        if message.tool_calls:
            ahead = self._matching_call(place.index, message)
            place.index = place.index if ahead is None else ahead + 1
        elif step.kind == "ask":
            place.asked |= {_key(fact) for fact in self.questions(step, place)}
        elif step.kind != "call":
            place.index += 1
            if step.kind in ("report", "transfer_notice"):
                self._close_goal(place)

    def _close_goal(self, place: _Place) -> None:
        place.opened = place.declined = False
        place.present = place.error = ""
        place.unconfirmed = 0

    def _answered(self, place: _Place, message: Message) -> None:
        step = self._step(place.index - 1)
        if message.error and step and step.kind == "call" and is_write(self.domain, step.calls[0]):
            place.error = message.content

    def _matching_call(self, index: int, message: Message) -> int | None:
        """Return the step of this goal that a call of the agent was."""
        goal = self.steps[index].goal
        name = message.tool_calls[0].name
        for ahead in range(index, len(self.steps)):
            step = self.steps[ahead]
            if step.goal != goal:
                return None
            if step.kind == "call" and step.calls[0].call.name == name:
                return ahead
        return None

    def _skip_known(self, place: _Place) -> None:
        """Step over questions that have been answered, or put in vain."""
        while (step := self._step(place.index)) and step.kind == "ask" and place.opened:
            if self.questions(step, place):
                return
            place.index += 1
            place.in_vain |= place.asked & {_key(fact) for fact in self.blueprint.facts}
            place.asked.clear()
            place.repeated = False

    def _step(self, index: int) -> Step | None:
        return self.steps[index] if 0 <= index < len(self.steps) else None

    def _end_of_goal(self, place: _Place) -> int:
        goal = self.steps[place.index].goal
        return max(index for index, step in enumerate(self.steps) if step.goal == goal)

    def questions(self, step: Step, place: _Place) -> list[Fact]:
        """Return what to ask for next: a few facts at a time, and nothing twice.

        What only matters when another fact is unknown comes after that one.
        """
        batch: list[Fact] = []
        for fact in self._missing(step, place):
            if _key(fact) not in place.asked | place.in_vain:
                batch.append(fact)
                if len(batch) == _ASKED_AT_ONCE or fact.disclosure == "unknown":
                    break
        return batch

    def _missing(self, step: Step, place: _Place) -> list[Fact]:
        return [
            fact
            for fact in step.facts
            if not told(fact, self._window(fact, place), self.book) and self._told_instead(fact, place) is None
        ]

    def _window(self, fact: Fact, place: _Place) -> str:
        """Facts of a goal count from when it was brought up, so that no other goal's are taken for them."""
        return place.heard if fact in self.blueprint.facts or is_id(fact) else place.present

    def last_write(self, index: int) -> PlannedCall | None:
        """Return the last write before a report, or the one that the report is about."""
        step = self.steps[index]
        if step.calls:
            return step.calls[0]
        if index and (before := self.steps[index - 1]).goal == step.goal and before.kind == "call":
            return before.calls[0] if is_write(self.domain, before.calls[0]) else None
        return None

    def as_told(self, planned: PlannedCall, place: _Place) -> PlannedCall:
        """Return a write with the values that the user gave, should one of them be wrong."""
        if not is_write(self.domain, planned):
            return planned
        arguments: Any = planned.call.arguments
        goal = self.blueprint.goals[self.steps[place.index].goal]
        for fact in goal.facts:
            value = self._told_instead(fact, place)
            if value is not None:
                arguments = _swapped(arguments, fact, value)
        if arguments is planned.call.arguments:
            return planned
        return replace(planned, call=replace(planned.call, arguments=arguments))

    def _told_instead(self, fact: Fact, place: _Place) -> Any:
        """Return the wrong value that the user gave for a fact without ever giving the right one."""
        if fact.disclosure == "unknown" or told(fact, place.present, self.book):
            return None
        if id(fact) not in self.wrong:
            values = wrong_values(fact, self.blueprint, self.book)
            self.wrong[id(fact)] = [(value, plain(text)) for value, text in values]
        for value, words in self.wrong[id(fact)]:
            if mentions(place.present, words):
                return value
        return None


def _key(fact: Fact) -> tuple[str, str]:
    return fact.name, fact.about


def _swapped(arguments: Any, fact: Fact, value: Any, name: str = "") -> Any:
    """Return arguments with a fact's value replaced; numbers only where the argument's name is akin to the fact's."""
    if isinstance(arguments, Mapping):
        return {key: _swapped(item, fact, value, key) for key, item in arguments.items()}
    if isinstance(arguments, list | tuple):
        return [_swapped(item, fact, value, name) for item in arguments]
    if type(arguments) is not type(fact.value) or arguments != fact.value:
        return arguments
    shared = set(fact.name.split("_")) & set(name.split("_"))
    akin = isinstance(arguments, str) or shared or fact.name.rstrip("s") in name or name.rstrip("s") in fact.name
    return value if akin else arguments
