r"""Rewriting Python that monty cannot run, or runs otherwise than Python does, into Python that it runs alike.

Monty evaluates a generator expression as a list, at once, has no methods as values, and ends regular expressions
elsewhere. So these are rewritten, unless the code gives the name in question a meaning of its own:

=============================  ======================================================================================
``any(E for T in I if C)``     ``lazy_any(lambda item: [E for T in [item] if C], I)``, which stops at the first that
                               decides; ``all`` and ``next`` likewise, further ``for`` clauses nested. What Python
                               would never reach is never evaluated.
other ``(E for T in I if C)``  ``iter([E for T in I if C])``: may be gone through once, but is evaluated at once.
``next(zip(…), d)``            ``next(iter(zip(…)), d)``; ``filter``, ``map``, ``enumerate``, ``reversed`` likewise.
``del d[k]``, ``del l[a:b]``   ``remove(d, k)``, where ``remove`` pops, and leaves a ``Counter`` without the key as it
                               is; ``l[a:b] = []``.
``str.lower`` as a value       ``lambda text, *rest: text.lower(*rest)``; every method of ``str`` likewise.
``key=d.get``, ``map(d.get…``  ``lambda *items: d.get(*items)``, for an attribute of a plain name.
``str.split(x, …)``             ``x.split(…)``; every method of ``str`` likewise.
``round``                      a function that rounds a float to the nearest decimal of what it is, as Python does:
                               monty rounds ``2.675`` to ``2.68``.
``re.search(r"a$", …)``        the pattern ends where Python ends it (``eigengraph_monty.patterns``); ``\Z`` likewise.
=============================  ======================================================================================

What is left eager differs from Python only where an element that Python would never reach raises or has an effect.
A pattern that is worked out is refused where a text in the code could make it end otherwise.
Some differences are left as they are: the ends of patterns that come with the input, where a text ends with a newline;
the same where a function of ``re`` is used as a value; empty matches right behind another match, which are not found;
a float as text where two texts of its 16 digits are equally near (monty writes ``512.0000610351563``, Python ``…562``);
``{1: "a", True: "b"}``, which keeps the key ``True`` where Python keeps ``1``; a list of reasons that holds itself,
which Python cannot return as JSON.
An assignment expression inside ``any``, ``all`` or ``next`` is refused: it would bind nothing outside the lambda.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from eigengraph_monty.patterns import mend_patterns
from eigengraph_monty.refusals import CannotDesugarError

MARK = "_desugared_"
"""Begins each name that rewriting brings in."""

_DIGITS = 1074  # no float has more of them behind its point
PRELUDE = f"""\
from collections import Counter as {MARK}Counter

def {MARK}any(values, items):
    for item in items:
        for value in values(item):
            if value:
                return True
    return False

def {MARK}all(values, items):
    for item in items:
        for value in values(item):
            if not value:
                return False
    return True

def {MARK}first(values, items):
    for item in items:
        for value in values(item):
            return [value]
    return []

def {MARK}next(values, items, *default):
    found = {MARK}first(values, items)
    if not found and not default:
        raise StopIteration
    return found[0] if found else default[0]

def {MARK}remove(values, key):
    if not isinstance(values, {MARK}Counter) or key in values:
        values.pop(key)

def {MARK}round(number, ndigits=None):
    if isinstance(number, float) and isinstance(ndigits, int) and ndigits >= 0:
        return float(f"{{number:.{{min(ndigits, {_DIGITS})}}f}}")
    return round(number, ndigits)
