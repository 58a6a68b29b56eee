"""Laziness: monty evaluates generator expressions, ``map`` and ``filter`` at once, as lists.

That cannot be told where they are used up at once (``sum(…)``, ``"".join(…)``, ``[*…]``). Where they may not be gone
through to the end, they are rewritten so that no more is evaluated than in Python: under ``any``, ``all``, ``next``,
``in`` and ``for``. Kept otherwise, they are refused, unless to evaluate an item can neither raise nor have an effect.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from eigengraph_monty.refusals import CannotDesugarError, unsupported
from eigengraph_monty.rewriting import MARK, Known, Rewriting, call, function, placed

_DECIDING = ("any", "all", "next")
_TOTAL = ("sum", "list", "set", "dict", "tuple", "sorted", "max", "min", "frozenset")
_TOTAL_IMPORTS = frozenset({"collections.Counter", "collections.deque", "math.fsum", "math.prod"})
_TOTAL_METHODS = frozenset(
    {
        "join",
        "extend",
        "update",
        "union",
        "intersection",
        "difference",
        "symmetric_difference",
        "difference_update",
        "intersection_update",
        "symmetric_difference_update",
        "issubset",
        "fromkeys",
        "extendleft",
        "subtract",
    }
)
_CHAINS = ("itertools.chain", "itertools.chain.from_iterable")
_ITERATORS = ("enumerate", "reversed", "zip")
_SAFE = ("str", "repr", "bool")
"""Functions that do the same to any data, whenever they are called."""


def keep_lazy(tree: ast.Module, known: Known) -> bool:
    """Rewrite what is lazy, in place, and say whether anything had to be.

    Raises:
        CannotDesugarError: Something lazy is kept, and could tell.
    """
    rewriting = _Laziness(known)
    rewriting.visit(tree)
    return rewriting.rewrote


class _Laziness(Rewriting, ast.NodeTransformer):
    """Applies what the module says."""

    def __init__(self, known: Known) -> None:
        super().__init__(known)
        # By identity; the nodes are kept, so that no other gets theirs.
        self._used_up: dict[int, ast.expr] = {}
        self._passed: dict[int, ast.expr] = {}

    def visit_For(self, node: ast.For) -> ast.AST:
        items = self._generator(node.iter)
        if items is None or self._is_safe(node.iter):
            self._use_up([node.iter])
            return self.generic_visit(node)
        # "for T in (E for S in I if C): B" becomes
        # "for item in I: found = values(item); if not found: continue; [T] = found; B"
        item, found = self.name(), self.name()
        values = self._values("next", items.elt, items.generators)
        self._use_up([items.generators[0].iter])
        prefix = [
            ast.Assign([ast.Name(found, ast.Store())], ast.Call(values, [ast.Name(item, ast.Load())], [])),
            ast.If(ast.UnaryOp(ast.Not(), ast.Name(found, ast.Load())), [ast.Continue()], []),
            ast.Assign([ast.List([node.target], ast.Store())], ast.Name(found, ast.Load())),
        ]
        node.iter, node.target = self.visit(items.generators[0].iter), ast.Name(item, ast.Store())
        for statement in (*node.body, *node.orelse):
            self.visit(statement)
        node.body = [*(placed(statement, node) for statement in prefix), *node.body]
        placed(node.target, node)
        self.rewrote = True
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        if all(isinstance(target, ast.Tuple | ast.List) for target in node.targets):
            self._use_up([node.value])
        return self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        self._use_up([node.value])
        return self.generic_visit(node)

    def visit_Starred(self, node: ast.Starred) -> ast.AST:
        self._use_up([node.value])
        return self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        self._use_up([node.iter])
        return self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        match node:
            case ast.Compare(left=left, ops=[ast.In() | ast.NotIn() as operator], comparators=[items]):
                generator = self._generator(items)
                if generator is None:
                    self._use_up([items])
                    return self.generic_visit(node)
                values = self._values("in", generator.elt, generator.generators)
                self._use_up([generator.generators[0].iter])
                found: ast.expr = call(f"{MARK}in", self.visit(left), values, self.visit(generator.generators[0].iter))
                return self.new(ast.UnaryOp(ast.Not(), found) if isinstance(operator, ast.NotIn) else found, node)
        return self.generic_visit(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> ast.AST:
        used_up, safe = id(node) in self._used_up, id(node) in self._passed and self._is_safe(node)
        line = node.lineno
        self.generic_visit(node)
        if used_up:
            return node
        if not safe or "iter" in self.known.bound:
            raise unsupported(
                "a generator expression that is kept, returned or handed on", line, "write a list: […] in place of (…)"
            )
        return self.new(call("iter", ast.ListComp(node.elt, node.generators)), node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        match node:
            case ast.Call(func=ast.Name(id=name) as called, args=[items, *rest], keywords=[]) if self.is_builtin(
                called, *_DECIDING
            ) and len(rest) <= (name == "next"):
                generator = self._generator(items)
                if generator is not None:
                    return self._lazy(name, generator, [self.visit(argument) for argument in rest], node)
                if name != "next":
                    self._use_up([items])
            case ast.Call(func=ast.Name(id=name) as called) if self.is_builtin(called, "map", "filter", *_ITERATORS):
                return self._iterator(name, node)
            case ast.Call(func=called) if self.full_name(called) in _CHAINS and id(node) in self._used_up:
                self._use_up(node.args)
            case ast.Call(func=called, args=[items, *rest]):
                self._note_use(called, items, rest)
        self._passed |= {id(argument): argument for argument in node.args}
        return self.generic_visit(node)

    def _iterator(self, name: str, node: ast.Call) -> ast.AST:
        used_up, safe = id(node) in self._used_up, self._is_safe(node)
        if name in ("map", "filter"):
            if not used_up and not safe:
                raise unsupported(
                    f"{name}(…) that is kept, returned or handed on", node.lineno, f"write list({name}(…)) or a loop"
                )
            self._use_up(node.args[1:])
        elif used_up:
            # What zip does not reach is not to be evaluated.
            self._use_up(item for item in node.args if name != "zip" or len(node.args) == 1 or self._is_safe(item))
        self.generic_visit(node)
        return node if used_up or "iter" in self.known.bound else self.new(call("iter", node), node)

    def _note_use(self, called: ast.expr, items: ast.expr, rest: list[ast.expr]) -> None:
        full = self.full_name(called)
        if self.is_builtin(called, *_TOTAL) and not (self.is_builtin(called, "max", "min") and rest):
            self._use_up([items])
        elif self.is_builtin(called, "iter") and not rest:
            self._use_up([items] if self._generator(items) is None else [])
        elif full in _TOTAL_IMPORTS:
            self._use_up([items, *rest])
        elif full == "functools.reduce":
            self._use_up(rest[:1])
        elif isinstance(called, ast.Attribute) and called.attr in _TOTAL_METHODS - self.known.own:
            self._use_up([items, *rest])

    def _use_up(self, nodes: Iterable[ast.expr]) -> None:
        self._used_up |= {id(node): node for node in nodes}

    def _is_safe(self, node: ast.expr) -> bool:
        """Whether to evaluate an item of something lazy can neither raise nor have an effect, or it is not lazy."""
        match node:
            case ast.GeneratorExp(elt=element, generators=[ast.comprehension(target=ast.Name(), iter=items, ifs=ifs)]):
                return all(map(_is_harmless, (element, *ifs))) and self._generator(items) is None
            case ast.Call(func=ast.Name() as called, args=[function, *items]) if self.is_builtin(
                called, "map", "filter"
            ):
                harmless = self.is_builtin(function, *_SAFE) or isinstance(function, ast.Constant)
                return harmless and all(map(self._is_safe, items))
            case ast.GeneratorExp():
                return False
        return True

    def _generator(self, node: ast.expr) -> ast.GeneratorExp | None:
        """Return something lazy as a generator expression that goes through nothing lazy; None for anything else."""
        match node:
            case ast.Call(func=ast.Name() as called, args=[inner], keywords=[]) if self.is_builtin(called, "iter"):
                return self._generator(inner)
            case ast.Call(func=ast.Name(id=name) as called, args=[function, *items], keywords=[]) if (
                self.is_builtin(called, "map", "filter") and items and not isinstance(items[0], ast.Starred)
            ):
                return self._flat(placed(self._applied(name, function, items), node))
            case ast.GeneratorExp():
                return self._flat(node)
        return None

    def _applied(self, name: str, function: ast.expr, items: list[ast.expr]) -> ast.expr:
        item = self.name()
        value: ast.expr = ast.Name(item, ast.Load())
        if name == "filter":
            kept = value if isinstance(function, ast.Constant) else ast.Call(function, [value], [])
            clause = ast.comprehension(ast.Name(item, ast.Store()), items[0], [kept], 0)
            return ast.GeneratorExp(value, [clause])
        several = len(items) > 1
        source = call("zip", *items) if several else items[0]
        made = ast.Call(function, [ast.Starred(value, ast.Load()) if several else value], [])
        return ast.GeneratorExp(made, [ast.comprehension(ast.Name(item, ast.Store()), source, [], 0)])

    def _flat(self, node: ast.expr) -> ast.GeneratorExp:
        """Put the clauses of what a generator expression goes through before its own."""
        assert isinstance(node, ast.GeneratorExp)
        clauses: list[ast.comprehension] = []
        for at, clause in enumerate(node.generators):
            inner = self._generator(clause.iter)
            if inner is None:
                clauses.append(clause)
                continue
            outer = [node.elt, *clause.ifs, *node.generators[at + 1 :]]
            hidden = {name for part in inner.generators for name in _names(part.target)} - set(_names(clause.target))
            if hidden & {name for part in outer for name in _names(part)}:
                raise CannotDesugarError(
                    "generator expressions inside each other use one name twice; give each its own", node.lineno
                )
            clauses += inner.generators
            clauses.append(ast.comprehension(clause.target, ast.List([inner.elt], ast.Load()), clause.ifs, 0))
        return ast.copy_location(ast.GeneratorExp(node.elt, clauses), node)

    def _lazy(self, name: str, generator: ast.GeneratorExp, rest: list[ast.expr], node: ast.Call) -> ast.expr:
        values = self._values(name, generator.elt, generator.generators)
        self._use_up([generator.generators[0].iter])
        items = self.visit(generator.generators[0].iter)
        return self.new(call(f"{MARK}{name}", values, items, *rest), node)

    def _values(self, name: str, element: ast.expr, clauses: list[ast.comprehension]) -> ast.expr:
        """Return a function from an item of the first clause to a list of what comes of it: at most one value.

        Of further clauses, ``in`` gets all values.
        """
        item = self.name()
        first, *others = clauses
        for part in (first.target, *first.ifs, element, *(others[0].iter for _ in others[:1])):
            _refuse_binding(name, part)
        target, conditions = self.visit(first.target), [self.visit(condition) for condition in first.ifs]
        one = ast.comprehension(target, ast.List([ast.Name(item, ast.Load())], ast.Load()), conditions, 0)
        if not others:
            return function(item, ast.ListComp(self.visit(element), [one]))
        if name == "in":
            raise unsupported("'in' a generator expression of several 'for'", element.lineno, "write any(…) of ==")
        self._use_up([others[0].iter])
        inner = self._values(name, element, others), self.visit(others[0].iter)
        if name != "next":
            return function(item, ast.ListComp(call(f"{MARK}{name}", *inner), [one]))
        value = self.name()
        every = ast.comprehension(ast.Name(value, ast.Store()), call(f"{MARK}first", *inner), [], 0)
        return function(item, ast.ListComp(ast.Name(value, ast.Load()), [one, every]))


def _refuse_binding(name: str, node: ast.expr) -> None:
    for part in ast.walk(node):
        if isinstance(part, ast.NamedExpr):
            place = {"next": "next(…) or what 'for' goes through", "in": "what 'in' looks at"}.get(name, f"{name}(…)")
            raise CannotDesugarError(
                f"':=' inside {place} is not supported here; write a loop, or test without binding a name", part.lineno
            )


def _names(node: ast.AST) -> Iterator[str]:
    return (part.id for part in ast.walk(node) if isinstance(part, ast.Name))


def _is_harmless(node: ast.expr) -> bool:
    match node:
        case ast.Name() | ast.Constant():
            return True
        case ast.Tuple(elts=parts) | ast.BoolOp(values=parts):
            return all(map(_is_harmless, parts))
        case ast.UnaryOp(op=ast.Not(), operand=part):
            return _is_harmless(part)
        case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq() | ast.Is() | ast.IsNot()], comparators=[right]):
            return _is_harmless(left) and _is_harmless(right)
    return False
