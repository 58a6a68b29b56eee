"""Run by a bare interpreter, as a script: become a keeper and its zygote. The caller's socket is standard input.

The interpreter has no third-party packages and an environment of two variables, so that there is nothing to be seen.
"""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from pathlib import PurePath
from types import ModuleType

_NO_RANDOM_ADDRESSES, _QUERY = 0x0040000, 0xFFFFFFFF


def boot() -> None:
    """Start serving, in interpreters whose addresses are the same every time, if the kernel allows that."""
    _fix_addresses()
    _name_package()
    keepers, zygotes = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    zygote = os.fork()
    # Each imports what it needs, so that a zygote has nothing of its keeper.
    if zygote:
        zygotes.close()
        from eigengraph_zygote.keeper import keep

        keep(keepers, zygote)
    else:
        keepers.close()
        from eigengraph_zygote.zygote import breed

        breed(zygotes)


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
