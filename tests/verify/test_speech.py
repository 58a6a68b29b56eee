"""What counts as having told the user something."""

import pytest

from eigengraph.verify.speech import MOST_NUMBERS, audible, tells

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
    ("3.1", "You have used 3.1GB so far."),
    ("50", "50Mbps"),
    ("50", "50 GB"),
    ("50", "a 50-day window"),
    ("50", "a 50-dollar refund"),
    ("50", "50kg, 50lbs, 50cm"),
    ("50", "in 50mins."),
    ("50", "50x"),
    ("50", "_50_"),
    ("50", "that is __50__!"),
    ("50", "_It is 50_"),
    ("50", "__$50.00__"),
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
    ("50", "50m views"),
    ("50", "the 50s"),
    ("50", "50days1"),
    ("50", "50x60"),
    ("50", "50-60"),
    ("50", "a__50"),
    ("50", "50__a"),
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


def numbers(first: int, count: int) -> str:
    return ", ".join(map(str, range(first, first + count)))


def test_who_tells_too_many_numbers_is_no_longer_heard() -> None:
    assert audible([numbers(0, MOST_NUMBERS)]) == (numbers(0, MOST_NUMBERS),)
    assert audible([numbers(0, MOST_NUMBERS + 1)]) == ()


def test_numbers_of_a_dialogue_count_together_and_once_each() -> None:
    half, other = numbers(0, MOST_NUMBERS // 2), numbers(1000, MOST_NUMBERS // 2)
    assert audible([half, half, other, half]) == (half, half, other, half)
    assert audible([half, other, "7777", "Your refund is $50."]) == (half, other, "Your refund is $50.")


def test_words_do_not_count_as_numbers() -> None:
    text = "word " * 10_000
    assert audible([text, "50"]) == (text, "50")