"""
"""Defines what rewritten code calls."""

HELPERS = tuple(f"{MARK}{name}" for name in ("any", "all", "first", "next", "remove", "round"))
"""The names that ``PRELUDE`` defines."""

_LAZY = frozenset({"any", "all", "next"})
_ITERATORS = frozenset({"enumerate", "filter", "map", "reversed", "zip"})
_STR_METHODS = frozenset(name for name in dir(str) if not name.startswith("_")) - {"maketrans"}


@dataclass(frozen=True, slots=True)
class Desugared:
    """Code that monty runs as Python would.

    Attributes:
        code: The code.
        starts: Where each part of it begins, as (line, column from 0), in order; empty where nothing was rewritten.
        lines: The line of the author's code that each part comes from.
    """

    code: str
    starts: tuple[tuple[int, int], ...] = ()
    lines: tuple[int, ...] = ()

    def line(self, line: int, column: int) -> int:
        """Return the author's line for a place in this code; ``column`` counts from 0."""
        at = bisect_right(self.starts, (line, column)) - 1
        return self.lines[at] if at >= 0 else line


def desugar(code: str, tree: ast.Module) -> Desugared:
    """Rewrite code.

    Args:
        code: The code.
        tree: The code, parsed; it is changed.

    Raises:
        CannotDesugarError: A rewrite would change what it means, or it is nested too deeply.
    """
    bound = tuple(bound_names(tree))
    rewriter = _Rewriter(frozenset(bound))
    try:
        rewriter.rewrote = mend_patterns(tree, bound)
        rewritten = ast.fix_missing_locations(rewriter.visit(tree))
        if not rewriter.rewrote:
            return Desugared(code)
        written = ast.unparse(rewritten)
        lines = dict(_origins(rewritten, ast.parse(written)))
    except (RecursionError, SyntaxError) as error:
        raise CannotDesugarError(f"the code cannot be rewritten: {error}") from None
    starts = tuple(sorted(lines))
    return Desugared(written, starts, tuple(lines[start] for start in starts))


def _origins(rewritten: ast.AST, written: ast.AST) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield where each part stands as written out, with its line before; both trees have the same shape."""
    for before, after in zip(ast.walk(rewritten), ast.walk(written), strict=False):
        if type(before) is not type(after):
            return
        if isinstance(before, ast.stmt | ast.expr) and isinstance(after, ast.stmt | ast.expr):
            yield (after.lineno, after.col_offset), before.lineno


def bound_names(tree: ast.AST) -> Iterator[str]:
    """Yield every name that code binds somewhere, whatever the scope."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                yield name
            case ast.arg(arg=name):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.alias(name=name, asname=other):
                yield other or name
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name
            case ast.MatchMapping(rest=str(name)):
                yield name


