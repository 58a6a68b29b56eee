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
    r"r.finditer(r'b$', text)",
    r"finditer(r'b$', text)",
    r"find(r'b\Z', text)",
    r"finditer(r'[ab]$', text, M)",
    r"re.compile(pattern=r'b$').finditer(text)",
    r"re.finditer(END, text)",
    r"re.compile(pattern=END).finditer(text)",
    r"re.finditer('a?' + r'b$', text)",
    r"re.finditer(re.escape('b') + '$', text)",
    r"filter(None, [re.search(r'b$', text), re.match(r'ab$', text), re.fullmatch(r'ab$', text)])",
]


IMPORTS = "import re\nimport re as r\nfrom re import M, finditer, finditer as find\nEND = r'b$'\n"


@pytest.fixture(scope="module")
def sandbox():
    box = MontySandbox(workers=1)
    yield box
    box.close()


@pytest.mark.parametrize("call", CALLS)
def test_patterns_end_where_they_end_in_python(sandbox, call):
    texts = [text for text in TEXTS if text or "[:1]" not in call]
    code = f"{IMPORTS}def check(text):\n    return [[found.start(), found.end()] for found in {call}]\n"
    namespace: dict = {}
    exec(code, namespace)
    runs = sandbox.run(code, [json.dumps({"text": text}) for text in texts])
    assert [run.value for run in runs] == [namespace["check"](text) for text in texts], runs[0]


def test_a_pattern_that_is_worked_out_is_refused_where_it_could_end_otherwise(sandbox):
    code = "import re\ndef check(text):\n    return [bool(re.search(end, text)) for end in (%r, 'a')]\n"
    [run] = sandbox.run(code % "b$", ['{"text": "b"}'])
    assert (run.kind, run.line) == ("invalid_code", 3)
    assert "give re a literal" in run.message
    [run] = sandbox.run(code % "b", ['{"text": "b"}'])
    assert (run.kind, run.value) == ("ok", [True, False])
