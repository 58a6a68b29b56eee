"""Methods and attributes: monty has no methods as values, and answers otherwise what a value has."""

from __future__ import annotations

import ast

from eigengraph_monty import inventory
from eigengraph_monty.refusals import unsupported
from eigengraph_monty.rewriting import MARK, Known, Rewriting, call, expression, function

_STR_METHODS = frozenset(name for name in dir(str) if not name.startswith("_")) - inventory.NO_ATTRIBUTES
_TYPES = ("str", "dict", "list", "set", "tuple", "frozenset", "int", "float", "bytes", "bool")
_ON_TYPES = frozenset({"fromkeys", "fromhex", "from_iterable"})
_IN_PLACE = {
    "difference_update": "difference",
    "intersection_update": "intersection",
    "symmetric_difference_update": "symmetric_difference",
}
_SEVERAL = frozenset({"update", "union", "intersection", "difference"})
"""Methods that take one argument here, and any number in Python."""
_DATES = ("0000-00", "000000", "0000-W", "0000W")
_ISO = {
    "datetime.date.fromisoformat": _DATES,
    "datetime.datetime.fromisoformat": _DATES,
    "datetime.time.fromisoformat": ("00", "T00"),
}
"""Functions that read moments, and how all begins that Python may read and monty does not; 0 stands for any digit."""
_ASKABLE = frozenset({"__iter__", "__len__", "__getitem__", "__contains__"})


def call_methods(tree: ast.Module, known: Known) -> bool:
    """Rewrite methods that are values, in place, those that monty lacks and can be said otherwise, and ``hasattr``.

    Returns:
        Whether anything had to be.

    Raises:
        CannotDesugarError: What code asks for cannot be told.
    """
    rewriting = _Methods(known)
    rewriting.visit(tree)
    return rewriting.rewrote


