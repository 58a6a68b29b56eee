"""Idioms of people and models mean in monty what they mean in Python, or are refused in a line that says what it is."""

from __future__ import annotations

import ast
import textwrap

import pytest
from eigengraph_monty.sandbox import MontySandbox

from tests.plugins.monty.idioms import REFUSED, SAME, SETUP


@pytest.fixture(scope="module")
def sandbox():
    box = MontySandbox(workers=1)
    yield box
    box.close()


def checker(idiom: str) -> str:
    return f"{SETUP}\ndef check(view):\n{textwrap.indent(idiom, '    ')}\n    return repr(r)\n"


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
@pytest.mark.parametrize("idiom", SAME)
def test_it_means_the_same(sandbox, idiom):
    code = checker(idiom)
    namespace: dict = {"__name__": "checker"}
    exec(compile(ast.parse(code), "checker.py", "exec"), namespace)
    [run] = sandbox.run(code, ['{"view": {}}'])
    assert (run.kind, run.value) == ("ok", namespace["check"]({})), run


@pytest.mark.parametrize("idiom", REFUSED)
def test_it_is_refused(sandbox, idiom):
    [run] = sandbox.run(checker(idiom), ['{"view": {}}'])
    assert run.kind == "invalid_code", run
    assert run.message.startswith(REFUSED[idiom]), run
    assert "\n" not in run.message
