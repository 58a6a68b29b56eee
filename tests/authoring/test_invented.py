"""Invented names and addresses."""

import re
from random import Random

from eigengraph.authoring import FIRST_NAMES, LAST_NAMES, draw_address


def test_names_are_many_and_plain_and_none_stands_twice():
    for names in (FIRST_NAMES, LAST_NAMES):
        assert len(names) > 500
        assert len(set(names)) == len(names)
        assert all(re.fullmatch("[A-Z][a-z]+", name) for name in names)


def test_an_address_has_every_field_and_a_zip_code_of_five_digits():
    random = Random(1)
    drawn = [draw_address(random) for _ in range(300)]
    assert all(list(one) == ["address1", "address2", "city", "country", "state", "zip"] for one in drawn)
    assert all(re.fullmatch(r"\d+ [A-Z][a-z]+ [A-Z][a-z]+", one["address1"]) for one in drawn)
    assert all(re.fullmatch(r"[A-Z]{2} \d{5}", f"{one['state']} {one['zip']}") for one in drawn)
    assert 0.35 < sum(not one["address2"] for one in drawn) / len(drawn) < 0.65
    assert len({one["city"] for one in drawn}) > 60


def test_the_same_seed_draws_the_same_address():
    assert draw_address(Random(4)) == draw_address(Random(4))
