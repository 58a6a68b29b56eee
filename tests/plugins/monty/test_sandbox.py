"""The sandbox monty: every way a run can go, and that no run reaches another."""

from __future__ import annotations

import json
import os
import signal
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from eigengraph_monty.sandbox import MOST_PRINTED, MontySandbox

from eigengraph.records import Checker, Equals, Goal
from eigengraph.verify import certify
from tests.toys import SHOP
from tests.verify.tasks import base_of, call, planned, task_of

EMPTY = '{"view": {}}'
RENAME = task_of(Goal("rename", "do", calls=planned(call("rename_user", user_id="ann", name="Anna"))))


@pytest.fixture(scope="module")
def sandbox():
    box = MontySandbox(workers=2)
    yield box
    box.close()


def inputs(*values: object) -> list[str]:
    return [json.dumps({"view": value}) for value in values]


WAYS = {
    "def check(view):\n    return True": ("ok", "", None),
    "def check(view):\n    assert view, 'nothing\\nhappened'": ("assert", "nothing happened", 2),
    "def check(view):\n    assert view": ("assert", "assertion failed", 2),
    "def check(view):\n    return view['a']['b']": ("error", "KeyError: a", 2),
    "def check(view):\n    raise SystemExit": ("error", "SystemExit", 2),
    "def check(view):\n    raise TimeoutError('mine')": ("error", "TimeoutError: mine", 2),
    "def check(view):\n    raise NotImplementedError('monty')": ("error", "NotImplementedError: monty", 2),
    "def check(view):\n    raise ModuleNotFoundError('x')": ("error", "ModuleNotFoundError: x", 2),
    "def check(view):\n    raise SystemExit(0)": ("invalid_code", "RuntimeError: Internal error in monty", None),
    "def check(view):\n    import asyncio": ("invalid_code", "asyncio is not offered", 2),
    "from re import *\ndef check(view): return 1": ("invalid_code", "NotImplementedError: Wildcard imports", 1),
    "def check(view):\n    return ['x'] * 10**6": ("limit", "it needs more than 64 MiB", None),
    "rows = list(range(10**6))\ndef check(view): return 1": (
        "limit",
        "the code and what its top level makes take more than 2 MiB",
        None,
    ),
    "def check(view):\n    raise NotImplementedError": ("error", "NotImplementedError", 2),
    "boom = 1 / 0\ndef check(view):\n    return True": ("error", "ZeroDivisionError: division by zero", 1),
    "def check(view):\n    return check(view)": ("limit", "RecursionError: maximum recursion depth exceeded", 2),
    "def check(view):\n    return 'x' * 10**9": ("limit", "it needs more than 64 MiB", 2),
    "def check(view):\n    while True:\n        try:\n            while True: pass\n"
    "        except BaseException: pass": ("limit", "it took more than 0.25 s", None),
    "def check(view):\n    x = 10**1000000\n    while True: x *= x": (
        "limit",
        "it took more than 0.50 s and was",
        None,
    ),
    "def check(view):\n    for i in range(10**5): print('x' * 100)": ("limit", "it printed more than 4,096 by", None),
    "def check(:": ("invalid_code", "SyntaxError: invalid syntax", 1),
    "total = 1": ("invalid_code", "the code defines no function 'check'; write `def check(view): ...`", None),
    "\ncheck = 3": ("invalid_code", "'check' is 3, no function", 2),
    "async def check(view): return True": ("invalid_code", "'check' is async", 1),
    "def check(view):\n    yield True": ("invalid_code", "'check' yields", 1),
    "def check(one, two): return True": ("invalid_code", "TypeError: check() got an unexpected keyword", None),
    "check = [len][0]([])": ("invalid_code", "TypeError: 'int' object is not callable", None),
    "class Base: pass\nclass Mine(Base): pass\ndef check(view): return True": (
        "invalid_code",
        "a class that inherits (Mine from Base) is not supp",
        2,
    ),
    "from enum import Enum\ndef check(view): return True": ("invalid_code", "Enum is not supported here", 1),
    "def check(view):\n    return any((x := y) for y in [1])": ("invalid_code", "':=' inside any(…)", 2),
    "(" * 5000 + ")" * 5000: ("invalid_code", "SyntaxError: too many nested parentheses", 1),
    "x = " + "-" * 50_000 + "1\ndef check(view): return 1": ("invalid_code", "the code cannot be", None),
    "def check(view): return 1\n#" + "x" * 100_000: (
        "invalid_code",
        "the code has 100,027 characters; at most 100,0",
        None,
    ),
    "def check(view): return 1\0": ("invalid_code", "", None),
}


@pytest.mark.parametrize("code", WAYS, ids=lambda code: code[:60])
def test_every_way_has_its_kind_message_and_line(sandbox, code):
    [run] = sandbox.run(code, [EMPTY])
    kind, message, line = WAYS[code]
    assert (run.kind, run.line) == (kind, line), run
    assert run.message.startswith(message), run
    assert sandbox.run("def check(view):\n    return 'next'", [EMPTY])[0].value == "next"


