"""The user: plays the scenario of a task against whatever the agent says.

It keeps nothing between messages. What it has told and which goal it is at follow from going over the agent's texts
again, since each of its reactions depends on nothing but those.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from eigengraph.records import Fact, Goal, Message, Task, ToolCall
from eigengraph.world import Domain
from eigengraph_offline.faults import drawn_kind
from eigengraph_offline.hearing import Heard, hear, told
from eigengraph_offline.misconduct import with_misconduct
from eigengraph_offline.phrasebook import Phrasebook, phrasebook_of
from eigengraph_offline.replies import Writer, style_of
from eigengraph_offline.speech import mentions, plain
from eigengraph_offline.user_faults import UserFault, user_fault

ReactionKind = Literal[
    "open", "answer", "yes", "call", "claim", "insist", "lacks", "nudge", "leave", "end", "transferred", "out_of_scope"
]

_PATIENCE = 3
"""How often in a row the user may be asked what it does not know, or wait for what does not come."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """What the user does about one text of the agent.

    Attributes:
        kind: ``open`` a goal, ``answer``, say ``yes``, ``call`` a tool or ``claim`` to have done so, ``insist``, say
            that it ``lacks`` something, ``nudge``, ``leave`` after consenting, or ``end`` in one of three ways.
        goal: Index of the goal it concerns.
        facts: What to tell; unknown ones are owned up to.
        call: For ``call``: the call.
        first: Whether nothing has been said before.
        again: Whether the facts have been told before.
        refused: Whether the goal before was turned down.
        labels: Faults that this message is.
    """

    kind: ReactionKind
    goal: int
    facts: tuple[Fact, ...] = ()
    call: ToolCall | None = None
    first: bool = False
    again: bool = False
    refused: bool = False
    labels: tuple[str, ...] = ()


def user_message(
    task: Task, domain: Domain, history: Sequence[Message], seed: int, faults: Mapping[str, float]
) -> Message:
    """Return the user's next message.

    Args:
        task: What is played.
        domain: Its domain.
        history: The dialogue as the user sees it.
        seed: All that chance draws from.
        faults: Rates by kind of fault.
    """
    book = phrasebook_of(domain)
    kind = drawn_kind(faults, seed, "user")
    fault = user_fault(kind, task.blueprint, domain, book, seed) if kind else UserFault()
    writer = Writer(task, book, fault, seed, len(history))
    if history and history[-1].role == "tool":
        report = writer.tool_result(_last_tool(history), history[-1].content)
        return with_misconduct(kind, report, (), task, history, book, seed)
    player = _Player(task, domain, book, fault, style_of(task, seed))
    reaction = player.opening()
    for text in [message.content for message in history if message.role == "assistant" and message.content][1:]:
        reaction = player.react(text)
    return with_misconduct(kind, writer.write(reaction), reaction.facts, task, history, book, seed)


def _last_tool(history: Sequence[Message]) -> str:
    """Return the name of the tool that the last message is the result of."""
    return next((call.name for message in reversed(history) for call in message.tool_calls[:1]), "")


@dataclass(slots=True)
class _Player:
    task: Task
    domain: Domain
    book: Phrasebook
    fault: UserFault
    style: str
    goal: int = -1
    known: set[tuple[str, str]] = field(default_factory=set)
    owned_up: set[tuple[str, str]] = field(default_factory=set)
    used: int = 0
    lacking: int = 0
    consented: int = 0
    waited: int = 0
    insisted: bool = False
    claimed: bool = False

    def opening(self) -> Reaction:
        """Bring up the first goal."""
        return self._next_goal(refused=False)

    def react(self, text: str) -> Reaction:
        """Decide what to do about the agent's next text, and remember it."""
        goal = self._present
        names = tuple(fact.name for fact in self._facts)
        heard = hear(text, names, self.book)
        self._overhear(text)
        if heard.transferred:
            return Reaction("transferred", self.goal)
        call = self._asked_call(goal, text)
        if call is not None:
            self.used += 1
            if not self.claimed and self.fault.goal == self.goal and self.fault.call == call:
                self.claimed = True
                return Reaction("claim", self.goal, labels=("user:claimed_call",))
            return Reaction("call", self.goal, call=call)
        asked = [fact for fact in self._facts if fact.name in heard.asked]
        new = [fact for fact in asked if self._key(fact) not in self.known | self.owned_up]
        reaction = self._reaction(heard, asked, new)
        stuck = reaction.kind in ("lacks", "insist")
        if not stuck and reaction.kind != "yes":
            self.consented = 0
        if not stuck and not reaction.again:
            self.lacking = 0
        if reaction.kind != "nudge":
            self.waited = 0
        return reaction

    def _reaction(self, heard: Heard, asked: list[Fact], new: list[Fact]) -> Reaction:
        if heard.confirms and not new and not heard.wraps_up:
            return self._consent()
        if new:
            return self._tell(new)
        if heard.wraps_up:
            return self._next_goal(refused=heard.refuses)
        untold = [fact for fact in self._facts if self._key(fact) not in self.known and fact.disclosure != "unknown"]
        if asked:
            # Asked again for what it has told or does not know: it repeats itself, or offers what else may help.
            helpful = untold[:1] or [fact for fact in asked if fact.disclosure != "unknown"] or asked
            return self._tell(helpful, again=not untold) if self._may_repeat() else self._lack()
        if untold:
            return self._tell(untold[:1])
        if heard.questions and not (self.insisted and (heard.done or heard.refuses)):
            return self._lack()
        if heard.done or heard.refuses:
            return self._next_goal(refused=heard.refuses)
        self.waited += 1
        return self._next_goal(refused=False) if self.waited > _PATIENCE else Reaction("nudge", self.goal)

    def _may_repeat(self) -> bool:
        self.lacking += 1
        return self.lacking <= _PATIENCE

    def _consent(self) -> Reaction:
        if self.fault.kind == "early_stop" and self.fault.goal == self.goal:
            return Reaction("leave", self.goal, labels=("user:early_stop",))
        self.consented += 1
        return Reaction("yes", self.goal) if self.consented <= 2 * _PATIENCE else self._lack()

    def _lack(self) -> Reaction:
        self.lacking += 1
        if self.lacking > _PATIENCE:
            return Reaction("out_of_scope", self.goal)
        if not self.insisted:
            self.insisted = True
            return Reaction("insist", self.goal)
        return Reaction("lacks", self.goal)

    def _tell(self, facts: Sequence[Fact], *, again: bool = False) -> Reaction:
        labels = self._note(facts) if not again else ()
        return Reaction("answer", self.goal, tuple(facts), again=again, labels=labels)

    def _next_goal(self, *, refused: bool) -> Reaction:
        labels: tuple[str, ...] = ()
        first = self.goal < 0
        self.goal += 1
        if self.fault.kind == "skipped_step" and self.fault.goal == self.goal:
            self.goal += 1
            labels = ("user:skipped_step",)
        if self.goal >= len(self.task.blueprint.goals):
            self.goal = len(self.task.blueprint.goals) - 1
            return Reaction("end", self.goal, labels=labels)
        if self.fault.kind == "invented_fact" and self.fault.goal == self.goal:
            labels = ("user:invented_fact",)
        blueprint_keys = {self._key(fact) for fact in self.task.blueprint.facts}
        self.known &= blueprint_keys
        self.owned_up &= blueprint_keys
        self.used, self.insisted, self.lacking = 0, False, 0
        facts = tuple(fact for fact in self._facts if self._opens_with(fact))
        labels += self._note(facts)
        return Reaction("open", self.goal, facts, first=first, refused=refused, labels=labels)

    def _opens_with(self, fact: Fact) -> bool:
        if fact.disclosure == "unknown" or self._key(fact) in self.known:
            return False
        at_once = self.style == "all_at_once" and fact not in self.task.blueprint.facts
        return at_once or fact.disclosure == "start" or self.book.slot(fact.name).volunteered

    def _note(self, facts: Sequence[Fact]) -> tuple[str, ...]:
        """Remember what is told now, and return the fault that this is, if it is one."""
        self.known |= {self._key(fact) for fact in facts if fact.disclosure != "unknown"}
        self.owned_up |= {self._key(fact) for fact in facts if fact.disclosure == "unknown"}
        wrong = self.fault.kind == "wrong_argument" and self.fault.goal == self.goal
        return ("user:wrong_argument",) if wrong and any(fact is self.fault.fact for fact in facts) else ()

    def _overhear(self, text: str) -> None:
        """What the agent states itself need not be told."""
        words = plain(text)
        self.known |= {
            self._key(fact)
            for fact in self._facts
            if fact.disclosure != "unknown" and fact is not self.fault.fact and told(fact, words, self.book)
        }

    def _asked_call(self, goal: Goal, text: str) -> ToolCall | None:
        """Return the call of one of the user's own tools that the agent asks for.

        Of several that it may mean, it is the one whose arguments the text mentions too, then the one that it names
        most fully, then the next one that the task plans.
        """
        tools = self.domain.by_side["user"]
        if not tools:
            return None
        words = plain(text)
        planned = [item.call for item in goal.calls if item.call.side == "user"]
        calls = [*planned[self.used :], *planned[: self.used]]
        names = {call.name for call in calls}
        calls += [
            ToolCall(name, usual, "user")
            for name in tools
            if name not in names and (usual := self._usual(name)) is not None
        ]
        found = [(self._fit(call, words), call) for call in calls]
        best = max(found, key=lambda fit: fit[0], default=None)
        return best[1] if best is not None and best[0] > (0, 0) else None

    def _usual(self, name: str) -> dict[str, Any] | None:
        """Return the arguments that the user gives a tool whose use was not planned, or None where they know none."""
        parameters = self.domain.by_side["user"][name].parameters
        usual = self.book.tool(name).usual
        known = all(key in usual or parameter.default is not parameter.empty for key, parameter in parameters.items())
        return dict(usual) if known else None

    def _fit(self, call: ToolCall, words: str) -> tuple[int, int]:
        """Return how well text asks for a call: arguments mentioned, and length of the cue; (0, 0) for not at all."""
        cue = max((len(cue) for cue in self._tool_cues(call.name) if mentions(words, cue)), default=0)
        values = [value for value in call.arguments.values() if isinstance(value, str)]
        return (sum(mentions(words, value.lower()) for value in values), cue) if cue else (0, 0)

    def _tool_cues(self, name: str) -> tuple[str, ...]:
        return (*self.book.tool(name).cues, name.replace("_", " "), name)

    @property
    def _present(self) -> Goal:
        return self.task.blueprint.goals[self.goal]

    @property
    def _facts(self) -> tuple[Fact, ...]:
        return (*self.task.blueprint.facts, *self._present.facts)

    @staticmethod
    def _key(fact: Fact) -> tuple[str, str]:
        return fact.name, fact.about
