"""Arithmetic on the text of an expression, in Python's syntax and with Python's own errors."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

MOST_BITS = 100_000
"""Powers with more bits than this are not computed; a float ends at 1,024."""


def evaluate(expression: str) -> Any:
    """Return the value of an arithmetic expression.

    Nothing but operators, numbers and parentheses is ever run, and no power is large enough to stall the process.

    Raises:
        SyntaxError: The text is no expression.
        ArithmeticError: Division by zero, or a result that is too large.
        TypeError: The expression applies something that is no number, as in ``2(3)``.
    """
    if not isinstance(expression, str):
        raise TypeError("eval() arg 1 must be a string, bytes or code object")
    tree = compile(expression.lstrip(" \t"), "<string>", "eval", ast.PyCF_ONLY_AST)
    return _value(tree.body)  # type: ignore[attr-defined]


def _value(node: ast.expr) -> Any:
    match node:
        case ast.Constant(value):
            return value
        case ast.BinOp(left, symbol, right):
            return _BINARY[type(symbol)](_value(left), _value(right))
        case ast.UnaryOp(symbol, operand):
            return _UNARY[type(symbol)](_value(operand))
        case ast.Tuple(elts=[]):
            return ()
        case ast.Call(function, arguments):
            called = _value(function)
            for argument in arguments:
                _value(argument)
            raise TypeError(f"{type(called).__name__!r} object is not callable")
    raise SyntaxError("invalid syntax")


def _power(base: Any, exponent: Any) -> Any:
    whole = isinstance(base, int) and isinstance(exponent, int)
    if whole and base not in (-1, 0, 1) and base.bit_length() * exponent > MOST_BITS:
        raise OverflowError("int too large to convert to float")
    return base**exponent


_BINARY: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Pow: _power,
}
_UNARY: Mapping[type[ast.unaryop], Callable[[Any], Any]] = {ast.UAdd: operator.pos, ast.USub: operator.neg}
