"""Checkers that want to answer differently from one time to the next, or from one input to another."""

ANSWERS = {
    "clock": "import time\ndef check(view):\n    return [time.time(), time.monotonic(), time.time_ns()]",
    "calendar": """
from datetime import date, datetime, timezone
def check(view):
    return [str(datetime.now()), str(datetime.now(timezone.utc)), str(date.today()), str(datetime.today())]
""",
    "local_time": """
import time
def check(view):
    return [time.ctime(), time.strftime("%c %Z"), list(time.localtime())]
""",
    "random_numbers": "import random\ndef check(view):\n    return [random.random(), random.Random().random()]",
    "random_numbers_of_the_system": "import random\ndef check(view):\n    return random.SystemRandom().random()",
    "random_bytes": "import os\ndef check(view):\n    return os.urandom(8).hex()",
    "random_tokens": "import secrets\ndef check(view):\n    return secrets.token_hex()",
    "random_ids": "import uuid\ndef check(view):\n    return [str(uuid.uuid4()), str(uuid.uuid1())]",
    "seed_from_nothing": "import random\ndef check(view):\n    random.seed()\n    return random.randint(0, 10**9)",
    "order_of_a_set": "def check(view):\n    return list({'airline', 'retail', 'telecom', 'bank', 'shop', 'hotel'})",
    "hash": "def check(view):\n    return [hash('airline'), hash((1, 'a')), hash(None)]",
    "number_of_the_process": "import os\ndef check(view):\n    return [os.getpid(), os.getppid()]",
    "time_that_a_sleep_takes": """
import time
def check(view):
    begun = time.perf_counter()
    time.sleep(0.01)
    return time.perf_counter() - begun
""",
    "times_of_the_process": "import os\ndef check(view):\n    return list(os.times())",
    "load": "import os\ndef check(view):\n    return list(os.getloadavg())",
    "clock_that_a_module_kept": """
import logging, threading
def check(view):
    return [threading._time(), logging._startTime, logging.makeLogRecord({}).relativeCreated]
""",
    "clock_of_a_module_loaded_anew": """
import sys
def check(view):
    del sys.modules["time"]
    import time
    return [time.time()]
""",
    "coarse_clock_of_a_module_loaded_anew": """
import sys
def check(view):
    del sys.modules["time"]
    import time
    return [time.clock_gettime(5)]
""",
    "clock_of_the_c_library": """
import ctypes
def check(view):
    library, room = ctypes.CDLL(None), ctypes.create_string_buffer(32)
    asked = [library.time(None), library.gettimeofday(room, None), library.clock_gettime(0, room)]
    return [*asked, library.clock_gettime(5, room), library.clock_gettime(4, room), room.raw.hex()]
""",
    "clock_of_the_kernel": """
import ctypes
def check(view):
    library, room = ctypes.CDLL(None), ctypes.create_string_buffer(32)
    return [[library.syscall(number, clock, room) for number in (228, 113) for clock in range(8)], room.raw.hex()]
""",
    "clock_of_the_processor": """
import ctypes
def check(view):
    library = ctypes.CDLL(None)
    library.mmap.restype = ctypes.c_void_p
    place = library.mmap(None, 4096, 7, 0x22, -1, 0)
    code = bytes.fromhex("0f31c3")
    ctypes.memmove(place, code, len(code))
    return ctypes.CFUNCTYPE(ctypes.c_long)(place)()
""",
    "bare_random_numbers": "import _random\ndef check(view):\n    return [_random.Random().random()]",
    "name_of_the_machine": """
import os, platform
def check(view):
    return [platform.node(), platform.platform(), list(platform.uname()), list(os.uname()), os.cpu_count()]
""",
    "frames_of_the_sandbox": """
import sys
def check(view):
    frame, found = sys._getframe(1), []
    for _ in range(300_000):
        pass
    while frame:
        found.append([frame.f_code.co_name, frame.f_lasti, len(frame.f_locals)])
        found.append(sorted((name, value) for name, value in frame.f_locals.items() if type(value) in (int, float)))
        found.append([name for value in frame.f_locals.values() for name in getattr(value, "__dict__", ())])
        frame = frame.f_back
    return found
""",
    "children_of_the_sandbox": """
import sys
def check(view):
    frame, found = sys._getframe(1), []
    for _ in range(300_000):
        pass
    while frame:
        found += [len(getattr(value, "_children", ())) for value in frame.f_locals.values()]
        frame = frame.f_back
    return found
""",
    "what_the_collector_counts": """
import gc
def check(view):
    for _ in range(300_000):
        pass
    found = [len(gc.get_objects()), list(gc.get_count()), gc.get_freeze_count(), str(gc.get_stats())]
    gc.unfreeze()
    return [*found, len(gc.get_objects())]
""",
}
"""Each returns what must be the same in every run, or must not be had at all."""

TRACES = {
    "global": """
seen = []
def check(view):
    seen.append(view)
    return len(seen) > 1
""",
    "default": """
def check(view, seen=[]):
    seen.append(view)
    return len(seen) > 1
""",
    "attribute_of_a_function": """
def check(view):
    check.count = getattr(check, "count", 0) + 1
    return check.count > 1
""",
    "attribute_of_a_module": """
import json
def check(view):
    json.count = getattr(json, "count", 0) + 1
    return json.count > 1
""",
    "builtin": """
import builtins
def check(view):
    builtins.count = getattr(builtins, "count", 0) + 1
    return builtins.count > 1
""",
    "module_table": """
import sys
def check(view):
    before = "left_behind" in sys.modules
    sys.modules["left_behind"] = sys
    return before
""",
    "global_of_globals": """
def check(view):
    before = "left_behind" in globals()
    globals()["left_behind"] = True
    return before
""",
    "class": """
class Kept:
    count = 0
def check(view):
    Kept.count += 1
    return Kept.count > 1
""",
    "random_state": """
import random
def check(view):
    return random.random() != random.Random(0).random() and random.random() == random.Random(0).random()
""",
    "environment": """
import os
def check(view):
    before = "LEFT_BEHIND" in os.environ
    os.environ["LEFT_BEHIND"] = "1"
    return before
""",
    "cached_function": """
import functools
calls = []
@functools.lru_cache
def once():
    calls.append(1)
def check(view):
    once()
    calls.append(2)
    return calls.count(2) > 1
""",
    "decimal_context": """
import decimal
def check(view):
    before = decimal.getcontext().prec
    decimal.getcontext().prec = 5
    return before == 5
""",
    "neighbours_in_frames": """
import sys
def check(view):
    frame, found = sys._getframe(), []
    while frame:
        found += [name for name in frame.f_locals if name in ("cases", "inputs", "requests")]
        frame = frame.f_back
    return bool(found)
""",
}
"""Each returns True if it finds what it left behind in another run, of the same batch or of an earlier one."""
