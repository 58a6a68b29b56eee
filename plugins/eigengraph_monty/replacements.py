"""What ``re.sub`` puts in place of what it finds: monty takes no function for it, and leaves escapes as they are."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from eigengraph_monty.refusals import CannotDesugarError
from eigengraph_monty.rewriting import MARK, Known, Rewriting, call, function

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_CHARACTERS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a", "b": "\b"}


def mend_replacements(tree: ast.Module, known: Known) -> bool:
    """Rewrite calls of ``re.sub`` and of ``sub`` of a pattern, in place, and say whether any had to be.

    Raises:
        CannotDesugarError: A replacement is none to Python, or has escapes that cannot be worked out.
    """
    rewriting = _Replacements(known)
    rewriting.visit(tree)
    return rewriting.rewrote


class _Replacements(Rewriting, ast.NodeTransformer):
    """Applies what the function says."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        full = self.full_name(node.func)
        match node.func:
            case _ if full == "re.sub":
                return self._replaced(node, ("pattern", "repl", "string", "count", "flags"))
            case ast.Attribute(attr="sub") if not full and "sub" not in self.known.own:
                return self._replaced(node, ("repl", "string", "count"))
        return node

    def _replaced(self, node: ast.Call, names: tuple[str, ...]) -> ast.AST:
        given = dict(zip(names, node.args, strict=False)) | {part.arg: part.value for part in node.keywords if part.arg}
        replacement, text = given.get("repl"), given.get("string")
        if replacement is None or text is None or any(isinstance(part, ast.Starred) for part in node.args):
            raise CannotDesugarError("write the arguments of 'sub' out", node.lineno)
        if isinstance(replacement, ast.Lambda) or (
            isinstance(replacement, ast.Name) and replacement.id in self.known.functions
        ):
            return self.new(self._made_by(node, given, replacement, text), node)
        constant = self.known.texts.get(replacement.id) if isinstance(replacement, ast.Name) else replacement
        if isinstance(constant, ast.Constant) and isinstance(constant.value, str):
            plain = _plain(constant.value, given.get("pattern"), node.lineno)
            if plain == constant.value:
                return node
            new: ast.expr = ast.Constant(plain)
        else:
            new = call(f"{MARK}template", replacement)
        self.new(new, replacement)
        node.args = [new if part is replacement else part for part in node.args]
        for keyword in node.keywords:
            keyword.value = new if keyword.value is replacement else keyword.value
        return node

    def _made_by(
        self, node: ast.Call, given: Mapping[str, ast.expr], replacement: ast.expr, text: ast.expr
    ) -> ast.expr:
        if not isinstance(node.func, ast.Attribute):
            raise CannotDesugarError("write re.sub for a function as replacement", node.lineno)
        find, searched = ast.Attribute(node.func.value, "finditer", ast.Load()), [ast.Name("text", ast.Load())]
        arguments: list[ast.expr] = [*searched]
        if "pattern" in given:
            arguments = [given["pattern"], *searched]
        flags = [ast.keyword("flags", given["flags"])] if "flags" in given else []
        found = function("text", ast.Call(find, arguments, flags))
        return call(f"{MARK}replace", replacement, found, text, *([given["count"]] if "count" in given else []))


def _is_special(sign: str) -> bool:
    return sign.isascii() and sign.isalnum() and sign not in "g123456789" and sign not in _CHARACTERS


def _plain(text: str, pattern: ast.expr | None, line: int) -> str:
    """Return a replacement with the characters that its escapes stand for."""

    def character(found: re.Match[str]) -> str:
        return _CHARACTERS.get(found[1], found[0])

    known = pattern.value if isinstance(pattern, ast.Constant) else None
    try:
        if isinstance(known, str) and "\\" in text:
            re.compile(known).sub(text, "")
    except (re.error, IndexError):
        raise CannotDesugarError(f"the replacement {text!r} is none to Python", line) from None
    if any(_is_special(sign) for sign in _ESCAPE.findall(text)):
        raise CannotDesugarError(f"the replacement {text!r} has an escape that is not supported here", line)
    return _ESCAPE.sub(character, text)
