"""Clock and chance stopped, and the machine nameless: so that a checker answers the same whenever and wherever it runs.

This serves honest code, which is to find a moment where it asks for one. From code that looks further, ``true_time.py``
and the filter of system calls keep the time, random bytes and the number of its process.
"""

from __future__ import annotations

import ctypes
import datetime
import gc
import os
import platform
import random
import sys
import time
import uuid
from typing import Any

NOW = 1_767_225_600
"""The second at which time stands still: 2026-01-01 00:00:00 UTC."""


def stop_clock() -> None:
    """Make every function of ``time`` and ``datetime`` answer with one moment, and ``sleep`` return at once."""
    for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time"):
        setattr(time, name, lambda: float(NOW))
        setattr(time, f"{name}_ns", lambda: NOW * 10**9)
    time.clock_gettime = lambda _clock: float(NOW)
    time.clock_gettime_ns = lambda _clock: NOW * 10**9
    time.sleep = lambda _seconds: None
    os.times = lambda: os.times_result((0.0,) * 5)
    _default_to_now()
    # The class itself is changed, since a subclass would not be what the C code returns. date.today asks time.time.
    _replace(datetime.datetime, "now", lambda kind, tz=None: kind.fromtimestamp(NOW, tz))
    _replace(datetime.datetime, "utcnow", lambda kind: kind.utcfromtimestamp(NOW))


def _default_to_now() -> None:
    """Give the functions that take a moment, by default the present one, a default that stands still."""
    gmtime, localtime, ctime, asctime, strftime = time.gmtime, time.localtime, time.ctime, time.asctime, time.strftime
    stopped: dict[str, Any] = {
        "gmtime": lambda seconds=None: gmtime(NOW if seconds is None else seconds),
        "localtime": lambda seconds=None: localtime(NOW if seconds is None else seconds),
        "ctime": lambda seconds=None: ctime(NOW if seconds is None else seconds),
        "asctime": lambda moment=None: asctime(localtime(NOW) if moment is None else moment),
        "strftime": lambda text, moment=None: strftime(text, localtime(NOW) if moment is None else moment),
    }
    for name, function in stopped.items():
        setattr(time, name, function)


def _replace(kind: type, name: str, function: Any) -> None:
    """Replace a class method of a built-in class, which cannot be assigned to."""
    (names,) = gc.get_referents(kind.__dict__)
    names[name] = classmethod(function)
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))


def hide_machine() -> None:
    """Make what the standard library knows of the machine the same everywhere, but for the kind of its processor."""
    nameless = os.uname_result((sys.platform.capitalize(), "", "", "", os.uname().machine))
    os.uname = lambda: nameless
    os.cpu_count = lambda: 1
    platform._uname_cache = None  # type: ignore[attr-defined]  # it was filled when uuid was imported
    platform.libc_ver = lambda *_, **__: ("", "")


def fix_chance() -> None:
    """Make every source of random numbers start from the same seed, also where none is given."""
    seed, chance = random.Random.seed, random.Random(0)

    def seeded(self: random.Random, a: Any = None, version: int = 2) -> None:
        seed(self, 0 if a is None else a, version)

    random.Random.seed = seeded  # type: ignore[method-assign]
    random.seed = random._inst.seed
    random.seed()
    os.urandom = chance.randbytes
    uuid._generate_time_safe = None  # type: ignore[attr-defined]
    random._urandom = chance.randbytes  # type: ignore[attr-defined]