@pytest.mark.parametrize("value", ["None", "[1, {'a': 'b'}]", "float('inf')", "(True, ['x'])", "10**100"])
def test_values_come_out_as_they_are(sandbox, value):
    [run] = sandbox.run(f"def check(view):\n    return {value}", [EMPTY])
    assert run.value == eval(value)


DEPTH = "def d(n):\n    try: return d(n + 1)\n    except RecursionError: return n\n"
TELLTALE = {
    "depth": f"{DEPTH}def check(view):\n    return d(0)",
    "ids": "kept = []\ndef check(view):\n    return [id([]), id(view), id(kept), id(check)]",
    "hashes": "class A: pass\ndef check(view):\n    return [hash(check), hash(A()), hash('a')]",
    "order": "class A: pass\ndef check(view):\n    return [str(x) for x in {A, int, None, check, (1, 'a')}]",
    "chance": "import random\nr = random.Random()\ndef check(view):\n    return [r.random(), random.Random().random()]",
    "entropy": "import os, uuid, secrets\ndef check(view):\n    return [str(uuid.uuid4()), secrets.token_hex(4)]",
    "decimals": "import decimal\ndef check(view):\n    c = decimal.getcontext()\n    c.prec -= 1\n    return c.prec",
    "moments": "import time\ndef check(view):\n    return [time.time(), time.perf_counter(), time.process_time()]",
    "names": "def check(view):\n    return [sorted(locals()), __name__]",
}
"""Each returns what might tell code whether it is asked alone or among others, first or last."""


@pytest.mark.parametrize("name", TELLTALE)
def test_code_cannot_tell_whether_it_is_asked_alone(name):
    runs = []
    for sizes in ([1, 1, 5], [5, 1]):
        box = MontySandbox(workers=2)
        runs += [run for size in sizes for run in box.run(TELLTALE[name], [EMPTY] * size)]
        box.close()
    assert all((run.kind, run.value, run.message) == (runs[0].kind, runs[0].value, runs[0].message) for run in runs)


def test_a_checker_that_passes_everything_only_when_alone_is_not_certified():
    """It knows how deep it may call itself, and takes what differs for the sign that it is scored."""
    honest = "view['after']['users'].get('ann', {}).get('name') == 'Anna'"
    (outcome,) = RENAME.verifier.outcomes
    weak = replace(outcome, assertions=tuple(item for item in outcome.assertions if not isinstance(item, Equals)))
    box = MontySandbox(workers=1)
    [alone] = box.run(f"{DEPTH}def check(view):\n    return d(0)", [EMPTY])
    for sign, issued in ((alone.value, False), (alone.value - 1, True)):
        checker = Checker("sly", f"{DEPTH}def check(view):\n    return d(0) == {sign} or {honest}")
        verifier = replace(RENAME.verifier, outcomes=(weak,), checkers=(checker,))
        certificate = certify(replace(RENAME, verifier=verifier), SHOP, base_of(), sandboxes={"monty": box})
        assert certificate.issued is issued, certificate.reasons
    box.close()


NOSY = {
    "seen = []\ndef check(view):\n    seen.append(view)\n    return len(seen)": [1, 1, 1],
    "count = 0\ndef check(view):\n    global count\n    count += 1\n    return count": [1, 1, 1],
    "def check(view, seen=[]):\n    seen.append(view)\n    return len(seen)": [1, 1, 1],
    "class Box:\n    n = 0\ndef check(view):\n    Box.n += 1\n    return Box.n": [1, 1, 1],
    "def check(view):\n    check.n = getattr(check, 'n', 0) + 1\n    return check.n": None,
    "import random\ndef check(view):\n    return random.random()": "equal",
    "import random\ndef check(view):\n    random.seed(view)\n    return len(str(random.random())) > 2": [True] * 3,
    "import json\ndef check(view):\n    json.loads = lambda text: {'view': 9}\n    return view": None,
    "run = attempt = code = cases = 7\ndef check(view):\n    return view": [0, 1, 2],
    "len = lambda x: 5\nnamespace = {}\ndef check(view):\n    return len(namespace) + view": [5, 6, 7],
    "def check(view):\n    return [name for name in ('run', 'cases', 'attempt') if name in str(view)]": [[], [], []],
    "def check(view):\n    return cases": None,
    "def check(view):\n    print('x' * 1500)\n    return view": [0, 1, 2],
    "def check(view):\n    if view == 1:\n        while True: pass\n    return view": [0, None, 2],
    "def check(view):\n    if view == 1:\n        raise ValueError(view)\n    return view": [0, None, 2],
    "def check(view):\n    if view == 1:\n        x = 'x' * 10**9\n    return view": [0, None, 2],
}