class _Methods(Rewriting, ast.NodeTransformer):
    """Applies what the function says."""

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if isinstance(node.ctx, ast.Load) and self.is_builtin(node, "round"):
            return self.new(ast.Name(f"{MARK}round", ast.Load()), node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        match node:
            case ast.Call(func=ast.Name(id="hasattr" | "getattr" | "setattr" as name)) if name not in self.known.bound:
                return self._asked(name, node)
            case ast.Call(func=ast.Attribute(value=owner, attr=attr), args=[text, *rest]) if (
                self.is_builtin(owner, "str") and attr in _STR_METHODS and not isinstance(text, ast.Starred)
            ):
                self.rewrote = True
                node.func = ast.copy_location(ast.Attribute(text, attr, ast.Load()), node.func)
                node.args = rest
            case ast.Call(func=ast.Attribute(value=owner, attr="is_integer"), args=[], keywords=[]):
                if "is_integer" not in self.known.own:
                    return self.new(call(f"{MARK}whole", self.visit(owner)), node)
            case ast.Call(func=ast.Attribute(value=owner, attr=attr), args=args, keywords=[]) if (
                (attr in _IN_PLACE or (attr in _SEVERAL and not _is_one(args)))
                and attr not in self.known.own
                and not self.is_builtin(owner, *_TYPES)
            ):
                others = ast.List([self.visit(argument) for argument in args], ast.Load())
                if attr == "update":
                    return self.new(call(f"{MARK}update", self.visit(owner), others), node)
                helper, method = ("ichange", _IN_PLACE[attr]) if attr in _IN_PLACE else ("fold", attr)
                change = expression(f"lambda x, y: x.{method}(y)")
                return self.new(call(f"{MARK}{helper}", self.visit(owner), change, others), node)
        match node.args:
            case [text, ast.Constant(value="%Y-%m-%d")] if self.full_name(node.func) == "datetime.datetime.strptime":
                return self.new(call(f"{MARK}strptimeday", self.visit(text)), node)
        if self.full_name(node.func) in _ISO and len(node.args) == 1 and not node.keywords:
            return self.new(self._iso(self.full_name(node.func), node.func, self.visit(node.args[0])), node)
        return self._called(node)

    def _iso(self, full: str, read: ast.expr, text: ast.expr) -> ast.expr:
        native = function("text", ast.Call(read, [ast.Name("text", ast.Load())], []))
        near = ast.Tuple([ast.Constant(begin) for begin in _ISO[full]], ast.Load())
        return call(f"{MARK}iso", native, text, near)

    def _called(self, node: ast.Call) -> ast.AST:
        """Visit a call whose function, where it is an attribute, is no value."""
        if isinstance(node.func, ast.Attribute) and self._is_method(node.func):
            node.func.value = self.visit(node.func.value)
        else:
            node.func = self.visit(node.func)
        node.args = [self.visit(argument) for argument in node.args]
        node.keywords = [self.visit(keyword) for keyword in node.keywords]
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        full = self.full_name(node)
        if not isinstance(node.ctx, ast.Load):
            return self.generic_visit(node)
        if full == "datetime.datetime.strptime":
            return self.new(ast.Name(f"{MARK}strptime", ast.Load()), node)
        if full in _ISO:
            return self.new(function("text", self._iso(full, node, ast.Name("text", ast.Load()))), node)
        if full or node.attr in self.known.own:
            return self.generic_visit(node)
        if self.is_builtin(node.value, "str") and node.attr in _STR_METHODS:
            return self.new(expression(f"lambda text, *rest: text.{node.attr}(*rest)"), node)
        if self.is_builtin(node.value, *_TYPES) and node.attr not in ("__name__", "__doc__"):
            raise unsupported(f"{ast.unparse(node)} as a function", node.lineno, "call the method of a value")
        if node.attr == "__class__":
            return self.new(call("type", self.visit(node.value)), node)
        if node.attr in inventory.NO_VALUES:
            raise unsupported(f".{node.attr} that is not called", node.lineno)
        if node.attr in inventory.METHODS:
            made = expression(f"(lambda owner: lambda *items, **names: owner.{node.attr}(*items, **names))(0)")
            assert isinstance(made, ast.Call)
            made.args = [self.visit(node.value)]
            return self.new(made, node)
        return self.generic_visit(node)

    def _is_method(self, node: ast.Attribute) -> bool:
        """Whether it is a method of a value, which may be called."""
        called = node.attr in inventory.METHODS | inventory.NO_VALUES
        on_type = self.is_builtin(node.value, *_TYPES) and node.attr not in _ON_TYPES
        return called and not on_type and not self.full_name(node)

    def _asked(self, name: str, node: ast.Call) -> ast.AST:
        """Rewrite a question for an attribute that is named by a text."""
        match node.args:
            case [value, ast.Constant(value=str(attr)), *default] if not node.keywords:
                pass
            case _:
                raise unsupported(f"{name} with a name that is worked out", node.lineno, "write the names out")
        kinds = inventory.kinds_with(attr)
        owner = self.full_name(value)
        if (owner and owner not in inventory.MODULES) or self.is_builtin(value, *_TYPES):
            raise unsupported(f"{name} of a type", node.lineno)
        special = attr.startswith("__") and attr not in ("__name__", "__doc__")
        if name == "setattr" or owner or not (kinds or special) or attr in inventory.FIELDS:
            return self._called(node)
        if name == "hasattr" and (not special or attr in _ASKABLE):
            names = ast.Tuple([ast.Constant(kind) for kind in kinds], ast.Load())
            return self.new(call(f"{MARK}has", self.visit(value), ast.Constant(attr), names), node)
        if default or special or attr in inventory.NO_ATTRIBUTES - self.known.own:
            raise unsupported(f"{name} of {attr!r}", node.lineno, "ask with isinstance, and call the method")
        return self.visit_Attribute(ast.copy_location(ast.Attribute(value, attr, ast.Load()), node))


def _is_one(arguments: list[ast.expr]) -> bool:
    return len(arguments) == 1 and not isinstance(arguments[0], ast.Starred)
