"""Statements and operators that monty lacks, or runs otherwise than Python does."""

from __future__ import annotations

import ast
from collections.abc import Callable
from string import Formatter

from eigengraph_monty import inventory
from eigengraph_monty.refusals import unsupported
from eigengraph_monty.rewriting import MARK, Known, Rewriting, call, function, placed

_IN_PLACE: dict[type[ast.operator], str] = {
    ast.BitOr: "|",
    ast.BitAnd: "&",
    ast.BitXor: "^",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Add: "+",
}
_NUMERIC = ("len", "int", "float", "round", "abs", "sum", "ord")
_TEXTS = ("str", "repr", "format", "chr")
_ITERABLES = ("tuple", "set", "frozenset", "range", "dict", "map", "filter", "zip", "enumerate", "reversed", "iter")
_BROAD = frozenset({"Exception", "BaseException", "AttributeError", "TypeError", "NotImplementedError", "RuntimeError"})
_NARROW = inventory.BUILTINS - _BROAD
_ERRORS = tuple(sorted(n for n in inventory.BUILTINS if n.endswith("Error") or n in ("Exception", "BaseException")))


def operate(tree: ast.Module, known: Known) -> bool:
    """Rewrite ``del``, operators in place, formats, messages of errors, and what ``except`` catches, in place.

    Returns:
        Whether anything had to be.

    Raises:
        CannotDesugarError: One of them cannot be rewritten.
    """
    rewriting = _Operations(known)
    rewriting.visit(tree)
    return rewriting.rewrote


