"""The statistics: a sample of each over a collection of dialogues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eigengraph.dataset.realism.disclosure import told
from eigengraph.dataset.realism.turns import Turn, turns
from eigengraph.dataset.realism.wording import shared, steps, variety
from eigengraph.records import Message, Side

MEASURES: Mapping[str, str] = {
    "user turns": "texts of the user in a dialogue",
    "words a user turn": "words in a text of the user",
    "words an agent turn": "words in a text of the agent",
    "calls a turn of the agent": "calls of the agent between two texts",
    "calls a turn of the user": "calls of the user between two texts",
    "acts of the user": "which act each turn of the user is",
    "acts of the agent": "which act each turn of the agent is",
    "sequence of acts": "each act with the one before it",
    "variety of the user's words": "different words per word, over windows of 50 words",
    "variety of the agent's words": "different words per word, over windows of 50 words",
    "user phrases of other dialogues": "share of four-word phrases that stand in other dialogues too",
    "agent phrases of other dialogues": "share of four-word phrases that stand in other dialogues too",
    "turn of disclosure": "which text of the user tells a value that a call carries later",
    "values told at once": "such values in a text that tells any",
    "order of disclosure": "each such value, by the argument's name, with the one told before it",
}
"""Every statistic, with what one value of it is."""

MOST_OTHERS = 20
"""With how many dialogues each is compared for phrases, where there are as many."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One statistic of a collection of dialogues.

    Attributes:
        name: One of ``MEASURES``.
        numbers: Its values, where they are numbers.
        labels: Its values, where they are texts.
    """

    name: str
    numbers: tuple[float, ...] = ()
    labels: tuple[str, ...] = ()


def measure(dialogues: Sequence[Sequence[Message]], others: int) -> dict[str, Measure]:
    """Return every statistic of a collection, by name; one of which it has no value is left out.

    Args:
        dialogues: The messages of each, in order.
        others: With how many dialogues each is compared for phrases; to be the same for what is set side by side.
    """
    every = [list(turns(messages)) for messages in dialogues]
    numbers: dict[str, list[float]] = {
        "user turns": [float(sum(_speaks(turn, "user") for turn in dialogue)) for dialogue in every],
        "calls a turn of the agent": _calls(every, "agent"),
        "calls a turn of the user": _calls(every, "user"),
    }
    labels: dict[str, list[str]] = {"sequence of acts": [step for one in every for step in steps([t.act for t in one])]}
    sides: tuple[tuple[Side, str], ...] = (("user", "a user"), ("agent", "an agent"))
    for side, one in sides:
        spoken = [[turn for turn in dialogue if _speaks(turn, side)] for dialogue in every]
        words = [[word for turn in dialogue for word in turn.words] for dialogue in spoken]
        numbers[f"words {one} turn"] = [float(len(turn.words)) for dialogue in spoken for turn in dialogue]
        numbers[f"variety of the {side}'s words"] = [found for text in words if (found := variety(text)) is not None]
        numbers[f"{side} phrases of other dialogues"] = shared(words, others)
        labels[f"acts of the {side}"] = [turn.act for dialogue in every for turn in dialogue if turn.side == side]
    _disclosure(dialogues, numbers, labels)
    made = {name: Measure(name, tuple(numbers.get(name, ())), tuple(labels.get(name, ()))) for name in MEASURES}
    return {name: one for name, one in made.items() if any(one.numbers) or one.labels}


def _disclosure(
    dialogues: Sequence[Sequence[Message]], numbers: dict[str, list[float]], labels: dict[str, list[str]]
) -> None:
    numbers["turn of disclosure"], numbers["values told at once"], labels["order of disclosure"] = [], [], []
    for messages in dialogues:
        values = sorted(told(messages), key=lambda value: value.turn)
        at = [value.turn for value in values]
        numbers["turn of disclosure"].extend(map(float, at))
        numbers["values told at once"].extend(float(at.count(turn)) for turn in sorted(set(at)))
        labels["order of disclosure"].extend(steps(["start", *[value.name for value in values]]))


def _speaks(turn: Turn, side: Side) -> bool:
    return turn.side == side and not turn.calls


def _calls(every: Sequence[Sequence[Turn]], side: Side) -> list[float]:
    """Return the calls that one side makes between two texts, for each text that it says."""
    found = []
    for dialogue in every:
        pending = 0
        for turn in dialogue:
            if turn.side == side:
                pending += turn.calls
                if not turn.calls:
                    found.append(float(pending))
                    pending = 0
    return found
