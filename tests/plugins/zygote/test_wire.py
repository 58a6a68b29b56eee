import os

import pytest
from eigengraph_zygote.wire import (
    Cause,
    Report,
    Request,
    Task,
    pack_report,
    pack_request,
    read_request,
    unpack_report,
)


def read_back(packed: bytes) -> Request:
    reader, writer = os.pipe()
    os.write(writer, packed)
    os.close(writer)
    try:
        return read_request(reader)
    finally:
        os.close(reader)


@pytest.mark.parametrize(
    "request_",
    [Request(Task.RUN, "def check(): …", '{"a": "ü"}'), Request(Task.LINT, ""), Request(Task.RUN, "'\ud800'")],
)
def test_request_comes_back(request_):
    assert read_back(pack_request(request_)) == request_


def test_request_that_ends_early():
    with pytest.raises(EOFError, match="5 of 10 bytes"):
        read_back(pack_request(Request(Task.RUN, "x" * 10))[:-5])


def test_report_comes_back():
    report = Report(Cause.OVERDUE, 9, 0.8)
    assert unpack_report(pack_report(report)) == report


def test_report_that_was_never_written():
    with pytest.raises(EOFError):
        unpack_report(b"")