class _Operations(Rewriting, ast.NodeTransformer):
    """Applies what the function says."""

    def visit_Delete(self, node: ast.Delete) -> list[ast.AST]:
        self.generic_visit(node)
        return [ast.copy_location(self._without(target), node) for target in node.targets]

    def _without(self, target: ast.expr) -> ast.AST:
        match target:
            case ast.Subscript(value=value, slice=ast.Slice(step=None)):
                self.rewrote = True
                return ast.Assign([ast.Subscript(value, target.slice, ast.Store())], ast.List([], ast.Load()))
            case ast.Subscript(value=value, slice=key) if not isinstance(key, ast.Slice):
                self.rewrote = True
                return ast.Expr(call(f"{MARK}remove", value, key))
            case ast.Name(id=name):
                raise unsupported(f"'del {name}'", target.lineno, "leave the name as it is")
        raise unsupported(f"'del {ast.unparse(target)}'", target.lineno)

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        sign = _IN_PLACE.get(type(node.op))
        if sign is None or self._may_stay(node):
            return self.generic_visit(node)
        value = self.visit(node.value)
        self.rewrote = True
        match node.target:
            case ast.Subscript(value=owner, slice=key):
                old = self.name()
                change = function(old, _in_place(sign, ast.Name(old, ast.Load()), value))
                return placed(ast.Expr(call(f"{MARK}at", self.visit(owner), self.visit(key), change)), node)
            case ast.Attribute(value=ast.Name(id=owner), attr=attr):
                now: ast.expr = ast.Attribute(ast.Name(owner, ast.Load()), attr, ast.Load())
            case ast.Name(id=name):
                now = ast.Name(name, ast.Load())
            case _:
                raise unsupported(f"'{sign}=' on {ast.unparse(node.target)}", node.lineno, "give it a name first")
        return placed(ast.Assign([node.target], _in_place(sign, now, value)), node)

    def _may_stay(self, node: ast.AugAssign) -> bool:
        """Whether the operator changes no set or list in place that monty would copy."""
        value = node.value
        if isinstance(node.op, ast.Add):
            return not self._is_list_and_more(node.target, value)
        if self._is_number(value) and not isinstance(node.op, ast.Mult):
            return True
        if isinstance(value, ast.Constant) and isinstance(value.value, float):
            return True
        return self._only(node.target, self._is_number)

    def _is_list_and_more(self, target: ast.expr, value: ast.expr) -> bool:
        """Whether a list may get what is no list."""
        match value:
            case ast.Tuple() | ast.Set() | ast.Dict() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                return not self._only(target, lambda given: isinstance(given, ast.Tuple))
            case ast.Call(func=called) if self.is_builtin(called, *_ITERABLES):
                return True
            case ast.Call(func=ast.Attribute(attr="keys" | "values" | "items" | "groups" | "partition" | "rpartition")):
                return True
            case ast.List() | ast.ListComp() | ast.Constant() | ast.JoinedStr():
                return isinstance(value, ast.Constant | ast.JoinedStr) and self._some_list(target)
        return self._some_list(target) and not self._is_number(value)

    def _some_list(self, target: ast.expr) -> bool:
        """Whether a name may stand for a list."""
        if not isinstance(target, ast.Name):
            return False
        return not self._only(target, lambda given: self._is_number(given) or self._is_text(given))

    def _only(self, target: ast.expr, holds: Callable[[ast.expr], bool]) -> bool:
        given = self.known.values.get(target.id, [None]) if isinstance(target, ast.Name) else [None]
        return all(value is not None and holds(value) for value in given)

    def _is_number(self, node: ast.expr) -> bool:
        match node:
            case ast.Constant(value=int() | float()) | ast.Compare() | ast.UnaryOp(op=ast.Not() | ast.USub()):
                return True
            case ast.BinOp(op=ast.Mult() | ast.Div() | ast.FloorDiv() | ast.Pow(), left=left, right=right):
                return self._is_number(left) or self._is_number(right) or not isinstance(node.op, ast.Mult)
            case ast.Call(func=called):
                return self.is_builtin(called, *_NUMERIC) or self.full_name(called).startswith(("math.", "decimal."))
        return False

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.AST:
        self.generic_visit(node)
        if node.format_spec is not None and node.conversion == -1:
            node.value = self._spec(node.value)
        return node

    def _is_plain(self, node: ast.expr) -> bool:
        """Whether a value is a number or a text, for all that can be seen."""
        made = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == f"{MARK}round"
        return made or self._is_number(node) or self._is_text(node)

    def _is_text(self, node: ast.expr) -> bool:
        match node:
            case ast.Constant(value=str()) | ast.JoinedStr():
                return True
            case ast.BinOp(left=left, op=ast.Add() | ast.Mod(), right=right):
                return self._is_text(left) or (isinstance(node.op, ast.Add) and self._is_text(right))
            case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()), attr="join" | "format")):
                return True
            case ast.Call(func=called):
                return self.is_builtin(called, *_TEXTS)
        return False

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.Call(func=ast.Name(id="format") as called, args=[value, _]) if self.is_builtin(called, "format"):
                node.args[0] = self._spec(value)
            case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(template)), attr="format")):
                self._formatted(template, node)
            case ast.Call(func=ast.Name(id=name) as called, args=[message]) if self.is_builtin(called, *_ERRORS):
                if not self._is_text(message) and not isinstance(message, ast.Starred):
                    helper = "key" if name == "KeyError" else "text"
                    node.args = [self.new(call(f"{MARK}{helper}", message), message)]
        return node

    def _formatted(self, template: str, node: ast.Call) -> None:
        """Rewrite what ``"…".format`` gets for fields with a format."""
        try:
            fields = [(name, spec, how) for _, name, spec, how in Formatter().parse(template) if name is not None]
        except ValueError:
            return  # it raises in any case
        places = [name or str(at) for at, (name, _, _) in enumerate(fields)]
        formatted = {place for place, (_, spec, how) in zip(places, fields, strict=True) if spec and not how}
        if not formatted:
            return
        unclear = any(set(".[") & set(name) or "{" in (spec or "") for name, spec, _ in fields)
        if unclear or any(isinstance(value, ast.Starred) for value in node.args):
            raise unsupported("a template that reaches into what it formats", node.lineno, "write an f-string")
        for at, value in enumerate(node.args):
            if str(at) in formatted:
                node.args[at] = self._spec(value)
        for keyword in node.keywords:
            if keyword.arg in formatted:
                keyword.value = self._spec(keyword.value)

    def _spec(self, value: ast.expr) -> ast.expr:
        return value if self._is_plain(value) else self.new(call(f"{MARK}spec", value), value)

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        self.generic_visit(node)
        if node.msg is not None and not self._is_text(node.msg):
            node.msg = self.new(call(f"{MARK}text", node.msg), node.msg)
        return node

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        """Let what monty lacks pass through a handler that is not about it."""
        self.generic_visit(node)
        kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        if all(kind is not None and self.is_builtin(kind, *_NARROW) for kind in kinds):
            return node
        self.rewrote = True
        node.name = node.name or self.name()
        node.type = node.type or placed(ast.Name("BaseException", ast.Load()), node)
        passing = ast.Expr(call(f"{MARK}lacking", ast.Name(node.name, ast.Load())))
        node.body = [placed(passing, node), *node.body]
        return node


def _in_place(sign: str, left: ast.expr, right: ast.expr) -> ast.expr:
    if sign == "+":
        return call(f"{MARK}iadd", left, right)
    operators = {sign: kind for kind, sign in _IN_PLACE.items()}
    return call(f"{MARK}kept", left, ast.BinOp(left, operators[sign](), right))
