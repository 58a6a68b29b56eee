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
    "check = 0x" + "f" * 20_000: (f"'check' is 0x{'f' * 77}…, no function; write ", 1),
    "check = [" + "+".join(["1"] * 600) + "]": (f"'check' is [{'1+' * 39}…, no function; write ", 1),
    "check = [1,\n    'é']": ("'check' is [1, 'é'], no function; write ", 1),
    f"def check(vie, x={'+'.join(['1'] * 600)}): return True": (
        "'check' takes (vie, x=...), but is called by name; ",
        1,
    ),
    f"check = lambda vie, x={'+'.join(['1'] * 600)}: True": ("'check' takes (vie, x=...), but is called by name; ", 1),
    f"def check(a: {'[' * 90}{']' * 90}, *rest: 1, x, y=2, **more: 3): return True": (
        "'check' takes (a, *rest, x, y=..., **more), but is called by name; ",
        1,
    ),
    f"def check({', '.join(f'a{number}' for number in range(900))}): return True": ("'check' takes (a0, a1, a2, ", 1),
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


@pytest.mark.parametrize("branches", [900, 1_200, 2_000, 2_900, 3_500])
@pytest.mark.parametrize("last", ["    pass", "    check = 3"])
def test_a_chain_of_many_branches_is_read_or_refused(branches, last):
    chain = "x = 0\nif x:\n    pass\n" + "".join(f"elif x == {n}:\n    pass\n" for n in range(branches))
    problem = problem_in(f"{chain}else:\n{last}\n", VIEW)
    assert problem is not None
    assert problem.message.startswith(
        ("the code cannot be parsed: ", "the code defines no function" if "pass" in last else "'check' is 3, no")
    )
    assert problem_in(f"{chain}def check(view): return True", VIEW) is None or "cannot be parsed" in problem.message


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
