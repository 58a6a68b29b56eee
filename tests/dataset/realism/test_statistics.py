"""Distances, words, disclosure and comparisons."""

import math

import pytest

from eigengraph.dataset.realism import MEASURES, compare, divergence, measure, sentence, told, wasserstein
from eigengraph.dataset.realism.wording import mentions, shared, variety
from eigengraph.dialogue import GREETING
from eigengraph.errors import ConfigError
from eigengraph.records import Message, ToolCall


def dialogue(*lines: str, **arguments: object) -> tuple[Message, ...]:
    """Return texts of user and agent in turn, with one call of the agent before the last."""
    texts = [
        Message("assistant", line) if number % 2 else Message("user", line, side="user")
        for number, line in enumerate(lines)
    ]
    call = Message("assistant", tool_calls=(ToolCall("book", arguments),))
    return (GREETING, *texts[:-1], call, Message("tool", "{}"), *texts[-1:])


def test_wasserstein_is_how_far_values_move():
    assert wasserstein([0, 1], [2, 3]) == 2
    assert wasserstein([5], [5, 5]) == 0
    assert wasserstein([0, 10], [0, 0]) == 5


def test_divergence_goes_from_nought_to_one():
    assert divergence(["a", "b"], ["b", "a"]) == 0
    assert divergence(["a"], ["b"]) == 1
    half = divergence(["a", "b"], ["a"])
    assert half == pytest.approx(0.5 * (0.5 * math.log2(0.5 / 0.75) + 0.5 * math.log2(2)) + 0.5 * math.log2(1 / 0.75))
    assert divergence([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]) == 0
    assert divergence([1.0] * 9, [7.0] * 9) == 1


def test_variety_does_not_depend_on_length():
    words = [str(number) for number in range(25)] * 2
    assert variety(words) == variety(words * 4) == 0.5
    assert variety(words[:49]) is None


def test_shared_phrases():
    assert shared([["a", "b", "c", "d", "e"], ["a", "b", "c", "d"]], 1) == [0.5, 1.0]
    assert shared([["a"], ["b"]], 1) == []


@pytest.mark.parametrize(("text", "found"), [("it is AB-12.", True), ("it is AB-123", False), ("XAB-12", False)])
def test_mentions_are_whole(text, found):
    assert mentions(text, "ab-12") is found


def test_what_the_user_told_is_named_by_its_argument_and_turn():
    messages = dialogue("I am Mia.", "Which one?", "Order W77.", "Done.", name="Mia", order="W77", size="none told")
    assert [(one.name, one.turn) for one in told(messages)] == [("name", 1), ("order", 2)]


def test_what_the_agent_named_first_was_not_told():
    assert told(dialogue("Hello.", "Order W77?", "Yes, W77.", "Done.", order="W77")) == []


def test_a_measure_has_a_value_for_what_occurs():
    found = measure([dialogue("I want to go home soon.", "Sure.")] * 2, 1)
    assert found["words a user turn"].numbers == (6, 6)
    assert found["acts of the user"].labels == ("user opens", "user opens")
    assert found["sequence of acts"].labels[0] == "user opens > agent calls"
    assert found["user phrases of other dialogues"].numbers == (1, 1)
    assert "calls a turn of the user" not in found
    assert set(found) <= set(MEASURES)


SHORT = [dialogue(f"Cancel order W{number}00 please.", "Done.", order=f"W{number}00") for number in range(8)]
LONG = [dialogue(f"I am {'very ' * number} sorry.", "Why?", "No idea.", "Fine.") for number in range(10, 18)]


def test_equal_collections_do_not_differ():
    found = compare(SHORT, SHORT)
    assert all(one.divergence == 0 for one in found)
    assert sentence(found) == "No statistic differs more than chance alone would make it."


def test_what_differs_most_comes_first_and_is_said():
    found = compare(SHORT, LONG)
    assert [one.excess for one in found] == sorted((one.excess for one in found), reverse=True)
    words = next(one for one in found if one.name == "user turns")
    assert (words.ours.mean, words.theirs.mean, words.distance, words.divergence) == (1, 2, 1, 1)
    acts = next(one for one in found if one.name == "acts of the user")
    assert acts.telling in {"user opens", "user declines"}
    assert sentence(found).startswith("What differs most is ")
    assert found[0].name in sentence(found)


def test_too_few_dialogues_are_refused():
    with pytest.raises(ConfigError, match=r"3 dialogues looked at are too few; give at least 4"):
        compare(SHORT[:3], LONG)
    with pytest.raises(ConfigError, match=r"2 dialogues to compare with are too few"):
        compare(SHORT, LONG[:2])
