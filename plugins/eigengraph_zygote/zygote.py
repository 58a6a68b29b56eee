"""The zygote: a bare interpreter that has everything loaded, and forks a child for each call.

It keeps nothing of a call, nor of the children it had: they are the keeper's. It does not even learn the numbers of
their processes. So each child begins as the same copy of the same memory, whatever runs beside it and ran before it.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import socket
import sys
from typing import NoReturn

from eigengraph_zygote import modules, sameness, true_time, verdict
from eigengraph_zygote.child import live
from eigengraph_zygote.jail import SOCKET, Jail, die_with_parent
from eigengraph_zygote.seccomp import ARCHITECTURES, filter_program
from eigengraph_zygote.wire import BORN, READY

_CLONE_PARENT, _CLONE_PIDFD = 0x8000, 0x1000
_SYSTEM_CALL = ctypes.PyDLL(None, use_errno=True).syscall  # plain integers need no argtypes, which leave traces
_SYSTEM_CALL.restype = None


def breed(line: socket.socket) -> NoReturn:
    """Be the zygote, and in the end one of its children.

    Args:
        line: To the keeper. Its number is above ``SOCKET``, since the keeper's end was opened before it.
    """
    die_with_parent()
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, SOCKET):
        os.dup2(null, descriptor)
    architecture = ARCHITECTURES[os.uname().machine]
    sameness.stop_clock()
    sameness.hide_machine()
    modules.load()
    sameness.fix_chance()
    true_time.withhold()
    _forget_the_world()
    jail = Jail(filter_program(architecture))
    stream = open(SOCKET, "rb", closefd=False)  # noqa: SIM115 - each child has it lead to its caller
    line.send(READY)
    os.dup2(null, 2)  # until here, standard error led to the caller
    gc.collect()
    gc.freeze()  # so that no list of objects tells what the zygote is made of
    gc.disable()  # memory that a child cannot free in time counts against its limit, and is gone with it
    call = _next_call(line, architecture.clone)
    _next_call.__code__ = _next_call.__code__.replace()  # CPython notes in the old one how often its loop ran
    live(call, jail, stream)


def _forget_the_world() -> None:
    """Drop what was handed down from the caller, and the ways to find more of it."""
    os.environ.clear()
    sys.argv[:], sys.orig_argv[:], sys.path[:] = [verdict.FILE], [], []
    sys.meta_path[:] = sys.meta_path[:2]  # built-in and frozen modules; there are no files to find others in
    for number in (signal.SIGINT, signal.SIGPROF, signal.SIGXCPU):  # a caller may have them ignored
        signal.signal(number, signal.SIG_DFL)


def _next_call(line: socket.socket, clone: int) -> int:
    """Fork whenever the keeper asks for it; return in the child alone, and there the descriptor of its call.

    A child is made the keeper's, not the zygote's, by the system call itself: ``os.fork`` would also do what
    modules want done after every fork (new seeds, new locks), which takes as long as the fork. A child has one thread,
    one seed.
    """
    how, room, end = _CLONE_PARENT | _CLONE_PIDFD | signal.SIGCHLD, socket.CMSG_SPACE(4), ctypes.c_int()
    to_end, with_end = ctypes.byref(end), [(socket.SOL_SOCKET, socket.SCM_RIGHTS, end)]
    while True:
        _, handed, _, _ = line.recvmsg(16, room)
        if not handed:
            os._exit(0)  # the keeper is gone, and the children follow
        call, end.value = int.from_bytes(handed[0][2], sys.byteorder), 0
        ctypes.set_errno(0)
        _SYSTEM_CALL(clone, how, 0, to_end, 0, 0)
        error = ctypes.get_errno()
        if error:
            line.send(bytes([error]))
        elif end.value:  # which the kernel writes into the zygote's memory alone
            line.sendmsg((BORN,), with_end)
            os.close(end.value)
        else:
            return call
        os.close(call)
        del handed  # while it is held, the next one lies elsewhere, and so do the next child's objects
