"""Kinds, messages and lines of single runs."""

import pytest

import eigengraph as eg


def test_hook_brings_the_sandbox():
    assert eg.Host().sandboxes["zygote"].name == "zygote"


@pytest.mark.parametrize("value", ["True", "False", "[True, ['fine']]", "{'passed': True, 'score': 0.5}", "None", "[]"])
def test_value(run, value):
    assert run(f"def check(view):\n    return {value}", view={}).value == eval(value)


def test_arguments_are_given_by_name(run):
    code = "def check(messages, initial_db, **others):\n    return [messages, initial_db, others]"
    assert run(code, initial_db=1, messages=2, actions=3).value == [2, 1, {"actions": 3}]


@pytest.mark.parametrize(
    ("body", "kind", "message", "line"),
    [
        ("assert view, 'the view is empty'", "assert", "the view is empty", 2),
        ("assert view", "assert", "assertion failed", 2),
        ("return view['a']", "error", "KeyError: 'a'", 2),
        (
            "return deeper(view)\ndef deeper(view):\n    raise ValueError('far\\naway')",
            "error",
            "ValueError: far away",
            4,
        ),
        ("import numpy", "invalid_code", "ModuleNotFoundError: No module named 'numpy'", 2),
        ("raise ModuleNotFoundError('x')", "error", "ModuleNotFoundError: x", 2),
        ("assert False, 'half \\ud83d'", "assert", "half ?", 2),
        ("raise SystemExit", "error", "SystemExit", 2),
        ("print('x' * 100_000)", "limit", "it prints more than 65,536 characters", 2),
        (
            "return {1}",
            "error",
            "check returned what JSON cannot hold: Object of type set is not JSON serializable",
            None,
        ),
        (
            "return check",
            "error",
            "check returned what JSON cannot hold: Object of type function is not JSON serializable",
            None,
        ),
        ("yield True", "invalid_code", "check must return its answer, not await or yield it", None),
        ("return view +", "invalid_code", "SyntaxError: invalid syntax", 2),
    ],
)
def test_failure(run, body, kind, message, line):
    result = run(f"def check(view):\n    {body}", view={})
    assert (result.kind, result.message, result.line) == (kind, message, line)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("", "there is no check; define check(view)"),
        ("check = 'x'", "check is no function but of type 'str'; define check(view)"),
        ("def check():\n    return 1", "check() got an unexpected keyword argument 'view'; define check(view)"),
    ],
)
def test_code_that_cannot_be_asked(run, code, message):
    result = run(code, view={})
    assert (result.kind, result.message) == ("invalid_code", message)


def test_type_error_of_the_checker_itself_is_its_own(run):
    result = run("def check(view):\n    return len(view, 1)", view={})
    assert (result.kind, result.line) == ("error", 2)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("while True: pass", "it took more than"),
        ("return [0] * 10**10", "MemoryError"),
        ("return check(view)", "RecursionError"),
        ("return 'x' * 100_000", "check returned more than 65,536 bytes of JSON"),
    ],
)
def test_limit(run, body, message):
    result = run(f"def check(view):\n    {body}", view={})
    assert result.kind == "limit"
    assert message in result.message


def test_large_input(run):
    rows = {str(number): {"text": "x" * 100} for number in range(20_000)}
    assert run("def check(view):\n    return len(view)", view=rows).value == 20_000


def test_dataclasses_and_annotations_are_those_of_plain_python(run):
    code = """
from dataclasses import dataclass, fields
@dataclass
class Point:
    x: int
def check(view):
    return [fields(Point)[0].type is int, Point(1) == Point(1), __name__]
"""
    assert run(code, view={}).value == [True, True, "checker"]


def test_dates_are_real_dates(run):
    code = """
from datetime import date, datetime, timedelta
def check(view):
    now = datetime.now()
    same = type(now) is datetime and isinstance(now.date(), date) and datetime.utcnow() == now == datetime.today()
    return [same, str(now), str(date.today() + timedelta(days=1)), datetime.now().tzinfo is None]
"""
    assert run(code, view={}).value == [True, "2026-01-01 00:00:00", "2026-01-02", True]


def test_modules_that_monty_has_are_here_too(run):
    code = "import csv, pathlib\ndef check(view):\n    return [*csv.reader(['a,b']), pathlib.PurePath('a/b').name]"
    assert run(code, view={}).value == [["a", "b"], "b"]


@pytest.mark.parametrize("caught", ["", "BaseException", "MemoryError", "(KeyError, MemoryError) as error"])
def test_memory_error_that_is_swallowed_is_a_limit(run, caught):
    code = f"""
def check(view):
    try:
        try:
            rows = [0] * 10**10
        except {caught}:
            pass
    except {caught}:
        pass
    return True
"""
    assert run(code, view={}).kind == "limit"


def test_code_is_the_same_program_the_first_time_and_later(run):
    code = "def check(view):\n    return [id(check), id(check.__code__), id(view), 'a b' is 'a b']"
    first = run(code, view={})
    assert first.kind == "ok"
    assert {tuple(run(code, view={}).value) for _ in range(3)} == {tuple(first.value)}


def test_code_that_compiles_to_too_much(run):
    code = f"TEXT = {'x' * (1 << 20)!r}\ndef check(view):\n    return True"
    assert run(code, view={}).message == "it compiles to more than 1,048,576 bytes"
