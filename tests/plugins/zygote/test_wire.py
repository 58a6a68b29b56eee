import io

import pytest
from eigengraph_zygote.wire import (
    Cause,
    Report,
    Request,
    Task,
    pack_report,
    pack_request,
    read,
    read_request,
    unpack_report,
    written,
)


def read_back(packed: bytes) -> Request:
    return read_request(io.BytesIO(packed))


@pytest.mark.parametrize(
    "request_",
    [Request(Task.RUN, b"program", b'{"a": 1}'), Request(Task.LINT, b""), Request(Task.COMPILE, b"x" * 10_000)],
)
def test_request_comes_back(request_):
    assert read_back(pack_request(request_)) == request_


def test_request_that_ends_early():
    with pytest.raises(EOFError, match="5 of 10 bytes"):
        read_back(pack_request(Request(Task.RUN, b"x" * 10))[:-5])


@pytest.mark.parametrize("text", ["def check(): …", "'\ud800'", ""])
def test_text_comes_back(text):
    assert read(written(text)) == text


def test_report_comes_back():
    report = Report(Cause.OVERDUE, 9, 0.8)
    assert unpack_report(pack_report(report)) == report


def test_report_that_was_never_written():
    with pytest.raises(EOFError):
        unpack_report(b"")
