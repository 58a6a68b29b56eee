"""Which expressions cannot tell what ran before them; see ``eigengraph_monty.independence``."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from eigengraph_monty import vocabulary as known
from eigengraph_monty.bindings import Bindings, Unproven, check_annotations, is_known_call, parts, require

_SET_OPERATORS = ast.Sub | ast.BitAnd | ast.BitOr | ast.BitXor
_DISPLAYS = ast.List | ast.Tuple | ast.Set | ast.Dict | ast.Starred
_COMPOUND = _DISPLAYS | ast.JoinedStr | ast.FormattedValue | ast.BoolOp | ast.UnaryOp | ast.IfExp | ast.Slice


class Expressions:
    """Accepts what is known to be harmless; each method stands for a place where an expression may occur.

    All of them raise ``Unproven`` at the first thing that is not.

    Args:
        bindings: What names stand for.
    """

    def __init__(self, bindings: Bindings) -> None:
        self._bindings = bindings

    def values(self, nodes: Iterable[ast.expr]) -> None:
        """Accept expressions that become values."""
        for node in nodes:
            self.value(node)

    def value(self, node: ast.expr) -> None:
        """Accept an expression whose result is data: it shows nothing but what it holds, and may be changed."""
        match node:
            case ast.Constant():
                pass
            case ast.Name(id=name):
                require(name in self._bindings.values or self._full_name(node) in known.IMPORTED_VALUES)
            case ast.Attribute(value=owner, attr=attr):
                if self._full_name(node) not in known.IMPORTED_VALUES:
                    require(attr in known.FIELDS)
                    self.value(owner)
            case ast.Call():
                self._call(node)
            case ast.Compare():
                self._comparison(node)
            case ast.BinOp(left=left, op=operator, right=right):
                reads = isinstance(operator, _SET_OPERATORS)
                self.values(side for side in (left, right) if not (reads and self._bindings.is_set(side)))
            case ast.Subscript(value=owner, slice=place):
                self.value(place)
                if isinstance(place, ast.Slice) or not self._is_table(owner):
                    self.value(owner)
            case ast.ListComp(elt=element) | ast.SetComp(elt=element):
                self._comprehension(node.generators, [element])
            case ast.DictComp(key=key, value=value):
                self._comprehension(node.generators, [key, value])
            case ast.NamedExpr(target=target, value=value):
                self.targets([target])
                self.value(value)
            case _:
                require(isinstance(node, _COMPOUND))
                self.values(parts(node))

    def iterables(self, nodes: Iterable[ast.expr]) -> None:
        """Accept what is gone through at once: iterators, tables, data."""
        for node in nodes:
            self.iterable(node)

    def iterable(self, node: ast.expr) -> None:
        """Accept one of these."""
        match node:
            case ast.Name() if self._is_table(node):
                pass
            case ast.Call(func=ast.Attribute(value=owner, attr=attr), args=[], keywords=[]) if (
                attr in known.VIEWS and self._is_table(owner)
            ):
                pass
            case ast.GeneratorExp(elt=element, generators=clauses):
                self._comprehension(clauses, [element])
            case ast.Call(func=ast.Name(id="map" | "filter"), args=[function, *items], keywords=[]):
                if not (isinstance(function, ast.Constant) and function.value is None):
                    self.applied(function)
                self.iterables(items)
            case ast.Call(func=ast.Name(id="zip"), args=items, keywords=keywords):
                self.iterables(items)
                self._keywords(keywords)
            case ast.Call(func=ast.Name(id="enumerate" | "iter" | "reversed"), args=[items, *others]):
                self.iterable(items)
                self.values(others)
                self._keywords(node.keywords)
            case ast.Call(func=function, args=arguments) if self._full_name(function) in known.IMPORTED_ITERATORS:
                require(is_known_call(self._full_name(function), node))
                self.values(arguments)
                self._keywords(node.keywords)
            case ast.Call(func=ast.Attribute(value=owner, attr="finditer"), args=arguments, keywords=[]):
                self.values([owner, *arguments])
            case _:
                self.value(node)

    def applied(self, node: ast.expr) -> None:
        """Accept a function that is called by what it is handed to, and kept by nobody."""
        match node:
            case ast.Lambda(args=arguments, body=body):
                self.signature(arguments)
                self.value(body)
            case ast.Name(id=name):
                require(name in known.APPLIED or name in self._bindings.functions)
            case ast.Attribute(value=ast.Name(id="str"), attr=attr):
                require(attr in known.METHODS)
            case ast.Attribute(value=owner, attr=attr):
                require(attr in known.METHODS)
                self.value(owner)
            case _:
                raise Unproven

    def targets(self, nodes: Iterable[ast.expr]) -> None:
        """Accept what is assigned to: names of a function's own values, and places in values."""
        for node in nodes:
            match node:
                case ast.Name(id=name):
                    require(name in self._bindings.values)
                case ast.Tuple() | ast.List() | ast.Starred():
                    self.targets(parts(node))
                case ast.Subscript(value=owner, slice=place):
                    self.values([owner, place])
                case _:
                    raise Unproven

    def signature(self, arguments: ast.arguments) -> None:
        """Accept what a function takes."""
        given = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
        check_annotations(argument.annotation for argument in given if argument is not None)
        self.values(default for default in (*arguments.defaults, *arguments.kw_defaults) if default is not None)

    def _comprehension(self, clauses: Iterable[ast.comprehension], results: Iterable[ast.expr]) -> None:
        for clause in clauses:
            self.iterable(clause.iter)
            self.targets([clause.target])
            self.values(clause.ifs)
        self.values(results)

    def _comparison(self, node: ast.Compare) -> None:
        sides = [node.left, *node.comparators]
        self.values(side for side in sides if not self._is_table(side))
        if any(isinstance(operator, ast.Is | ast.IsNot) for operator in node.ops):
            require(len(sides) == 2 and any(_is_unique(side) for side in sides))

    def _call(self, node: ast.Call) -> None:
        """Accept a call that returns data."""
        full = self._full_name(node.func)
        match node.func:
            case ast.Name(id="isinstance"):
                require(len(node.args) == 2 and not node.keywords)
                self.value(node.args[0])
                require(_is_type(node.args[1]))
            case ast.Name(id=name) if name in known.PURE:
                self._consumed(name, node.args)
                self._keywords(node.keywords, key=name in ("sorted", "min", "max"))
            case ast.Name(id=name) if name in self._bindings.functions:
                self.values(node.args)
                self._keywords(node.keywords)
            case ast.Attribute(value=ast.Name(id="dict"), attr="fromkeys"):
                self.iterables(node.args[:1])
                self.values(node.args[1:])
                self._keywords(node.keywords)
            case _ if full:
                require(full not in known.IMPORTED_ITERATORS and is_known_call(full, node))
                self._imported(full, node.args)
                self._keywords(node.keywords)
            case ast.Attribute(value=owner, attr=attr):
                self._method(owner, attr, node.args)
                self._keywords(node.keywords, key=attr == "sort")
            case _:
                raise Unproven

    def _consumed(self, name: str, arguments: Sequence[ast.expr]) -> None:
        """Accept a builtin's arguments. One that compares several returns one of them: then they must be data."""
        if name in known.CONSUMERS and (len(arguments) == 1 or name in ("next", "sum")):
            self.iterables(arguments[:1])
            self.values(arguments[1:])
        else:
            self.values(arguments)

    def _imported(self, full: str, arguments: Sequence[ast.expr]) -> None:
        """Accept the arguments of something imported."""
        if full == "collections.defaultdict":
            require(all(isinstance(made, ast.Name) and made.id in known.TYPES for made in arguments[:1]))
            self.values(arguments[1:])
        elif full == "collections.Counter":
            self.iterables(arguments)
        else:
            self.values(arguments)

    def _method(self, owner: ast.expr, attr: str, arguments: Sequence[ast.expr]) -> None:
        """Accept owner and arguments of a method."""
        if self._is_table(owner):
            require(attr in known.READING)
        elif attr == "format":
            # A template reaches attributes by text.
            require(
                isinstance(owner, ast.Constant) and isinstance(owner.value, str) and not set(".[") & set(owner.value)
            )
        else:
            require(attr in known.METHODS)
            self.value(owner)
        if attr in known.GOING_THROUGH:
            self.iterables(arguments)
        else:
            self.values(arguments)

    def _keywords(self, keywords: Iterable[ast.keyword], *, key: bool = False) -> None:
        for keyword in keywords:
            if key and keyword.arg == "key":
                self.applied(keyword.value)
            else:
                self.value(keyword.value)

    def _full_name(self, node: ast.expr) -> str:
        return self._bindings.full_name(node)

    def _is_table(self, node: ast.expr) -> bool:
        return self._bindings.is_table(node)


def _is_unique(node: ast.expr) -> bool:
    """Whether there is only one such value, so that to be it is to equal it."""
    return isinstance(node, ast.Constant) and any(node.value is value for value in (None, True, False))


def _is_type(node: ast.expr) -> bool:
    kinds = node.elts if isinstance(node, ast.Tuple) else [node]
    return all(isinstance(kind, ast.Name) and kind.id in known.TYPES for kind in kinds)
