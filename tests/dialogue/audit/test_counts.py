"""Numbers of what facts count, and of options that facts name."""

import pytest

from eigengraph.records import Fact, Goal
from tests.dialogue.audit.scenes import kinds, task

BAGS = task(Goal("check_in", "do", (Fact("bags", 3, "3 checked bags"), Fact("people", 2, "2 passengers"))))
LAMP = task(Goal("exchange", "do", (Fact("options", [{"lumens": "200"}], "for the lamp, lumens 200"),)))


@pytest.mark.parametrize(
    "text",
    [
        "I have 4 checked bags.",
        "i'll be checking six bags",
        "That makes 5 pieces of luggage.",
        "It is four suitcases.",
        "Three passengers.",
        "Tickets for five people, please.",
        "There are 4 of us.",
    ],
)
def test_another_number_contradicts(text):
    assert kinds(text, played=BAGS) == ["contradicted_fact"]


@pytest.mark.parametrize(
    "text",
    [
        "Three bags.",
        "3 suitcases and two people.",
        "One of us has a bag.",
        "A one way ticket.",
        "Give me 5 minutes.",
        "Two of us.",
    ],
)
def test_the_right_number_and_numbers_of_other_things_do_not(text):
    assert kinds(text, played=BAGS) == []


def test_numbers_of_options_are_compared():
    assert kinds("The one with lumens 400.", played=LAMP) == ["contradicted_fact"]
    assert kinds("The one with lumens 200.", played=LAMP) == []
