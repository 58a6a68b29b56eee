"""Run by a bare interpreter, as a script: become a zygote. The caller's socket is standard input.

The interpreter has no third-party packages and an environment of two variables, so that there is nothing to be seen.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import PurePath
from types import ModuleType

_NO_RANDOM_ADDRESSES, _QUERY = 0x0040000, 0xFFFFFFFF


def boot() -> None:
    """Start serving, in an interpreter whose addresses are the same every time, if the kernel allows that."""
    _fix_addresses()
    # What modules would do after every fork (new seeds, new locks) takes as long as the fork; a child has one thread,
    # one seed. It comes before any module that asks for it.
    os.register_at_fork = lambda **_hooks: None
    _name_package()
    from eigengraph_zygote.zygote import serve

    serve()


def _fix_addresses() -> None:
    """Begin again without random addresses: the hash of None is one, and with it the order of many a set."""
    personality = ctypes.CDLL(None).personality
    if not personality(_QUERY) & _NO_RANDOM_ADDRESSES and personality(_NO_RANDOM_ADDRESSES) != -1:
        os.execv(sys.executable, sys.orig_argv)


def _name_package() -> None:
    """Make this folder the package that it is, but without its ``__init__``, which needs what is not installed here."""
    package = ModuleType("eigengraph_zygote")
    package.__path__ = [str(PurePath(__file__).parent)]
    sys.modules[package.__name__] = package


if __name__ == "__main__":
    boot()
