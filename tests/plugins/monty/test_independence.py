"""Which code may judge several inputs in one session: none that could tell, and most of what people write."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from eigengraph_monty.batches import MOST_CHARACTERS, MOST_INPUTS, batches
from eigengraph_monty.independence import cases_are_independent
from eigengraph_monty.sandbox import MontySandbox
from eigengraph_monty.vocabulary import IMPORTED_CALLS
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.plugins.monty.telling import ATTACKS

CHECKERS = Path(__file__).parents[2] / "sandboxes/checkers"
NEED_MORE = {"airline_balance", "retail_rules", "retail_totals", "telecom_progress", "telecom_steps"}
"""Checkers with classes, or with modules that monty or the proof does not have."""


@pytest.fixture(scope="module")
def sandbox():
    box = MontySandbox(workers=2)
    yield box
    box.close()


def independent(code: str) -> bool:
    return cases_are_independent(ast.parse(code))


@pytest.mark.parametrize("path", sorted(CHECKERS.glob("*.py")), ids=lambda path: path.stem)
def test_what_people_write_is_proven_or_known_not_to_be(path):
    assert independent(path.read_text("utf-8")) is (path.stem not in NEED_MORE)


PROVEN = {
    "nothing_kept": "def check(view):\n    return True",
    "constants": (
        "A = 1\nB: tuple = (1, ('a', -2))\nC = frozenset({'a'})\ndef check(view):\n    return A in B, [str(C)]"
    ),
    "patterns": "import re\nP = re.compile('a+', re.I)\ndef check(view):\n    return P.search('A') is not None",
    "tables": (
        "T = {'a': 1}\nS = {'a', 'b'}\ndef check(view):\n"
        "    return T['a'] == 1 and 'a' in S and bool({'a', 'c'} - S), [k for k, v in T.items() if T.get(k) == v]"
    ),
    "functions": "def f(x, /, y=(1, 2), *, z='a'):\n    return x\ndef check(view):\n    return f(view, z=1) == view",
    "nested": (
        "def check(view):\n    kept = []\n    def keep(x, into=kept):\n        into.append(x)\n"
        "        return x\n    key = lambda pair: pair[0]\n    keep(1)\n"
        "    return sorted([(2, 1)], key=key) == [(2, 1)] and kept == [1]"
    ),
    "iterators": (
        "def check(view):\n    n = next((i for i, x in enumerate([3]) if x), None)\n"
        "    return n == 0 and sum(map(len, ['a'])) == 1 and all(a <= b for a, b in zip([1], [2], strict=True))"
    ),
    "errors": (
        "def check(view):\n    try:\n        return view['x']\n    except (KeyError, TypeError) as e:\n"
        "        return False, [str(e)]"
    ),
    "assertion": "def check(view):\n    assert view, f'nothing in {view!r:>4}'\n    return True",
    "walrus": (
        "def check(view):\n    if (x := view.get('a')):\n        return True\n    return False, ['{}'.format(x)]"
    ),
    "dates": (
        "from datetime import datetime as dt, timedelta\ndef check(view):\n"
        "    return dt.strptime('2024-05-01', '%Y-%m-%d') + timedelta(days=1) == dt(2024, 5, 2)"
    ),
    "counting": (
        "from collections import Counter, defaultdict\ndef check(view):\n    d = defaultdict(list)\n"
        "    d['a'].append(1)\n"
        "    return Counter(x for x in 'aab').most_common(1) == [('a', 2)] and d == {'a': [1]}"
    ),
    "deleting": (
        "def check(view):\n    view = {'a': 1, **view}\n    del view['a']\n    view['b'] = [1]\n"
        "    view['b'] += [2]\n    return view == {'b': [1, 2]}"
    ),
    "rounding": "def check(view):\n    return round(2.675, 2) == 2.67 and sorted([1.2, 0.7], key=round) == [0.7, 1.2]",
    "copying": "import copy\ndef check(view):\n    return copy.deepcopy(view) == view",
}


@pytest.mark.parametrize("name", PROVEN)
def test_harmless_code_is_proven(sandbox, name):
    code = PROVEN[name]
    assert independent(code)
    together, alone = runs_of(sandbox, code, [{}, {"a": 1}, {}])
    assert together == alone
    assert {kind for kind, *_ in alone} <= {"ok", "assert"}


def runs_of(sandbox, code, views):
    inputs = [json.dumps({"view": view}) for view in views]
    every = [sandbox.run(code, inputs), [sandbox.run(code, [text])[0] for text in inputs]]
    return [[(run.kind, run.value, run.message, run.line) for run in runs] for runs in every]


@pytest.mark.parametrize("name", ATTACKS)
def test_code_that_could_tell_is_not_proven_and_cannot_tell(sandbox, name):
    code = ATTACKS[name]
    assert not independent(code)
    together, alone = runs_of(sandbox, code, [{}, {}, {}])
    assert together == alone
    assert together == [together[0]] * 3


@pytest.mark.parametrize("full", sorted(IMPORTED_CALLS))
def test_imported_calls_are_proven_in_the_forms_that_are_known(full):
    most, keywords = IMPORTED_CALLS[full]
    first = "int" if full == "collections.defaultdict" else "view"

    def proven(arguments: list[str]) -> bool:
        module = full.partition(".")[0]
        return independent(f"import {module}\ndef check(view):\n    return list({full}({', '.join(arguments)}))")

    places = [first, *["view"] * (most - 1)]
    assert proven(places)
    assert all(proven([f"{keyword}=view"]) for keyword in keywords)
    for more in ("view", "*[view]", "**{'memo': view}", "**view", "memo=view", "default=view", "context=view"):
        assert not proven([*places, more]), more
    assert not proven(["*view"])
    assert not proven(["**view"])


# Facts about monty that the proof stands on.

READ_ONLY = [
    *("T - set()", "T | set()", "T & T", "T ^ set()", "T.union(set())", "T.difference(set())", "T.intersection(T)"),
    *(
        "set(T)",
        "sorted(T)",
        "list(T)",
        "list(D)",
        "dict(D)",
        "list(L)",
        "sorted(L)",
        "set().union(T)",
        "{}.get(1, [])",
    ),
    *("list(reversed(L))", "list(iter(L))", "list(map(int, L))", "[*map(int, L)]", "list(zip(L))", "list(D.items())"),
    *(
        "set() | T",
        "set() ^ T",
        "T & {1, 2}",
        "{1, 2} - set(T)",
        "Counter(D)",
        "dict.fromkeys(L)",
        "sorted(D)",
        "sorted(T, key=int)",
    ),
]


@pytest.mark.parametrize("expression", READ_ONLY)
def test_reading_a_table_makes_something_new(sandbox, expression):
    code = f"""
