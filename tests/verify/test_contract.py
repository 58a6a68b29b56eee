"""What can be told about a checker from its text."""

import pytest

from eigengraph.verify.contract import MOST_CODE, PARAMETERS, Problem, named_texts, parse, problem_in

VIEW = PARAMETERS["view"]
FINE = [
    "def check(view): return True",
    "def check(view, strict=False): return True",
    "def check(*, view): return True",
    "def check(**everything): return True",
    "check = lambda view: True",
    "if True:\n    def check(view): return True\nelse:\n    check = None",
    "try:\n    pass\nfinally:\n    def check(view): return True",
    "check = 3\ndef check(view): return True",
    "def make():\n    def check(view): return True\n    return check\ncheck = make()",
    "check: object = print",
    "from somewhere import good as check",
    "def check(view):\n    def inner():\n        yield 1\n    return list(inner())",
]


@pytest.mark.parametrize("code", FINE)
def test_a_checker_may_be_written_in_many_ways(code):
    assert problem_in(code, VIEW) is None


WRONG = {
    "": ("the code defines no function 'check'; write `def check(view): ...` at its top level", None),
    "def Check(view): return True": ("the code defines no function 'check'; ", None),
    "def make():\n    def check(view): return True": ("the code defines no function 'check'; ", None),
    "class Checker:\n    def check(self, view): return True": ("the code defines no function 'check'; ", None),
    "\ndef check(:": ("SyntaxError: ", 2),
    "check = 'x'": ("'check' is 'x', no function; write `def check(view): ...`", 1),
    "class check: pass": ("'check' is a class, no function; ", 1),
    "def check(view): return True\n\ncheck = []": ("'check' is [], no function; ", 3),
    "async def check(view): return True": ("'check' is async; ", 1),
    "def check(view):\n    if view:\n        yield True": ("'check' yields, so it returns a generator", 1),
    "def check(): return True": ("'check' takes (), but is called by name; write `def check(view): ...`", 1),
    "def check(state): return True": ("'check' takes (state), but is called by name; ", 1),
    "def check(view, rules): return True": ("'check' takes (view, rules), but is called by name; ", 1),
    "def check(view, /): return True": ("'check' takes (view, /), but is called by name; ", 1),
    "def check(view, *, rules): return True": ("'check' takes (view, *, rules), but is ", 1),
    "check = lambda: True": ("'check' takes (), but is called by name; ", 1),
    "x" * (MOST_CODE + 1): (f"the code has {MOST_CODE + 1:,} characters; at most {MOST_CODE:,} are allowed", None),
    "(" * 10_000: ("SyntaxError: too many nested parentheses", 1),
    "x = " + "-" * 90_000 + "1": ("the code cannot be parsed: ", None),
    "x = 1\0": ("SyntaxError: source code string cannot contain null bytes", None),
}


@pytest.mark.parametrize("code", WRONG, ids=lambda code: code[:40])
def test_what_no_sandbox_can_run_is_said_in_a_line(code):
    problem = problem_in(code, VIEW)
    message, line = WRONG[code]
    assert isinstance(problem, Problem)
    assert problem.message.startswith(message), problem
    assert (problem.line, problem.message.count("\n")) == (line, 0)


def test_the_other_form_takes_other_arguments():
    databases = PARAMETERS["databases"]
    assert problem_in("def check(initial_db, final_db, actions, messages): return True", databases) is None
    assert problem_in("def check(view): return True", databases) == Problem(
        "'check' takes (view), but is called by name; write `def check(initial_db, final_db, actions, messages): ...`",
        1,
    )
    assert problem_in("def check(anything): return True") is None  # arguments unknown


def test_texts_are_those_that_stand_in_the_code():
    assert named_texts("'A1'\ndef check(view):\n    'said'\n    return view['orders']['A2'] == f'{1}-x'") == {
        "A1", "said", "orders", "A2", "-x"
    }  # fmt: skip
    assert named_texts("def check(:") == frozenset()
    assert isinstance(parse("1 +"), Problem)
