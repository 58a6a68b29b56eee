"""Records to bytes and back, and the canonical form that digests and equality rest on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, cast

import orjson
from pydantic import TypeAdapter

T = TypeVar("T")


def encode(record: object) -> bytes:
    """Return a record as compact JSON.

    Fields come in the order of their declaration and mappings in their own, which is what a model trained on the
    arguments of calls should see. Integers of any size, NaN and infinities are kept.

    Raises:
        TypeError: The record holds something that JSON cannot.
        UnicodeEncodeError: A text holds half of a surrogate pair.
    """
    try:
        data = orjson.dumps(record, default=unwrap, option=orjson.OPT_NON_STR_KEYS)
    except orjson.JSONEncodeError:  # an integer of more than 64 bits, as a language model may well write
        return _encode_exactly(record)
    return data if b"null" not in data else _encode_exactly(record)  # orjson writes NaN and infinities as null


def decode(kind: type[T], data: bytes | str) -> T:
    """Read a record back.

    Raises:
        pydantic.ValidationError: The bytes are no such record.
    """
    record: T = _adapter(kind).validate_json(data)
    return record


def canonical(value: object) -> bytes:
    """Return the canonical JSON of a table value.

    ``1``, ``1.0`` and ``true`` differ, the order of keys does not matter, and numbers of any size are allowed: the
    equality of tau2-bench's database hash (``environment/db.py``), which the standard library's encoder has and
    faster ones lack.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=unwrap).encode()


def digest(*parts: bytes) -> str:
    """Return the SHA-256 of some byte strings, each with its length, in hexadecimal."""
    state = hashlib.sha256()
    for part in parts:
        state.update(len(part).to_bytes(8, "big"))
        state.update(part)
    return state.hexdigest()


def unwrap(value: Any) -> Any:
    """Give encoders the plain value behind a read-only view; ``default=`` of both JSON encoders.

    Raises:
        TypeError: The value is nothing that JSON can hold.
    """
    plain = getattr(value, "__json__", None)
    if plain is None:
        raise TypeError(f"{value!r} cannot be written as JSON")
    return plain()


def _encode_exactly(record: object) -> bytes:
    return json.dumps(record, default=_fields, ensure_ascii=False, separators=(",", ":")).encode()


def _fields(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    return unwrap(value)


@cache
def _cached_adapter(kind: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast("type[Any]", kind))


def _adapter(kind: Any) -> TypeAdapter[Any]:
    return _cached_adapter(kind)
