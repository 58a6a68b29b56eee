"""Values that show their type."""

import pytest

from eigengraph.dialogue.audit.typed_values import typed_values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("May 20, 20 May, the 20th of May", [("date", "05-20")] * 3),
        ("2024-05-20 or 5/20/2024", [("date", "05-20")] * 2),
        ("$1,250.50 or 7 dollars or $7.00.", [("amount", "1250.5"), ("amount", "7"), ("amount", "7")]),
        ("(555) 123-2002 and 555-123-2002", [("phone", "5551232002")] * 2),
        ("Ann.Lee@Example.com.", [("email", "ann.lee@example.com")]),
        ("order #W2378156, ann_lee_4471", [("id", "w2378156"), ("id", "ann_lee_4471")]),
        ("zip 19122, reservation EHG1P3", [("zip", "19122"), ("id", "ehg1p3")]),
        (
            "may 20, may 20th, 20th of may, May the 20th, May twentieth, the twentieth of May, 5/20",
            [("date", "05-20")] * 7,
        ),
        ("May twenty-first, May twenty first", [("date", "05-21")] * 2),
        ("a 256GB drive, 4K, 3 of 10, may 3 of us, 24/7, 1/2", []),
    ],
)
def test_each_is_found_in_canonical_form(text, values):
    assert [(value.type, value.value) for value in typed_values(text)] == values


def test_years_are_kept_apart():
    said = typed_values("1980-05-20, 5/20/1981, May 20, 1982, 20 May 1983, May 20")
    assert [(value.value, value.year) for value in said] == [
        *((("05-20", year)) for year in ("1980", "1981", "1982", "1983", "")),
    ]


def test_ids_of_one_kind_have_one_shape():
    first, second, third = typed_values("credit_card_11 credit_card_2345 gift_card_11")
    assert first.shape == second.shape != third.shape
