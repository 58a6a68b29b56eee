r"""Regular expressions as monty must be given them, so that their ends mean what they mean in Python.

To monty, ``$`` is the very end of a text and ``\Z`` the place before any newlines at its end. In Python ``$`` is also
the place before one newline at the end, and ``\Z`` the very end.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy

from eigengraph_monty.refusals import CannotDesugarError

_PARTS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\$", re.DOTALL)
"""What stands for itself wherever it is: an escape, a class of characters, an end."""

_ENDS = {"$": r"(?=\n?\z)", r"\Z": r"\z"}
_MULTILINE = re.compile(r"\(\?[aiLsux]*m")
_FUNCTIONS = frozenset({"compile", "search", "match", "fullmatch", "findall", "finditer", "sub", "subn", "split"})


def mend_patterns(tree: ast.Module, bound: Sequence[str]) -> bool:
    """Change the patterns that calls of ``re`` are given, and say whether any had to be.

    A pattern is a literal, an f-string, a sum of such, or a name that is bound once, to one of these. In one of several
    parts with classes of characters, which may reach across what is inserted, nothing is changed.

    Args:
        tree: The code.
        bound: Each name that it binds, as often as it does.

    Raises:
        CannotDesugarError: A pattern is none of these, and some other text of the code could be the end of it.
    """
    imports, constants = dict(_imports(tree)), dict(_constants(tree, Counter(bound)))
    changed, resolved, unknown = False, set(constants.values()), []
    for call in [node for node in ast.walk(tree) if isinstance(node, ast.Call)]:
        module, _, name = _full_name(call.func, imports).rpartition(".")
        if module != "re" or name not in _FUNCTIONS:
            continue
        holder = next((keyword for keyword in call.keywords if keyword.arg == "pattern"), None)
        given = holder.value if holder else call.args[0] if call.args else None
        pattern = deepcopy(constants[given.id]) if isinstance(given, ast.Name) and given.id in constants else given
        parts = list(_parts(pattern)) if pattern else []
        if given is None or pattern is None or not all(_is_known(part, imports) for part in parts):
            unknown.append(call)
            continue
        literals = [part for part in parts if isinstance(part, ast.Constant)]
        resolved.update(literals)
        if _mend(literals, alone=len(parts) == 1, multiline=_is_multiline(call, imports)):
            changed = True
            if holder:
                holder.value = pattern
            else:
                call.args[0] = pattern
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and node not in resolved]
    if unknown and any(
        isinstance(node.value, str) and _mended(node.value, multiline=False) != node.value for node in texts
    ):
        raise CannotDesugarError(
            "a pattern that is worked out may end otherwise here; give re a literal, or a name bound once to one",
            unknown[0].lineno,
        )
    return changed


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            for alias in node.names:
                yield alias.asname or alias.name, module + alias.name


def _constants(tree: ast.Module, times: Counter[str]) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that are bound once, to a literal text or f-string."""
    for node in ast.walk(tree):
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str()) as value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant(value=str()) as value)
            ) if times[name] == 1:
                yield name, value


def _full_name(node: ast.expr, imports: Mapping[str, str]) -> str:
    match node:
        case ast.Name(id=name):
            return imports.get(name, "")
        case ast.Attribute(value=ast.Name(id=owner), attr=attr):
            return f"{imports.get(owner, '')}.{attr}"
    return ""


def _parts(pattern: ast.expr) -> Iterator[ast.expr]:
    match pattern:
        case ast.JoinedStr(values=values):
            yield from values
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            yield from _parts(left)
            yield from _parts(right)
        case _:
            yield pattern


def _is_known(part: ast.expr, imports: Mapping[str, str]) -> bool:
    match part:
        case ast.Constant() | ast.FormattedValue():
            return True
        case ast.Call(func=function):
            return _full_name(function, imports) in ("re.escape", "re.compile")
    return False


def _is_multiline(call: ast.Call, imports: Mapping[str, str]) -> bool:
    return any(
        isinstance(part, ast.Name | ast.Attribute) and _full_name(part, imports) in ("re.M", "re.MULTILINE")
        for part in ast.walk(call)
    )


def _mend(literals: Sequence[ast.Constant], *, alone: bool, multiline: bool) -> bool:
    texts = [(literal, literal.value) for literal in literals if isinstance(literal.value, str)]
    if not alone and any("[" in text for _, text in texts):
        return False
    multiline = multiline or any(_MULTILINE.search(text) for _, text in texts)
    changed = False
    for literal, text in texts:
        literal.value = _mended(text, multiline=multiline)
        changed |= literal.value != text
    return changed


def _mended(pattern: str, *, multiline: bool) -> str:
    def end(part: re.Match[str]) -> str:
        return part[0] if multiline and part[0] == "$" else _ENDS.get(part[0], part[0])

    return _PARTS.sub(end, pattern)
