"""What a person sees of candidates that were turned down."""

from __future__ import annotations

import io
import traceback
from pathlib import Path

import pytest
from rich.console import Console

from eigengraph.cli.rejection_view import brief, print_examples, print_steps
from eigengraph.engine.ledger import Entry


def crash() -> str:
    """Return the traceback of a wrapped error, raised while another was handled."""
    try:
        try:
            raise RuntimeError("not this one")
        except RuntimeError:
            try:
                {}["nope"]
            except KeyError as error:
                raise ValueError("tool 'x' raised") from error
    except ValueError:
        return traceback.format_exc()


CRASH = crash()
TOLD = "Traceback (most recent call last):\nOSError: no"
SOURCE = Path(__file__).read_text("utf-8")


def shown(draw, entries) -> str:
    stream = io.StringIO()
    draw(entries, Console(file=stream, width=100))
    return stream.getvalue()


def test_a_traceback_is_its_first_cause_and_place():
    line = next(n for n, text in enumerate(SOURCE.splitlines(), 1) if text.strip() == '{}["nope"]')
    assert brief(CRASH) == f"KeyError: 'nope' (test_rejection_view.py:{line})"


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ("", ""),
        ("two\nlines", "two lines"),
        (
            "mutator 'm' (p.m) raised OSError: no\nTraceback (most recent call last):\nOSError: no",
            "mutator 'm' (p.m) raised OSError: no",
        ),
        ("x" * 200, "x" * 160 + "… (+40 characters)"),
        ("Traceback (most recent call last):\n", "Traceback (most recent call last):"),
    ],
)
def test_other_details_are_a_line(detail, said):
    assert brief(detail) == said


def test_each_reason_has_an_example_the_most_frequent_first():
    entries = [
        Entry(1, "final", 0, "rejected", "duplicate"),
        Entry(3, "final", 0, "rejected", "environment_error", detail=CRASH),
        Entry(5, "final", 0, "rejected", "environment_error", detail="other"),
    ]
    first, second = shown(print_examples, entries).splitlines()
    assert first.startswith("environment_error x2, e.g. candidate 3: KeyError: 'nope' (test_rejection_view.py:")
    assert second == "duplicate x1, e.g. candidate 1"


def test_steps_are_told_in_order_and_a_traceback_once():
    entries = [
        Entry(3, "blueprint", 0, "ok", payload=b"{}"),
        Entry(3, "certificate", 0, "rejected", "environment_error", detail=CRASH),
        Entry(3, "final", 0, "rejected", "environment_error", detail=CRASH),
    ]
    entries.append(Entry(4, "final", 0, "rejected", "certificate_error", detail=f"mutator 'm' raised\n{TOLD}"))
    text = shown(print_steps, entries)
    rows = [line.split() for line in text.splitlines() if line.strip()]
    assert rows[1] == ["1", "blueprint", "ok"]
    assert rows[2][:4] == ["1", "certificate", "rejected", "environment_error:"]
    assert text.count("Traceback (most") == CRASH.count("Traceback (most") + 1
    assert "OSError: no" in text
