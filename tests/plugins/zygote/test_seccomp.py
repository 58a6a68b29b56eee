"""The filter, read as the kernel reads it; so both machines' can be tried on either."""

import struct

import pytest
from eigengraph_zygote.seccomp import ALLOW, ARCHITECTURES, FAIL_WITH_EPERM, KILL, filter_program

FORBIDDEN = {
    "x86_64": {
        "open": 2,
        "socket": 41,
        "clone": 56,
        "fork": 57,
        "execve": 59,
        "kill": 62,
        "ptrace": 101,
        "clock_gettime": 228,
        "openat": 257,
    },
    "aarch64": {
        "openat": 56,
        "clock_gettime": 113,
        "ptrace": 117,
        "kill": 129,
        "socket": 198,
        "clone": 220,
        "execve": 221,
        "clone3": 435,
    },
}
X32 = 0x40000000


def judged(program: bytes, number: int, architecture: int) -> int:
    """Run a filter on one system call."""
    call = struct.pack("II", number, architecture)
    instructions = list(struct.iter_unpack("HBBI", program))
    at = loaded = 0
    while True:
        operation, if_true, if_false, constant = instructions[at]
        at += 1
        if operation == 0x20:
            [loaded] = struct.unpack_from("I", call, constant)
        elif operation == 0x15:
            at += if_true if loaded == constant else if_false
        else:
            assert operation == 0x06
            return constant


@pytest.fixture(params=ARCHITECTURES)
def machine(request):
    return request.param


@pytest.fixture
def known(machine):
    return ARCHITECTURES[machine]


def test_listed_calls_are_let_through(known):
    program = filter_program(known)
    assert {judged(program, number, known.audit) for number in known.calls.values()} == {ALLOW}


def test_every_other_call_fails(known):
    program = filter_program(known)
    others = set(range(600)) - set(known.calls.values())
    assert {judged(program, number, known.audit) for number in others} == {FAIL_WITH_EPERM}


def test_calls_that_reach_out_are_not_listed(machine, known):
    assert not set(FORBIDDEN[machine].values()) & set(known.calls.values())


def test_other_conventions_are_closed(known):
    program = filter_program(known)
    for other in {0x40000003, 0xC000003E, 0xC00000B7} - {known.audit}:
        assert judged(program, known.calls["write"], other) == KILL
    assert judged(program, known.calls["write"] | X32, known.audit) == FAIL_WITH_EPERM


def test_both_machines_have_the_same_calls():
    assert len({tuple(known.calls) for known in ARCHITECTURES.values()}) == 1
