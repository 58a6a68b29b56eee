"""Read-only views: everything can be read, nothing can be written."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigengraph.errors import ReadOnlyError
from eigengraph.records.codec import unwrap
from eigengraph.world import ListView, RowView
from eigengraph.world.views import thaw, view

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
READERS = {
    dict: {"copy", "fromkeys", "get", "items", "keys", "values"},
    list: {"copy", "count", "index"},
}


def every_view(value: Any) -> Iterator[RowView | ListView]:
    """Yield a view and every view that can be reached through it, by every way of reading."""
    if isinstance(value, RowView):
        yield value
        for item in (*value.values(), *(pair[1] for pair in value.items()), *(value[key] for key in value)):
            yield from every_view(item)
        for key in value:
            yield from every_view(value.get(key))
    elif isinstance(value, ListView):
        yield value
        for item in (*value, *value[:], *reversed(value), *(value[index] for index in range(len(value)))):
            yield from every_view(item)


@given(JSON)
def test_a_view_reads_as_the_value(value: Any) -> None:
    shown = view(value)
    assert shown == value
    assert value == shown
    assert repr(shown) == repr(value)
    assert json.loads(json.dumps(shown, default=unwrap)) == value
    assert thaw(shown) == value


@given(JSON)
def test_a_copy_shares_nothing_with_its_source(value: Any) -> None:
    before = json.dumps(value)
    copy = thaw(view(value))
    pending = [copy]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            pending.extend(node.values())
            node.clear()
        elif isinstance(node, list):
            pending.extend(node)
            node.clear()
    assert json.dumps(value) == before


@given(JSON)
def test_nothing_that_is_read_can_be_written(value: Any) -> None:
    before = json.dumps(value)
    for shown in every_view(view(value)):
        plain = dict if isinstance(shown, RowView) else list
        for name in set(dir(plain)) - READERS[plain]:
            if not name.startswith("_"):
                with pytest.raises(ReadOnlyError, match="cannot be changed here"):
                    getattr(shown, name)("x")
        with pytest.raises(ReadOnlyError):
            shown[0] = 1
        with pytest.raises(ReadOnlyError):
            del shown[0]
    assert json.dumps(value) == before


def test_augmented_assignment_is_refused_too() -> None:
    row, items = view({"a": 1}), view([1])
    with pytest.raises(ReadOnlyError):
        row |= {"b": 2}
    with pytest.raises(ReadOnlyError):
        items += [2]
    with pytest.raises(ReadOnlyError):
        items *= 2


def test_views_cannot_be_hashed() -> None:
    for shown in (view({}), view([])):
        with pytest.raises(TypeError, match="unhashable"):
            hash(shown)


def test_what_is_refused_is_named() -> None:
    with pytest.raises(ReadOnlyError, match=r"\{'status': 'pending'\} cannot be changed here"):
        view({"status": "pending"})["status"] = "cancelled"


def test_copying_what_json_cannot_hold_is_refused() -> None:
    with pytest.raises(TypeError, match=r"\{1\} \(set\) cannot be written as JSON"):
        thaw({"a": [{1}]})
    with pytest.raises(TypeError, match=r"the key 1 \(int\) cannot be written as JSON"):
        thaw({"a": {1: 2}})
