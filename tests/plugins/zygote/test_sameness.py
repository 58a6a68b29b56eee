"""Code cannot tell by anything that Python shows whether it runs alone, among others, or after others."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from eigengraph_zygote import sandbox as zygote

CENSUS = """
import binascii, gc, sys, types

def digest(found):
    return binascii.crc32(repr(found).encode())

def frames():
    frame, found = sys._getframe(1), []
    while frame:
        found.append((frame.f_code.co_qualname, frame.f_lasti, frame.f_code._co_code_adaptive))
        found.append([(name, type(value), id(value), sys.getsizeof(value)) for name, value in frame.f_locals.items()])
        found.append([value for value in frame.f_locals.values() if type(value) in (int, float, str)])
        frame = frame.f_back
    return found

def check(view):
    for _ in range(view["loops"]):
        pass
    found = {"frames": digest(frames()), "modules": digest([*sys.modules]), "blocks": sys.getallocatedblocks()}
    found["counts"] = [list(gc.get_count()), str(gc.get_stats()), gc.get_freeze_count(), len(gc.get_objects())]
    gc.unfreeze()
    every = gc.get_objects()
    found["kinds"] = digest([type(thing).__name__ for thing in every])
    found["addresses"] = digest([id(thing) for thing in every])
    found["references"] = digest([sys.getrefcount(thing) for thing in every])
    found["sizes"] = digest([sys.getsizeof(thing) for thing in every if type(thing) in (dict, list, set)])
    found["code"] = digest([thing.__code__._co_code_adaptive for thing in every if type(thing) is types.FunctionType])
    found["new"] = [id(object()), id([]), id({}), id("x" * view["loops"]), id(bytearray(10**6)), id(view)]
    return found
"""
OTHERS = [
    "def check(loops):\n    while True: pass",
    "import os\ndef check(loops):\n    os._exit(3)",
    "def check(loops):\n    return [0] * 10**10",
    "def check(loops):\n    return 'x' * 10_000",
]


@pytest.mark.parametrize("items", [0, 20_000], ids=["small", "larger than a socket's buffer"])
def test_nothing_shows_what_else_runs(items):
    view = json.dumps({"view": {"loops": 100_000, "rows": ["x" * 50] * items}})
    sandbox = zygote.ZygoteSandbox()
    try:
        [alone] = sandbox.run(CENSUS, [view])
        runs = sandbox.run(CENSUS, [view] * 6)
        with ThreadPoolExecutor(len(OTHERS)) as threads:
            others = [threads.submit(sandbox.run, code, ['{"loops": 1}'] * 2) for code in OTHERS]
            runs += [*sandbox.run(CENSUS, [view]), *sandbox.run(CENSUS, [view] * 4)]
            assert {run.kind for other in others for run in other.result()} == {"limit", "error", "ok"}
        for number in range(40):
            sandbox.run(f"def check(loops):\n    return {number}", ['{"loops": 1}'])
            sandbox.lint(f"def check(loops):\n    return {number} is 1")
        runs += sandbox.run(CENSUS, [view])
    finally:
        sandbox.close()
    assert alone.kind == "ok", alone
    differing = {name for run in runs for name in alone.value if run.value[name] != alone.value[name]}
    assert differing == set()


HONEST = """
import functools, importlib, logging, random, secrets, sys, threading, uuid
from datetime import date, datetime, timezone
for name in sys.argv and MODULES.split():
    importlib.import_module(name)
class Kept:
    @functools.cached_property
    def value(self):
        return 1
def check():
    import decimal, statistics
    lock = threading.RLock()
    with lock, threading.Lock():
        logging.getLogger("checker").warning("said %s", 1)
    told = [threading.Event().wait(0.01), Kept().value, datetime.strptime("2024-05-20", "%Y-%m-%d").isoformat()]
    told += [str(date.today()), str(datetime.now(timezone.utc)), datetime.now().astimezone().isoformat()]
    told += [random.Random().random(), random.Random(7).random(), random.choice("abc"), secrets.token_hex(4)]
    return [*told, str(uuid.uuid4()), str(uuid.uuid1()), statistics.mean([1, 2]), str(decimal.Decimal(1) / 3)]
"""


def test_honest_code_does_not_miss_the_true_time(run):
    from eigengraph_zygote.modules import _OFFERED

    code = f"MODULES = {_OFFERED!r}\n{HONEST}"
    result = run(code)
    assert result.kind == "ok", result
    assert result.value[:5] == [False, 1, "2024-05-20T00:00:00", "2026-01-01", "2026-01-01 00:00:00+00:00"]
    assert run(code).value == result.value


def test_machine_has_no_name(run):
    code = "import os, platform\ndef check():\n    return [platform.node(), platform.release(), os.cpu_count()]"
    assert run(code).value == ["", "", 1]
