"""Differences and equality of JSON values, against what writing them out says."""

from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eigengraph.records import canonical
from eigengraph.verify.diff import NOTHING, at, differences, row_changes, same
from eigengraph.world import RowView
from eigengraph.world.views import thaw

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-2, 2), st.integers(), st.sampled_from([0.0, -0.0, 1.0, 0.5]), st.text("ab")
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text("abc", max_size=2), inner, max_size=3)
    ),
    max_leaves=12,
)
ROWS = st.dictionaries(st.text("abc", max_size=2), VALUES, max_size=4)


def patched(row: Any, changes: list[tuple[tuple[str, ...], Any, Any]]) -> Any:
    """Apply differences to a value."""
    result = thaw(row)
    for path, _, now in changes:
        if not path:
            return thaw(now)
        holder = result
        for step in path[:-1]:
            holder = holder[step]
        if now is NOTHING:
            del holder[path[-1]]
        else:
            holder[path[-1]] = thaw(now)
    return result


@settings(max_examples=200, deadline=None)
@given(VALUES, VALUES)
def test_same_agrees_with_the_canonical_form(left: Any, right: Any) -> None:
    assert same(left, right) == (canonical(left) == canonical(right))


@settings(max_examples=200, deadline=None)
@given(VALUES)
def test_a_copy_is_the_same_and_has_no_differences(value: Any) -> None:
    assert same(value, thaw(value))
    assert list(differences(value, thaw(value))) == []


class Status(StrEnum):
    OPEN = "open"


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        (1, 1.0, False),
        (1, True, False),
        (0, False, False),
        (0.0, -0.0, False),
        (10**400, 10**400, True),
        (float("nan"), float("nan"), True),
        ((1, 2), [1, 2], True),
        ([1, 2], [2, 1], False),
        ([[1]], [[1.0]], False),
        (Status.OPEN, "open", True),
        ({"a": Status.OPEN}, {"a": "open"}, True),
        (None, False, False),
        (None, {}, False),
        ({}, [], False),
        (NOTHING, None, False),
        (NOTHING, NOTHING, True),
        (RowView({"a": [1]}), {"a": [1]}, True),
    ],
)
def test_what_is_the_same(left: Any, right: Any, equal: bool) -> None:
    assert same(left, right) is equal
    assert same(right, left) is equal


@settings(max_examples=200, deadline=None)
@given(ROWS, ROWS)
def test_applying_the_differences_to_before_gives_after(before: Any, after: Any) -> None:
    changes = list(differences(before, after))
    assert canonical(patched(before, changes)) == canonical(after)
    assert bool(changes) == (canonical(before) != canonical(after))


@settings(max_examples=200, deadline=None)
@given(ROWS, ROWS)
def test_each_difference_is_where_it_says(before: Any, after: Any) -> None:
    for path, was, now in differences(before, after):
        assert same(at(before, path), was)
        assert same(at(after, path), now)
        assert not same(was, now)


def test_mappings_are_entered_and_lists_are_wholes() -> None:
    before = {"a": {"b": 1, "c": [1, 2]}, "d": 1}
    after = {"a": {"b": 2, "c": [2, 1]}, "e": None}
    assert list(differences(before, after)) == [
        (("a", "b"), 1, 2),
        (("a", "c"), [1, 2], [2, 1]),
        (("d",), 1, NOTHING),
        (("e",), NOTHING, None),
    ]


def test_a_row_that_comes_or_goes_is_one_change() -> None:
    (came,) = row_changes("t", "k", None, {"a": 1})
    assert (came.path, came.before, came.after, came.absent) == ((), None, {"a": 1}, "before")
    (went,) = row_changes("t", "k", {"a": 1}, None)
    assert (went.path, went.before, went.after, went.absent) == ((), {"a": 1}, None, "after")
    assert row_changes("t", "k", {"a": 1}, {"a": 1}) == ()


def test_nobody_reaches_a_row_through_a_change() -> None:
    row = {"a": [1]}
    (change,) = row_changes("t", "k", row, {"a": [2]})
    change.before.append(9)
    assert row == {"a": [1]}


def test_at_tells_null_from_nothing() -> None:
    assert at({"a": {"b": None}}, ("a", "b")) is None
    assert at({"a": {"b": None}}, ("a", "c")) is NOTHING
    assert at({"a": [1]}, ("a", "0")) is NOTHING
    assert at(None, ()) is NOTHING
    assert at(RowView({"a": 1}), ()) == {"a": 1}
