"""What is written down of monty is what the installed monty answers."""

from __future__ import annotations

import builtins
import importlib

import pytest
from eigengraph_monty import inventory
from pydantic_monty import Monty, MontyError

VALUES = {
    "bool": "True",
    "int": "1",
    "float": "1.5",
    "complex": "1j",
    "str": "'a'",
    "bytes": "b'a'",
    "list": "[1]",
    "tuple": "(1,)",
    "dict": "{1: 2}",
    "set": "{1}",
    "frozenset": "frozenset([1])",
    "range": "range(3)",
    "slice": "slice(1)",
    "NoneType": "None",
    "date": "datetime.date(2024, 1, 1)",
    "datetime": "datetime.datetime(2024, 1, 1)",
    "time": "datetime.time(1)",
    "timedelta": "datetime.timedelta(1)",
    "timezone": "datetime.timezone.utc",
    "Decimal": "decimal.Decimal('1.5')",
    "Counter": "collections.Counter('a')",
    "defaultdict": "collections.defaultdict(int)",
    "deque": "collections.deque()",
    "Pattern": "re.compile('a')",
    "Match": "re.match('a', 'a')",
    "Exception": "ValueError('a')",
}
IMPORTS = "import collections, datetime, decimal, re\n"
REWRITTEN = {"is_integer", "difference_update", "intersection_update", "symmetric_difference_update"}
"""Methods that monty lacks, and rewriting has."""

AMBIGUOUS = {
    *(
        "float.hex",
        "range.count",
        "range.index",
        "bytes.expandtabs",
        "timezone.fromutc",
        "datetime.today",
        "date.fromisoformat",
        "date.today",
    ),
    *("datetime.combine", "datetime.fromisoformat", "datetime.now", "datetime.strptime", "time.fromisoformat"),
}
"""Methods that some types have and others, or values of the type, lack: an error that no ``except`` may catch."""


@pytest.fixture(scope="module")
def answered():
    """Whether monty runs some code."""
    pool = Monty(min_processes=1, max_processes=1).__enter__()

    def run(code: str) -> str:
        with pool.checkout(script_name="asked.py") as session:
            try:
                session.feed_run(code)
            except MontyError as error:
                return str(error)
        return ""

    yield run
    pool.__exit__(None, None, None)


@pytest.mark.parametrize("name", sorted(inventory.MODULES.keys() - {"__future__"}))
def test_modules_have_what_is_said(answered, name):
    known = [member for member in dir(importlib.import_module(name)) if not member.startswith("_")]
    has = {member for member in known if not answered(f"import {name}\nx = {name}.{member}\nNone")}
    without_effect = {"re": {"A", "ASCII"}, "time": {"strptime"}, "os": {"chdir"}}.get(name, set())
    assert inventory.MODULES[name] - set(known) == set()
    left_out = {
        "decimal": {"HAVE_CONTEXTVAR", "HAVE_THREADS"},
        "base64": {"MAXBINSIZE", "MAXLINESIZE"},
        "sys": has,
    }.get(name, set())
    assert has - inventory.MODULES[name] <= without_effect | left_out
    assert inventory.MODULES[name] <= has


@pytest.mark.parametrize("name", ["abc", "contextlib", "enum", "logging", "operator", "statistics", "string", "types"])
def test_other_modules_are_lacking(answered, name):
    assert answered(f"import {name}") != ""
    assert name not in inventory.MODULES


def test_builtins_are_lacking_as_is_said(answered):
    assert {name for name in dir(builtins) if answered(f"x = {name}\nNone")} == inventory.NO_BUILTINS


@pytest.mark.parametrize("kind", inventory.TYPES, ids=lambda kind: kind.__name__)
def test_values_have_what_is_said(answered, kind):
    value = VALUES[kind.__name__]
    for name in dir(kind):
        if name.startswith("_"):
            continue
        said = answered(f"{IMPORTS}x = {value}\nx.{name}()\nNone")
        lacking = "has no attribute" in said and name not in inventory.FIELDS
        refused = name in inventory.NO_ATTRIBUTES | REWRITTEN
        ambiguous = f"{kind.__name__}.{name}" in AMBIGUOUS or name in inventory.ON_TYPES | inventory.NO_VALUES
        assert not lacking or refused or ambiguous, (name, said)
        if name in inventory.FIELDS:
            assert not answered(f"{IMPORTS}x = {value}\nx.{name}\nNone"), name


def test_only_honoured_special_methods_are_accepted(answered):
    probes = {
        "__eq__": "assert A() == 1",
        "__hash__": "assert hash(A()) == 7",
        "__repr__": "assert repr(A()) == 'a'",
        "__str__": "assert str(A()) == f'{A()}' == 'a'",
        "__call__": "assert A()(1) == 7",
        "__iter__": "assert list(A()) == [1]",
        "__next__": "assert next(A()) == 7",
        "__getitem__": "assert A()[1] == 7",
        "__contains__": "assert 5 in A()",
        "__copy__": "import copy\nassert copy.copy(A()) == 7",
        "__deepcopy__": "import copy\nassert copy.deepcopy(A()) == 7",
        "__abs__": "assert abs(A()) == 7",
        "__neg__": "assert -A() == 7",
        "__pos__": "assert +A() == 7",
        "__invert__": "assert ~A() == 7",
        "__int__": "assert int(A()) == 7",
        "__float__": "assert float(A()) == 7.0",
        "__index__": "assert range(9)[A()] == 7",
        **{
            f"__{name}__": f"assert A() {sign} 1 == 7"
            for name, sign in {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "floordiv": "//", "mod": "%"}.items()
        },
        **{f"__{name}__": f"assert (A() {sign} 1) == 7" for name, sign in {"and": "&", "or": "|", "xor": "^"}.items()},
        **{f"__r{name}__": f"assert (1 {sign} A()) == 7" for name, sign in {"add": "+", "sub": "-", "or": "|"}.items()},
        **{f"__r{name}__": f"assert (1 {sign} A()) == 7" for name, sign in {"mul": "*", "truediv": "/"}.items()},
    }
    results = {"__eq__": "True", "__repr__": "'a'", "__str__": "'a'", "__iter__": "iter([1])", "__float__": "7.0"}
    results["__contains__"] = "True"
    untried = {"__init__", "__post_init__", "__setitem__", "__enter__", "__exit__", "__match_args__", "__doc__"}
    assert probes.keys() | untried == inventory.SPECIAL_METHODS
    for name, probe in probes.items():
        code = f"class A:\n    def {name}(self, *x): return {results.get(name, '7')}\n{probe}"
        exec(code, {})
        assert answered(code) == "", name