class _Rewriter(ast.NodeTransformer):
    """Applies the table above; ``rewrote`` says whether anything had to be.

    Args:
        bound: Names that the code binds itself; as builtins they are left alone.
    """

    def __init__(self, bound: frozenset[str]) -> None:
        self._bound = bound
        self._items = 0
        self.rewrote = False

    def visit_Delete(self, node: ast.Delete) -> list[ast.AST]:
        self.generic_visit(node)
        return [ast.copy_location(self._without(target), node) for target in node.targets]

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.AST:
        self.generic_visit(node)
        if "iter" in self._bound:
            return node
        return self._new(_call("iter", ast.ListComp(node.elt, node.generators)), node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.GeneratorExp() as generator, *rest], keywords=[]) if (
                name in _LAZY - self._bound and len(rest) <= (name == "next")
            ):
                return self._lazy(name, generator, [self.visit(argument) for argument in rest], node)
            case ast.Call(func=ast.Name(id="next"), args=[ast.Call(func=ast.Name(id=name)) as inner, *rest]) if (
                name in _ITERATORS - self._bound and not self._bound & {"next", "iter"}
            ):
                node.args = [self._new(_call("iter", inner), inner), *rest]
            case ast.Call(func=ast.Name(id="map" | "filter" as name), args=[ast.Attribute() as method, *rest]) if (
                name not in self._bound
            ):
                node.args = [self._function(method), *rest]
            case ast.Call(func=ast.Attribute(value=ast.Name(id="str"), attr=attr), args=[text, *rest]) if (
                attr in _STR_METHODS and "str" not in self._bound and not isinstance(text, ast.Starred)
            ):
                self.rewrote = True
                node.func = ast.copy_location(ast.Attribute(text, attr, ast.Load()), node.func)
                node.args = rest
        for keyword in node.keywords:
            if keyword.arg == "key" and isinstance(keyword.value, ast.Attribute):
                keyword.value = self._function(keyword.value)
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id == "round" and "round" not in self._bound:
            return self._new(ast.Name(f"{MARK}round", ast.Load()), node)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        match node:
            case ast.Attribute(value=ast.Name(id="str"), attr=attr) if (
                attr in _STR_METHODS and "str" not in self._bound
            ):
                return self._new(_expression(f"lambda text, *rest: text.{attr}(*rest)"), node)
        return self.generic_visit(node)

    def _function(self, node: ast.Attribute) -> ast.expr:
        """Return a function that calls a method of what a plain name stands for when it is called."""
        match node:
            case ast.Attribute(value=ast.Name(id=owner), attr=attr) if owner != "str" or owner in self._bound:
                return self._new(_expression(f"lambda *items: {owner}.{attr}(*items)"), node)
        return node

    def _without(self, target: ast.expr) -> ast.AST:
        match target:
            case ast.Subscript(value=value, slice=ast.Slice(step=None)):
                self.rewrote = True
                return ast.Assign([ast.Subscript(value, target.slice, ast.Store())], ast.List([], ast.Load()))
            case ast.Subscript(value=value, slice=key) if not isinstance(key, ast.Slice):
                self.rewrote = True
                return ast.Expr(_call(f"{MARK}remove", value, key))
        return ast.Delete([target])

    def _lazy(self, name: str, generator: ast.GeneratorExp, rest: list[ast.expr], node: ast.Call) -> ast.expr:
        for part in ast.walk(generator):
            if isinstance(part, ast.NamedExpr):
                raise CannotDesugarError(
                    f"':=' inside {name}(…) is not supported here; write a loop, or test without binding a name",
                    part.lineno,
                )
        values = self._values(name, generator.elt, generator.generators)
        items = self.visit(generator.generators[0].iter)
        return self._new(_call(f"{MARK}{name}", values, items, *rest), node)

    def _values(self, name: str, element: ast.expr, clauses: list[ast.comprehension]) -> ast.expr:
        """Return a function from an item of the first clause to a list of what comes of it: at most one value."""
        self._items += 1
        item = f"{MARK}item_{self._items}"
        first, *others = clauses
        target, conditions = self.visit(first.target), [self.visit(condition) for condition in first.ifs]
        one = ast.comprehension(target, ast.List([ast.Name(item, ast.Load())], ast.Load()), conditions, 0)
        if not others:
            found = ast.ListComp(self.visit(element), [one])
        else:
            inner = self._values(name, element, others), self.visit(others[0].iter)
            if name == "next":
                value = f"{MARK}value_{self._items}"
                every = ast.comprehension(ast.Name(value, ast.Store()), _call(f"{MARK}first", *inner), [], 0)
                found = ast.ListComp(ast.Name(value, ast.Load()), [one, every])
            else:
                found = ast.ListComp(_call(f"{MARK}{name}", *inner), [one])
        arguments = ast.arguments([], [ast.arg(item)], None, [], [], None, [])
        return ast.Lambda(arguments, found)

    def _new(self, made: ast.expr, old: ast.expr) -> ast.expr:
        self.rewrote = True
        for node in ast.walk(made):
            if isinstance(node, ast.expr) and not hasattr(node, "lineno"):
                ast.copy_location(node, old)
        return ast.copy_location(made, old)


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


def _expression(code: str) -> ast.expr:
    parsed = ast.parse(code, mode="eval").body
    for node in ast.walk(parsed):
        for place in ("lineno", "col_offset", "end_lineno", "end_col_offset"):
            if hasattr(node, place):
                delattr(node, place)  # they are those of no place in the author's code
    return parsed
