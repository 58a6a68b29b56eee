"""Characters: many, in words, the same for the same seed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from eigengraph.roles.characters import character


@given(st.integers())
def test_a_character_is_words_alone(seed):
    told = character(seed)
    assert not any(letter.isdigit() for letter in told)
    assert (" an " in told) == any(f" an {vowel}" in told for vowel in "aeiou")
    assert told == character(seed)


def test_few_customers_are_alike():
    assert len({character(seed) for seed in range(1000)}) > 900
