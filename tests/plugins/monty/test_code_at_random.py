"""Code at random: whatever is proven to be independent changes nothing that lasts, and shows no address."""

from __future__ import annotations

import ast
import random
import re
from types import FunctionType

import pytest
from eigengraph_monty.desugar import desugar
from eigengraph_monty.independence import cases_are_independent
from eigengraph_monty.refusals import CannotDesugarError
from eigengraph_monty.vocabulary import IMPORTED_CALLS

PROGRAMS = 3000
ATOMS = ("view", "T", "L", "D", "C", "x", "x", "y", "y", "f", "len", "str", "re", "0", "'a'", "[]", "{}", "set()")
SHAPES = [
    *("str(@)", "repr(@)", "[@]", "(@, @)", "{'k': @}", "(@ or @)", "(@ if @ else @)", "(@ | @)", "(@ - @)", "@[@]"),
    *("@[:]", "@.append(@)", "@.add(@)", "@.get(@)", "@.get(@, @)", "@.setdefault(@, @)", "sorted(@)", "list(@)"),
    *("set(@)", "max(@)", "max(@, @)", "next(iter(@), @)", "zip(@, @)", "iter(@)", "f(@)", "g(@, @)", "(lambda: @)"),
    *("[z for z in @]", "list(map(@, @))", "sorted(@, key=@)", "(@ in @)", "(@ is @)", "f'{@}'", "'%s' % (@,)"),
    *("'-'.join(@)", "(w := @)", "dict(@)", "@.union(@)", "@.n", "@()", "list(enumerate(@))", "@.update(@)", "any(@)"),
    *("copy.deepcopy(@, @)", "copy.deepcopy(@, memo=@)", "copy.deepcopy(*@)", "copy.deepcopy(@, **{'memo': @})"),
    *("@.values()", "tuple(@)", "dict.fromkeys(@, @)", "[*@]", "max(@, default=@)", "sum(@, @)", "(@ == @)"),
]
STATEMENTS = [
    *("x = @", "y = @", "x, y = @, @", "x += @", "@", "x[@] = @", "@[@] = @", "T = @", "L += @", "f.n = @", "global L"),
    *("for y in @: x = y", "if @: x = @", "del x[@]", "for x in @: x.append(@)", "x = y", "x.append(@)", "y[@] = @"),
]
CALLS = ["%s(@)", "%s(@, @)", "%s(*@)", "%s(*[@, @])", "%s(**@)", "%s(@, **{'memo': @})"]
FORMS = [form % name for name in sorted(IMPORTED_CALLS) for form in CALLS] + [
    f"{name}(@, {keyword}=@)"
    for name, (_, keywords) in sorted(IMPORTED_CALLS.items())
    for keyword in sorted(keywords | {"memo"})
]
IMPORTS = "import collections, copy, datetime, decimal, json, math, re\n"
MODULE = """
import copy
import re
T = {"a", "b"}
L = [1, (2, "b")]
D = {"a": 1, "k": ("c",)}
C = ("a", 3)
def f(x, y=("d",)):
    %s
    return %s
def g(x, y=None):
    return [x, y]
def check(view):
    x, y = [], {}
    %s
    %s
    return %s
"""


def filled(shape: str, chance: random.Random, depth: int) -> str:
    """Fill the gaps of a shape."""
    begun, *others = shape.split("@")
    return begun + "".join(expression(chance, depth) + part for part in others)


def expression(chance: random.Random, depth: int) -> str:
    """Return one at random, nested at most so deep."""
    if depth and chance.random() < 0.4:
        return filled(chance.choice(SHAPES), chance, depth - 1)
    return chance.choice(ATOMS)


def program(chance: random.Random) -> str:
    """Return a checker at random, most parts of which are harmless, since one that is not decides."""

    def statement() -> str:
        return filled(chance.choice(STATEMENTS), chance, 2) if chance.random() < 0.4 else "pass"

    returned = expression(chance, 2) if chance.random() < 0.3 else "x"
    return MODULE % (statement(), returned, statement(), statement(), expression(chance, 4))


def kept(names: dict) -> str:
    """Write down what a module keeps: its values, and what its functions carry."""
    functions = [value for value in names.values() if isinstance(value, FunctionType)]
    values = [(name, repr(names.get(name))) for name in ("T", "L", "D", "C")]
    return repr([values, [(one.__dict__, one.__defaults__, one.__kwdefaults__) for one in functions], sorted(names)])


def asked(check) -> str:
    """Return what a checker answers, or raises."""
    try:
        return repr(check({"k": ["v"]}))
    except Exception as error:  # noqa: BLE001 - whatever the code raises
        return repr(error)


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_proven_code_changes_nothing_and_shows_no_address():
    chance, proven = random.Random(7), 0
    for _ in range(PROGRAMS):
        code = program(chance)
        try:
            compiled = compile(code, "checker.py", "exec")
        except SyntaxError:  # such as a name that is global after it was used
            continue
        if not cases_are_independent(ast.parse(code)):
            continue
        proven += 1
        names: dict = {"__name__": "checker"}
        exec(compiled, names)
        before = kept(names)
        answers = [asked(names["check"]) for _ in range(2)]
        assert kept(names) == before, code
        assert answers[0] == answers[1], code
        assert " at 0x" not in answers[0], code
    assert proven > PROGRAMS // 20


@pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")
@pytest.mark.parametrize("form", FORMS)
def test_imported_calls_show_no_address_and_leave_none_in_what_they_get(form):
    call = form.replace("@", "x", 1).replace("@", "y")
    for given in ("[[]]", "{}", "'a'", "view", "1"):
        code = (
            f"{IMPORTS}def check(view):\n    x, y = {given}, {{}}\n    z = {call}\n    return [str(x), str(y), str(z)]"
        )
        names: dict = {"__name__": "checker"}
        tree = ast.parse(code)
        if cases_are_independent(tree):
            exec(compile(tree, "checker.py", "exec"), names)
            first, second = asked(names["check"]), asked(names["check"])
            assert first == second, code
            assert " at 0x" not in first, code


@pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning", "ignore::FutureWarning")
def test_rewritten_code_answers_as_its_author_wrote_it():
    chance, rewritten = random.Random(11), 0
    for _ in range(PROGRAMS):
        code = program(chance)
        try:
            tree = ast.parse(code)
            compile(code, "checker.py", "exec")
            made = desugar(code, tree)
        except (SyntaxError, CannotDesugarError):
            continue
        if made.code == code:
            continue
        rewritten += 1
        names: list[dict] = [{"__name__": "checker"}, {"__name__": "checker"}]
        exec(code, names[0])
        exec(made.prelude + made.code, names[1])
        first, second = (asked_without_places(one["check"]) for one in names)
        assert first == second, code
    assert rewritten > PROGRAMS // 20


def asked_without_places(check) -> str:
    """Return what a checker answers, but for addresses and what functions are called; of an error only its type."""
    try:
        return re.sub(r"<([^<>]|<\w+>)* at 0x\w+>", "<object>", repr(check({"k": ["v"]})))
    except KeyboardInterrupt as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 - whatever the code raises
        return type(error).__name__
