"""Facts of several parts with one of them replaced."""

import pytest

from eigengraph.records import Fact, Goal
from tests.dialogue.audit.scenes import kinds, task

HOME = {"street": "12 Wren Lane", "unit": "Apt 50", "city": "Des Moines", "state": "IA", "zip": "50347"}
MOVE = task(Goal("move", "do", (Fact("address", HOME, "12 Wren Lane, Apt 50, Des Moines, IA, 50347"),)))
SEAT = task(Goal("book", "do", (Fact("passengers", [{"name": "Lars Halim"}], "Lars Halim (born 1989-10-01)"),)))


@pytest.mark.parametrize(
    "text",
    [
        "I moved to 14 Wren Lane, Apt 50, Des Moines, IA, 50347.",
        "It is 12 Wren Lane, Apt 50, Boise, IA, 50347.",
        "It is 12 Wren Street, Apt 50, Des Moines.",
    ],
)
def test_another_part_contradicts(text):
    assert kinds(text, played=MOVE) == ["contradicted_fact"]


@pytest.mark.parametrize(
    "text",
    [
        "12 Wren Lane, Apt 50, Des Moines, IA 50347",
        "12 Wren Ln, Apt 50, Des Moines, Iowa",
        "Please send it to Wren Lane in Des Moines.",
        "I'm at 12 Wren Lane.",
        "When asked, I'd say Wren Lane, Apt 50, Des Moines.",
    ],
)
def test_the_same_in_other_words_does_not(text):
    assert kinds(text, played=MOVE) == []


def test_a_passenger_keeps_the_name():
    assert kinds("Please put Gerald Halim on the ticket.", played=SEAT) == ["contradicted_fact"]
    assert kinds("Please put Lars Halim, birthday 1989-10-01, on the ticket.", played=SEAT) == []
