"""The page about verification: its checker runs, and it describes the view field by field."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import pytest
from eigengraph_monty.sandbox import MontySandbox

from eigengraph.records import Checker
from eigengraph.verify.checking import LONGEST_REASON, MOST_REASONS, ask_about
from eigengraph.verify.code_view import code_input
from eigengraph.verify.contract import MOST_CODE
from eigengraph.verify.sandbox import RunKind
from eigengraph.verify.view import View

TEXT = (Path(__file__).parents[2] / "docs" / "verification.md").read_text("utf-8")
SECTION = TEXT.partition("## Checkers: code beside assertions")[2].partition("\n## ")[0]
EMPTY = View({}, {}, (), (), (), (), {}, {}, ("orders", "customers"))


def rows_of_first_table(text: str) -> list[str]:
    names = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", text.partition("| field | what |")[2], re.MULTILINE)
    return re.findall(r"`(\w+)`", " ".join(names[:7]))


def test_every_field_of_the_view_is_described_in_order():
    given = json.loads(code_input(EMPTY, "view"))["view"]
    assert set(rows_of_first_table(SECTION.partition("`check` returns one of")[0])) == set(given)


def test_every_kind_of_run_is_described():
    assert all(f"| `{kind}` |" in SECTION for kind in get_args(RunKind))


def test_bounds_are_those_of_the_code():
    assert f"At most {MOST_REASONS} reasons of at most {LONGEST_REASON} characters" in SECTION
    assert f"The code may have {MOST_CODE:,} characters" in SECTION


@pytest.mark.parametrize(
    ("after", "calls", "passed", "reasons"),
    [
        ({"W0003": {"status": "cancelled"}}, [], True, ()),
        ({}, [{"name": "transfer_to_human"}], False, ("order W0003 is not cancelled", "the user was transferred")),
    ],
)
def test_the_example_runs(after, calls, passed, reasons):
    [code] = re.findall(r"^```python\n# checker.py\n(.*?)^```", SECTION, re.DOTALL | re.MULTILINE)
    view = {**json.loads(code_input(EMPTY, "view"))["view"], "calls": calls}
    view["after"]["orders"] = after
    sandbox = MontySandbox(workers=1)
    try:
        [opinion] = ask_about(Checker("page", code), [json.dumps({"view": view})], sandbox)
    finally:
        sandbox.close()
    assert (opinion.kind, opinion.passed, opinion.reasons) == ("ok", passed, reasons)


def test_the_other_form_is_described_as_it_is():
    given = json.loads(code_input(EMPTY, "databases"))
    assert f"`check({', '.join(given)})`" in SECTION
