"""Regular expressions end in monty where they end in Python."""

from __future__ import annotations

import json

import pytest
from eigengraph_monty.sandbox import MontySandbox

TEXTS = ["ab", "ab\n", "ab\n\n", "a\nb", "a\n", "b$", "$b\n", "b]", "b\\\n", "\n", ""]
CALLS = [
    r"re.finditer(r'ab$', text)",
    r"re.finditer(r'ab\Z', text)",
    r"re.finditer(r'a|b$', text)",
    r"re.finditer(r'a+b?$', text)",
    r"re.finditer(r'[$]b$', text)",
    r"re.finditer(r'\$?b$', text)",
    r"re.finditer(r'[]$]', text)",
    r"re.finditer(r'b\\?$', text)",
    r"re.finditer(r'(?:b$)\n?', text)",
    r"re.finditer(r'(?m)[ab]$', text)",
    r"re.finditer(r'[ab]$', text, re.MULTILINE)",
    r"re.finditer(r'B$', text, re.I)",
    r"re.finditer(f'{text[:1]}b$', text)",
    r"re.finditer(f'[{text[:1]}$]', text)",
    r"re.compile(r'b$').finditer(text)",
    r"filter(None, [re.search(r'b$', text), re.match(r'ab$', text), re.fullmatch(r'ab$', text)])",
]


@pytest.fixture(scope="module")
def sandbox():
    box = MontySandbox(workers=1)
    yield box
    box.close()


@pytest.mark.parametrize("call", CALLS)
def test_patterns_end_where_they_end_in_python(sandbox, call):
    texts = [text for text in TEXTS if text or "[:1]" not in call]
    code = f"import re\ndef check(text):\n    return [[found.start(), found.end()] for found in {call}]\n"
    namespace: dict = {}
    exec(code, namespace)
    runs = sandbox.run(code, [json.dumps({"text": text}) for text in texts])
    assert [run.value for run in runs] == [namespace["check"](text) for text in texts], runs[0]
