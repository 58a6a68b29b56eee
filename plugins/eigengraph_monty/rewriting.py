"""What all rewriting has in common."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

MARK = "_desugared_"
"""Begins each name that rewriting brings in."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of code as a whole, whatever the scope.

    Attributes:
        bound: How often it binds each name itself; as builtins these are left alone.
        imports: What it imports under a name, as ``module.member`` or ``module``.
        own: Attributes that it gives to its own classes, functions and named tuples.
        functions: Names of its functions.
        texts: Names that it binds once, to a literal text.
        values: Everything that it assigns to a name; None for what cannot be seen.
    """

    bound: Mapping[str, int]
    imports: Mapping[str, str]
    own: frozenset[str]
    functions: frozenset[str]
    texts: Mapping[str, ast.Constant]
    values: Mapping[str, list[ast.expr | None]]

    @classmethod
    def of(cls, tree: ast.Module) -> Known:
        """Return what is known of code."""
        nodes = list(ast.walk(tree))
        bound, values = Counter(name for node in nodes for name in _bound_by(node)), _assigned(nodes)
        lone = {name: given[0] for name, given in values.items() if bound[name] == 1}
        texts = {
            name: given
            for name, given in lone.items()
            if isinstance(given, ast.Constant) and isinstance(given.value, str)
        }
        return cls(bound, dict(imported(nodes)), _own_attributes(nodes), frozenset(_functions(nodes)), texts, values)

    def is_builtin(self, node: ast.expr, *names: str) -> bool:
        """Whether it is one of these builtins."""
        return isinstance(node, ast.Name) and node.id in names and node.id not in self.bound

    def full_name(self, node: ast.expr) -> str:
        """Return the full name of something imported, or an empty text."""
        match node:
            case ast.Name(id=name):
                return self.imports.get(name, "")
            case ast.Attribute(value=owner, attr=attr):
                of = self.full_name(owner)
                return f"{of}.{attr}" if of else ""
        return ""


class Rewriting(ast.NodeTransformer):
    """Changes a tree; ``rewrote`` says whether anything had to be.

    Args:
        known: What is known of the code.
    """

    def __init__(self, known: Known) -> None:
        self.known = known
        self.is_builtin = known.is_builtin
        self.full_name = known.full_name
        self.rewrote = False
        self._made = 0

    def name(self) -> str:
        """Return a name that nothing has yet."""
        self._made += 1
        return f"{MARK}{type(self).__name__.strip('_').lower()}_{self._made}"

    def new(self, made: ast.expr, old: ast.AST) -> ast.expr:
        """Return what was made in place of something old, at its line."""
        self.rewrote = True
        return placed(made, old)


Made = TypeVar("Made", ast.expr, ast.stmt)


def placed(made: Made, old: ast.AST) -> Made:
    """Put what was made at the line of something old, but for parts that have their own."""
    for node in ast.walk(made):
        if isinstance(node, ast.expr | ast.stmt) and not hasattr(node, "lineno"):
            ast.copy_location(node, old)
    return ast.copy_location(made, old)


def call(name: str, *arguments: ast.expr) -> ast.Call:
    """Return a call of what rewriting defines, or of a builtin."""
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


def expression(code: str) -> ast.expr:
    """Return an expression that stands at no place yet."""
    parsed = ast.parse(code, mode="eval").body
    for node in ast.walk(parsed):
        for where in ("lineno", "col_offset", "end_lineno", "end_col_offset"):
            if hasattr(node, where):
                delattr(node, where)  # they are those of no place in the author's code
    return parsed


def function(argument: str, body: ast.expr) -> ast.Lambda:
    """Return a function of one argument."""
    return ast.Lambda(ast.arguments([], [ast.arg(argument)], None, [], [], None, []), body)


def imported(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, str]]:
    """Yield each name under which something is imported, with its full name."""
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            for alias in node.names:
                yield alias.asname or alias.name, module + alias.name


def bound_names(tree: ast.AST) -> Iterator[str]:
    """Yield every name that code binds somewhere, whatever the scope."""
    for node in ast.walk(tree):
        yield from _bound_by(node)


def _bound_by(node: ast.AST) -> Iterator[str]:
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


def _own_attributes(nodes: Iterable[ast.AST]) -> frozenset[str]:
    found: set[str] = set()
    for node in nodes:
        match node:
            case ast.Attribute(attr=attr, ctx=ast.Store()):
                found.add(attr)
            case ast.ClassDef(body=body):
                found.update(name for statement in body for name in _members(statement))
            case ast.Call(func=ast.Name(id="namedtuple") | ast.Attribute(attr="namedtuple"), args=[_, *fields]):
                texts = (part.value for field in fields for part in ast.walk(field) if isinstance(part, ast.Constant))
                found.update(name for text in texts if isinstance(text, str) for name in text.replace(",", " ").split())
            case ast.Call(func=ast.Name(id="setattr"), args=[_, ast.Constant(value=str(name)), _]):
                found.add(name)
    return frozenset(found)


def _members(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
            yield name
        case ast.Assign(targets=targets):
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def _functions(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        match node:
            case ast.FunctionDef(name=name) | ast.Assign(targets=[ast.Name(id=name)], value=ast.Lambda()):
                yield name


def _assigned(nodes: Sequence[ast.AST]) -> dict[str, list[ast.expr | None]]:
    # What an operator such as += makes of a value is of the same kind, and left out.
    found: dict[str, list[ast.expr | None]] = {}
    seen: set[int] = set()
    for node in nodes:
        targets: list[ast.expr] = []
        value: ast.expr | None = None
        match node:
            case ast.Assign():
                targets, value = node.targets, node.value
            case ast.AnnAssign() if node.value is not None:
                targets, value = [node.target], node.value
            case ast.NamedExpr():
                targets, value = [node.target], node.value
            case ast.AugAssign():
                seen.add(id(node.target))
        for target in targets:
            if isinstance(target, ast.Name):
                seen.add(id(target))
                found.setdefault(target.id, []).append(value)
    for node in nodes:
        if isinstance(node, ast.Name) and id(node) in seen:
            continue
        for name in _bound_by(node):
            found.setdefault(name, []).append(None)
    return found