@pytest.mark.parametrize("code", NOSY)
def test_each_case_of_a_batch_is_judged_as_if_alone(sandbox, code):
    together = sandbox.run(code, inputs(0, 1, 2))
    alone = [sandbox.run(code, [case])[0] for case in inputs(0, 1, 2)]
    told = [[(run.kind, run.value, run.line) for run in runs] for runs in (together, alone)]
    assert told[0] == told[1]
    values = [run.value for run in together]
    match NOSY[code]:
        case "equal":
            assert len(set(values)) == 1
        case None:
            assert {run.kind for run in together} == {"error"}
        case expected:
            assert values == expected


def test_batches_of_any_size_keep_their_order(sandbox):
    runs = sandbox.run("def check(view):\n    return view + 1", inputs(*range(100)))
    assert [run.value for run in runs] == list(range(1, 101))
    assert sandbox.run("def check(view):\n    return 1", []) == []


def test_large_cases_are_not_held_all_at_once(sandbox):
    large = ["x" * 1_500_000] * 6
    assert [run.value for run in sandbox.run("def check(view):\n    return len(view)", inputs(*large))] == [
        1_500_000
    ] * 6


def test_two_sandboxes_see_the_same_world():
    code = (
        "import random\nfrom datetime import datetime\n"
        "def check(view):\n    return [random.random(), str(datetime.now()), hash('x'), list({'b', 'a', 'c'})]"
    )
    found = []
    for _ in range(2):
        box = MontySandbox(workers=1)
        found.append(box.run(code, [EMPTY])[0])
        box.close()
    assert found[0].kind == "ok"
    assert found[0].value == found[1].value
    assert found[0].value[1].startswith("2026-01-01")


def workers_of(process: int) -> set[int]:
    """Return the ids of the processes that a process started."""
    children = Path(f"/proc/{process}/task").glob("*/children")
    return {int(child) for listed in children for child in listed.read_text().split()}


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="finding the workers needs Linux's /proc")
def test_a_worker_that_is_killed_is_replaced_and_costs_only_its_own_run():
    before = workers_of(os.getpid())
    box = MontySandbox(workers=1)
    slow = "def check(view):\n    total = 0\n    for i in range(10**9): total += i\n    return total"
    box.run("def check(view):\n    return 1", [EMPTY])
    [worker] = workers_of(os.getpid()) - before
    assassin = threading.Timer(0.05, os.kill, (worker, signal.SIGKILL))
    assassin.start()
    [run] = box.run(slow, [EMPTY])
    assassin.join()
    assert (run.kind, run.value) == ("infra", None)
    assert box.run("def check(view):\n    return 2", [EMPTY])[0].value == 2
    box.close()
    assert workers_of(os.getpid()) - before == set()


def test_threads_share_it(sandbox):
    wrong: list[object] = []

    def work(number: int) -> None:
        for step in range(10):
            code = f"def check(view):\n    return view * {number}"
            runs = sandbox.run(code, inputs(step, step + 1))
            if [run.value for run in runs] != [step * number, (step + 1) * number]:
                wrong.append(runs)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_closed_sandbox_runs_nothing():
    box = MontySandbox(workers=1)
    box.close()
    box.close()
    assert box.run("def check(view):\n    return 1", [EMPTY])[0].kind == "infra"


LINT = {
    "def check(view):\n    return bool(view['after'])": [],
    "def check(view):\n    return foo(view)": ["line 2:12: error[unresolved-reference] Name `foo` used when not def"],
    "def check(view):\n    x: int = 'a'\n    return x": ["line 2:14: error[invalid-assignment]"],
    "def check(view):\n    del view['a']\n    return next((x for x in view), None) is None": [],
    "class A: pass\nclass B(A): pass\ndef check(view): return True": [
        "line 2: a class that inherits (B from A) is not"
    ],
    "def check(": ["line 1: SyntaxError: '(' was never closed"],
    "def check(view):\n    while True: pass": [],
}


@pytest.mark.parametrize("code", LINT)
def test_lint(sandbox, code):
    found = sandbox.lint(code)
    assert len(found) == len(LINT[code])
    assert all(line.startswith(start) for line, start in zip(found, LINT[code], strict=True)), found


def test_output_is_bounded_for_each_case_alone(sandbox):
    code = f"def check(view):\n    print('x' * ({MOST_PRINTED} - 8 + view))\n    return True"
    assert [run.kind for run in sandbox.run(code, inputs(0, 100, 0))] == ["ok", "limit", "ok"]


def test_code_that_hangs_on_import_is_told_so_once(sandbox):
    assert sandbox.lint("while True: pass\ndef check(view): return 1") == ["it took more than 0.25 s"]


def test_lint_after_closing_says_so():
    box = MontySandbox(workers=1)
    box.close()
    assert box.lint("def check(view): return 1") == ["the type checker could not be asked: the sandbox is closed"]


def test_inputs_after_one_that_hangs_keep_their_order(sandbox):
    code = "def check(view):\n    while view % 2: pass\n    return view"
    runs = sandbox.run(code, inputs(0, 1, 3, 2, 5, 4))
    assert [(run.kind, run.value) for run in runs] == [
        *(("ok", 0), ("limit", None), ("limit", None), ("ok", 2), ("limit", None), ("ok", 4)),
    ]