from collections import Counter
T, L, D = {{1, 2}}, [1, 2], {{1: 2}}
def check(view):
    new = {expression}
    if isinstance(new, list):
        new.append(3)
    elif isinstance(new, set):
        new.add(3)
    else:
        new[3] = 3
    return [sorted(T), L, D] == [[1, 2], [1, 2], {{1: 2}}]
"""
    assert sandbox.run(code, ['{"view": {}}'])[0].value is True


def test_sets_keep_the_order_in_which_they_were_filled(sandbox):
    code = "def check(view):\n    return list({'b', 'a', 3, None, (1,), 2.5, 'zz'})"
    assert sandbox.run(code, ['{"view": {}}'])[0].value == ["b", "a", 3, None, (1,), 2.5, "zz"]


@pytest.mark.parametrize("drain", ["[0] * 10**9", "'x' * 10**9", "[i for i in range(10**9)]"])
def test_limits_cannot_be_caught(sandbox, drain):
    code = f"def check(view):\n    try:\n        x = {drain}\n    except BaseException:\n        pass\n    return True"
    assert sandbox.run(code, ['{"view": {}}'])[0].kind == "limit"


# Batches.


def test_a_batch_is_as_deep_as_one():
    """A proven checker that needs exactly the frames there are gets them in both."""
    code = "def down(n):\n    return down(n - 1) if n else 0\ndef check(view):\n    return down(view)"
    assert independent(code)
    box = MontySandbox(workers=1)
    together, alone = runs_of(box, code, [196, 197, 198, 199, 200, 201])
    box.close()
    assert together == alone
    assert {kind for kind, *_ in alone} == {"ok", "limit"}


@pytest.mark.parametrize(
    "drain", ["[0] * 10**8", "down(view)", "sum([i for i in range(10**8)])", "'x' * 10**9", "view['gone']", "1 / 0"]
)
def test_what_does_not_return_is_judged_alone_and_spoils_nothing(sandbox, drain):
    code = f"def down(n):\n    return down(n)\ndef check(view):\n    return {drain} if view == 1 else view"
    assert independent(code)
    together, alone = runs_of(sandbox, code, [0, 1, 2, 3])
    assert together == alone
    assert [value for _, value, *_ in together] == [0, None, 2, 3]


def test_memory_that_a_batch_keeps_is_nobodys_limit(sandbox):
    """Each input alone needs a quarter of what it may have, and never gives it back."""
    code = "def check(view):\n    kept = [0] * 1_000_000\n    kept.append(kept)\n    return len(kept)"
    assert independent(code)
    together, alone = runs_of(sandbox, code, list(range(20)))
    assert together == alone == [("ok", 1_000_001, "", None)] * 20


VALUES = [
    "None",
    "(True, ['x'])",
    "float('inf')",
    "float('nan')",
    "10**100",
    "{1, 2}",
    "view",
    "{'a': (1, [2])}",
    "Decimal(1)",
]


@pytest.mark.parametrize("value", VALUES)
def test_values_of_a_batch_come_out_as_alone(sandbox, value):
    code = f"from decimal import Decimal\ndef check(view):\n    return {value}"
    assert independent(code)
    together, alone = runs_of(sandbox, code, [{}, {"a": [1]}])
    assert repr(together) == repr(alone)


@given(st.lists(st.integers(0, MOST_CHARACTERS + 1), max_size=100))
@settings(deadline=None)
def test_batches_are_neighbours_within_bounds(sizes):
    class Text(str):
        __slots__ = ("size",)

        def __len__(self):
            return self.size

    texts = []
    for size in sizes:
        texts.append(Text())
        texts[-1].size = size
    found = list(batches(texts))
    places = [at for batch in found for at in batch]
    assert places == sorted(set(places))
    for batch in found:
        assert 2 <= len(batch) <= MOST_INPUTS
        assert sum(sizes[at] for at in batch) <= MOST_CHARACTERS
