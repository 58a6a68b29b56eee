"""Characters: many, in words, the same for the same seed."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from eigengraph.roles.characters import character


@given(st.integers())
def test_a_character_is_words_alone(seed):
    told = character(seed)
    assert not any(letter.isdigit() for letter in told)
    assert not re.search(r"\ba [aeiou]|\ban [^aeiou]", told)
    assert told == character(seed)


def test_few_customers_are_alike():
    assert len({character(seed) for seed in range(1000)}) > 900
