"""Records to bytes and back, and the canonical form."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from eigengraph import records
from eigengraph.records import Equals, Message, ToolCall, Verdict, Verifier, canonical, decode, digest, encode
from eigengraph.world import Base, Domain, World

KINDS = [kind for name in records.__all__ if is_dataclass(kind := getattr(records, name))]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.sampled_from(["null", "NaN", "é", '"\\'])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from([2**64, -(2**70), 1e300, -0.0]) | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
SCALARS = {str: TEXT, int: st.integers(), float: st.floats(), bool: st.booleans(), type(None): st.none(), Any: JSON}


def values_of(hint: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for a type as records use it: JSON where anything goes, mappings as dicts."""
    origin, arguments = get_origin(hint), get_args(hint)
    if hint in SCALARS:
        return SCALARS[hint]
    if origin is Annotated:
        return values_of(arguments[0])
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in (Union, UnionType):
        return st.one_of([values_of(argument) for argument in arguments])
    if origin is Mapping:
        return st.dictionaries(TEXT, values_of(arguments[1]), max_size=2)
    if origin is tuple and arguments[-1] is Ellipsis:
        return st.lists(values_of(arguments[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*[values_of(argument) for argument in arguments])
    if is_dataclass(hint):
        return records_of(hint)
    return st.sampled_from(list(hint))  # an enumeration


def records_of(kind: Any) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind, include_extras=True)
    return st.builds(
        kind, **{field.name: st.deferred(lambda h=hints[field.name]: values_of(h)) for field in fields(kind)}
    )


def same(left: Any, right: Any) -> bool:
    """Compare to the last bit: types, the order of keys, the sign of zero; NaN equals NaN."""
    if type(left) is not type(right):
        return False
    if is_dataclass(left):
        return all(same(getattr(left, field.name), getattr(right, field.name)) for field in fields(left))
    if isinstance(left, dict):
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list | tuple):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, float):
        return (math.isnan(left) and math.isnan(right)) or (left, math.copysign(1, left)) == (
            right,
            math.copysign(1, right),
        )
    return bool(left == right)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_record_reads_back_as_itself(kind: Any) -> None:
    @settings(max_examples=25, deadline=None)
    @given(records_of(kind))
    def check(record: Any) -> None:
        data = encode(record)
        again = decode(kind, data)
        assert same(again, record)
        assert encode(again) == data

    check()


@pytest.mark.parametrize("value", [2**63, 2**64, -(2**200), float("nan"), float("inf"), float("-inf"), None, 0.1, 1e22])
def test_every_number_is_kept(value: Any) -> None:
    call = ToolCall("pay", {"amount": [value]})
    assert same(decode(ToolCall, encode(call)), call)


@pytest.mark.parametrize("odd", [None, 2**80, float("nan")])
def test_fields_and_keys_keep_their_order_whatever_the_values(odd: Any) -> None:
    data = encode(ToolCall("pay", {"z": odd, "a": {"y": 1, "b": 2}}))
    assert list(json.loads(data)) == ["name", "arguments", "side", "id"]
    assert list(json.loads(data)["arguments"]) == ["z", "a"]
    assert list(json.loads(data)["arguments"]["a"]) == ["y", "b"]
    assert b" " not in data


def test_views_of_rows_are_written_as_rows() -> None:
    world = World(Domain("x", [], lambda seed: {}), Base({"t": {"a": {"n": [1, {"m": None}]}}}))
    for row, written in ((world.t["a"], {"n": [1, {"m": None}]}), (world.t["a"]["n"][0:1], [1])):
        record = Equals("t", "a", (), row)
        assert decode(Equals, encode(record)).value == written
        assert canonical(row) == canonical(written)


@pytest.mark.parametrize("value", [Decimal(1), {1}, object()])
def test_what_json_cannot_hold_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="cannot be written as JSON"):
        encode(ToolCall("pay", {"amount": value}))
    with pytest.raises(TypeError, match="cannot be written as JSON"):
        canonical({"amount": value})


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError, match="surrogates not allowed"):
        encode(Message("user", "\ud800"))


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (ToolCall, b"{"),
        (ToolCall, b'{"name": "x"}'),
        (ToolCall, b'{"name": "x", "arguments": [1]}'),
        (Message, b'{"role": "robot"}'),
        (Verifier, b'{"outcomes": [{"name": "o", "assertions": [{"kind": "guessed"}]}]}'),
    ],
)
def test_what_is_no_such_record_is_refused(kind: Any, data: bytes) -> None:
    with pytest.raises(ValidationError):
        decode(kind, data)


def test_assertions_are_told_apart_by_kind() -> None:
    assertions = '[{"kind": "said", "text": "x"}, {"kind": "only_changed", "places": []}]'
    text = f'{{"outcomes": [{{"name": "o", "assertions": {assertions}}}]}}'
    assert [type(item).__name__ for item in decode(Verifier, text).outcomes[0].assertions] == ["Said", "OnlyChanged"]


# Canonical form


@given(JSON, JSON)
def test_canonical_forms_are_equal_exactly_if_values_are(left: Any, right: Any) -> None:
    def ordered(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: ordered(value[key]) for key in sorted(value)}
        return [ordered(item) for item in value] if isinstance(value, list) else value

    assert canonical(left) == canonical(ordered(left))
    assert (canonical(left) == canonical(right)) == same(ordered(left), ordered(right))


@given(JSON)
def test_a_canonical_form_reads_back(value: Any) -> None:
    assert canonical(json.loads(canonical(value))) == canonical(value)


def alike() -> Iterator[Any]:
    yield from (0, 0.0, -0.0, False, None, "", "0", [], {}, [None], [[]], {"": None}, {"": []}, "null", "é", "e\u0301")


def test_values_that_look_alike_differ() -> None:
    forms = [canonical(value) for value in alike()]
    assert len(set(forms)) == len(forms)


def test_canonical_golden() -> None:
    value = {"b": [1, 1.0, True, None], "a": {"ü": 2**70, "x": -0.0}}
    assert canonical(value) == b'{"a":{"x":-0.0,"\\u00fc":1180591620717411303424},"b":[1,1.0,true,null]}'


def test_digest_keeps_parts_apart() -> None:
    assert digest(b"ab", b"c") != digest(b"a", b"bc") != digest(b"abc")
    assert digest() != digest(b"")
    assert digest(b"a") == "3b196fd4907bedf51c3090e9835f2f7cb61e7ee1b2299ea3b8fed9b4183a822a"


def test_a_verdict_without_reward_is_no_pass() -> None:
    assert not decode(Verdict, encode(Verdict(None, "no model"))).passed
