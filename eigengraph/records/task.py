"""From blueprint to task: what a dialogue is about and what its right ending is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from eigengraph.records.assertion import Environment, Place, Verifier
from eigengraph.records.message import ToolCall

Disclosure = Literal["start", "on_request", "unknown"]
Decision = Literal["do", "refuse", "transfer"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One typed fact of the user's situation.

    Attributes:
        name: What kind of fact, such as ``reservation_id`` or ``cancel_reason``.
        value: JSON-able; what rules and audits compare.
        text: As a person would say it; must contain nothing that is not a fact of the scenario.
        about: The entity it is about (a row key), or empty for a fact of the whole dialogue.
        disclosure: ``start``: told at once; ``on_request``: told when asked; ``unknown``: the user does not know it.
    """

    name: str
    value: Any
    text: str
    about: str = ""
    disclosure: Disclosure = "on_request"


class Facts:
    """Facts by name and entity, as rules read them."""

    __slots__ = ("_values",)

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._values = {(fact.name, fact.about): fact.value for fact in facts}

    def get(self, name: str, about: str = "", default: Any = None) -> Any:
        """Return the value of a fact, or ``default`` where the scenario does not have it."""
        return self._values.get((name, about), default)


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """A call of a gold solution.

    Attributes:
        call: The call.
        reason: Why it is made at this point.
        essential: Whether nobody can decide rightly without it, so that the verifier demands it. Writes are judged by
            their effect and need no such mark; it is for the look-ups that ground a refusal.
    """

    call: ToolCall
    reason: str
    essential: bool = False


@dataclass(frozen=True, slots=True)
class Goal:
    """One thing the user wants.

    Attributes:
        intent: What kind of request, such as ``cancel_reservation``; keys the domain's phrasebook.
        decision: What the domain policy demands: do it, refuse it, or transfer to a human.
        facts: Facts that belong to this request.
        calls: The gold solution, look-ups included, in order; every call was executed in a live world.
        alternatives: Other call sequences that are just as right, in place of ``calls``.
        say: What the policy must tell the user, as substrings of its text.
        tempting: Forbidden writes that a careless policy would make.
        clauses: Ids of the rules this request exercises.
        outcome: One sentence, for the policy to report what was decided or done.
        assertions: What must hold in the end, whatever state that is.
        free: Places (everything below them included) whose end state does not count. With ``assertions`` these let a
            request be met in more ways than its calls list: a repaired phone may have other switches flipped.
    """

    intent: str
    decision: Decision
    facts: tuple[Fact, ...] = ()
    calls: tuple[PlannedCall, ...] = ()
    alternatives: tuple[tuple[PlannedCall, ...], ...] = ()
    say: tuple[str, ...] = ()
    tempting: tuple[ToolCall, ...] = ()
    clauses: tuple[str, ...] = ()
    outcome: str = ""
    assertions: tuple[Environment, ...] = ()
    free: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class InitialState:
    """How the world of a task differs from the domain's tables when the dialogue begins.

    Attributes:
        rows: Rows to set (or, with ``None``, to remove), by table and key.
        calls: Calls to run after that, on either side.
    """

    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    calls: tuple[ToolCall, ...] = ()


@dataclass(frozen=True, slots=True)
class Blueprint:
    """The skeleton of a task: who asks for what, and what the right calls are.

    Attributes:
        facts: Facts of the whole dialogue (who the user is).
        goals: In the order in which the user brings them up.
        initial: How the world differs from the domain's tables when the dialogue begins.
    """

    facts: tuple[Fact, ...]
    goals: tuple[Goal, ...]
    initial: InitialState = field(default_factory=InitialState)

    def gold(self) -> tuple[ToolCall, ...]:
        """Return the calls of the first acceptable solution, in order."""
        return tuple(planned.call for goal in self.goals for planned in goal.calls)

    def all_facts(self) -> Facts:
        """Return every fact, of the dialogue and of each goal."""
        return Facts([*self.facts, *(fact for goal in self.goals for fact in goal.facts)])

    def free(self) -> tuple[Place, ...]:
        """Return every place whose end state does not count for some goal, sorted."""
        return tuple(sorted({place for goal in self.goals for place in goal.free}))

    def clauses(self) -> tuple[str, ...]:
        """Return the ids of the rules this blueprint exercises, sorted."""
        return tuple(sorted({clause for goal in self.goals for clause in goal.clauses}))


@dataclass(frozen=True, slots=True)
class Scenario:
    """What the user simulator is told, in tau2-bench's fields (``data_model/tasks.py``).

    Attributes:
        persona: Who speaks.
        reason_for_call: What the user wants.
        known_info: What the user knows.
        unknown_info: What the user does not know.
        task_instructions: How the user behaves.
        style: The disclosure style, by name.
    """

    persona: str
    reason_for_call: str
    known_info: str
    unknown_info: str
    task_instructions: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A complete task.

    Attributes:
        id: Unique in its dataset.
        domain: The domain it plays in.
        blueprint: Goals, facts and gold calls.
        scenario: What the user simulator is told.
        verifier: Decides the task.
        initial: How its world begins; its blueprint's, unless the task was imported.
        seed: Seeds the world's random source.
        difficulty: 0 (easy) to 1 (hard), an estimate.
    """

    id: str
    domain: str
    blueprint: Blueprint
    scenario: Scenario
    verifier: Verifier
    initial: InitialState = field(default_factory=InitialState)
    seed: int = 0
    difficulty: float = 0.0
