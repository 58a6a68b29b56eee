"""What a child wrote is evidence, not truth."""

import json
import signal

import pytest
from eigengraph_zygote.limits import REPLY_BYTES
from eigengraph_zygote.process import Ending
from eigengraph_zygote.reading import lines_of, run_of
from eigengraph_zygote.wire import Cause, Report


def ended(reply=b"", status=0, cause=Cause.ENDED, asked=True) -> Ending:
    return Ending(reply, Report(cause, status, 0.003), asked)


def failure(kind, line=None) -> bytes:
    return json.dumps({"kind": kind, "message": "so it is", "line": line}).encode()


def test_answer():
    run = run_of(ended(b'{"kind": "ok", "value": [true, ["fine"]]}'))
    assert (run.kind, run.value, run.message) == ("ok", [True, ["fine"]], "")
    assert run.microseconds == pytest.approx(3000)


@pytest.mark.parametrize("kind", ["assert", "limit", "invalid_code", "error"])
def test_failure(kind):
    run = run_of(ended(failure(kind, 7)))
    assert (run.kind, run.value, run.message, run.line) == (kind, None, "so it is", 7)


@pytest.mark.parametrize(
    "reply",
    [
        failure("infra"),
        failure("pass"),
        b"",
        b"true",
        b"[]",
        b"{}",
        b'{"kind": "ok"}',
        b'{"kind": "ok", "value": true, "line": 1}',
        b'{"kind": "assert", "message": 1, "line": null}',
        b'{"kind": "ok", "value": true}{"kind": "ok", "value": true}',
        b'{"kind": "ok", "value": ["\\ud800"]}',
        b"[" * 60_000,
        b"9" * 60_000,
        bytes(range(256)),
    ],
    ids=lambda reply: repr(reply[:30]),
)
def test_reply_of_another_form_is_an_error(reply):
    assert run_of(ended(reply)).kind == "error"


@pytest.mark.parametrize("line", ["3", 3.0, True, 0, -1])
def test_line_that_is_none(line):
    assert run_of(ended(failure("error", line))).line is None


@pytest.mark.parametrize(
    ("ending", "kind", "said"),
    [
        (ended(b'{"kind": "ok", "value": true}', status=256), "error", "ended its process"),
        (ended(b'{"kind": "ok", "value": true}', status=signal.SIGSEGV), "error", "SIGSEGV"),
        (ended(b'{"kind": "ok", "value": true}', status=signal.SIGPROF), "limit", "CPU"),
        (ended(b'{"kind": "ok", "value": true}', status=signal.SIGKILL), "infra", "killed from outside"),
        (ended(b'{"kind": "ok", "value": true}', cause=Cause.OVERDUE, status=9), "limit", "0.45 s"),
        (ended(cause=Cause.OVERDUE, status=9, asked=False), "infra", "before it had its input"),
        (ended(b"x" * (REPLY_BYTES + 1)), "limit", "65,536 bytes"),
        (ended(cause=Cause.NOT_FORKED, status=11), "infra", "no process could be made"),
    ],
)
def test_end_outweighs_the_reply(ending, kind, said):
    run = run_of(ending)
    assert (run.kind, run.value) == (kind, None)
    assert said in run.message


def test_lint_that_ended_badly():
    assert lines_of(ended(b'{"kind": "ok", "value": ["line 1: x"]}')) == ["line 1: x"]
    assert lines_of(ended(b'{"kind": "ok", "value": 3}')) == ["the code cannot be read: "]
    assert "SIGSEGV" in lines_of(ended(status=signal.SIGSEGV))[0]
