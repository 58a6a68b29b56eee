"""What counts as having told the user something."""

import pytest

from eigengraph.verify.speech import tells

TOLD = [
    ("50", "It is $50."),
    ("50", "It costs 50.00 dollars"),
    ("50", "50"),
    ("50", "between 10 and 50, roughly"),
    ("50", "amounts: 150,50"),
    ("50", "That is USD50."),
    ("50", "That is 50usd, refunded."),
    ("50", "50EUR"),
    ("50", "US$50!"),
    ("50", "€50; no more"),
    ("50", "(50)"),
    ("50", "**50**"),
    ("50", "50%?"),
    ("50", "#50: yes"),
    ("1.5", "1.50eur"),
    ("50.5", "that is 50.50!"),
    ("1234", "$1,234"),
    ("1,234", "$1234.00."),
    ("1234567", "1,234,567"),
    ("0.5", "0.5"),
    ("Boston, MA", "You fly to boston,  ma."),
    ("New York", "to new\nyork"),
    ("HAT170", "Flight hat170."),
    ("May 5", "on May 5, 2024"),
    ("", "anything"),
]
NOT_TOLD = [
    ("50", "It is $150."),
    ("50", "It is $500."),
    ("50", "It is $1.50."),
    ("50", "It is $50.75."),
    ("50", "It is $50,000."),
    ("50", "Flight HAT501"),
    ("364", "Your flight HAT364 departs"),
    ("150", "reservation 4WQ150"),
    ("150", "reservation 150WQ4"),
    ("50", "part A-50"),
    ("50", "part 50-A"),
    ("50", "certificate_50"),
    ("50", "50_a"),
    ("50", "the 50th"),
    ("50", "busd50"),
    ("50", "50usdc"),
    ("1.5", "v1.5"),
    ("1.5", "1.5-2"),
    ("1234", "12,345"),
    ("0.5", "10.5"),
    ("HAT170", "Flight HAT1701"),
    ("Boston", "Bos ton"),
    ("50", ""),
]


@pytest.mark.parametrize(("text", "said"), TOLD)
def test_told(text: str, said: str) -> None:
    assert tells([said], text)
    assert tells(["Hello.", said, "Bye."], text)


@pytest.mark.parametrize(("text", "said"), NOT_TOLD)
def test_not_told(text: str, said: str) -> None:
    assert not tells([said], text)


def test_a_text_must_stand_in_one_message() -> None:
    assert not tells(["New", "York"], "New York")
    assert not tells([], "")
