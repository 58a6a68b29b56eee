"""The standard library as far as checkers have it: whatever is not loaded here cannot be imported in a child."""

from __future__ import annotations

import datetime
import importlib
import re
import sys

_OFFERED = """
__future__ abc ast base64 bisect builtins calendar cmath collections collections.abc contextlib copy csv dataclasses
datetime decimal difflib enum fractions functools hashlib heapq io itertools json keyword logging math numbers
operator os pathlib pprint random re secrets statistics string struct sys textwrap time traceback types typing
unicodedata uuid warnings
"""
_USED_BY_THEM_LATER = "_strptime encodings.ascii encodings.latin_1 encodings.unicode_escape"


def load() -> None:
    """Import them, and let those that prepare something on first use do so now."""
    sys.modules["_hashlib"] = None  # type: ignore[assignment]  # OpenSSL: 4 MB that every fork would have to map
    for name in (*_OFFERED.split(), *_USED_BY_THEM_LATER.split()):
        importlib.import_module(name)
    datetime.datetime.strptime("2026-01-01", "%Y-%m-%d")
    re.compile(r"\b(?P<first>\w+)[^,]*?\d{2,3}")
