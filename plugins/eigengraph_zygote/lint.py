"""What can be said against a checker without running it. It is said in a child, since code may break a compiler too."""

from __future__ import annotations

import ast
import builtins
import dis
import json
import sys
import warnings
from collections.abc import Iterator
from types import CodeType

from eigengraph_zygote.verdict import FILE

_GIVEN = {*dir(builtins), "__name__", "__doc__", "__file__", "__annotations__"}
_READS, _WRITES = ("LOAD_NAME", "LOAD_GLOBAL"), ("STORE_NAME", "STORE_GLOBAL")


def remarks(code: str) -> bytes:
    """Return the reply of a lint: a JSON list of lines, in the order of the code."""
    return json.dumps({"kind": "ok", "value": _remarks(code)}).encode()


def _remarks(code: str) -> list[str]:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            tree = ast.parse(code, FILE)
            compiled = compile(tree, FILE, "exec", dont_inherit=True)
        except SyntaxError as error:
            return [f"line {error.lineno}: {error.msg}" if error.lineno else str(error.msg)]
        except (ValueError, RecursionError, MemoryError) as error:
            return [f"the code cannot be read: {error}"]
    found = [(warning.lineno, str(warning.message)) for warning in warned]
    found += [*_absent_modules(tree), *_undefined_names(tree, compiled)]
    lines = [f"line {line}: {remark}" for line, remark in sorted(set(found))]
    return lines if _defines_check(tree) else ["there is no check at the top level of the code", *lines]


def _defines_check(tree: ast.Module) -> bool:
    """Whether ``check`` is bound by any statement of the module itself, within a condition or a try too."""
    return any(
        (isinstance(node, ast.FunctionDef) and node.name == "check")
        or (isinstance(node, ast.Name) and node.id == "check" and isinstance(node.ctx, ast.Store))
        for node in _outside_functions(tree)
    )


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            yield from _outside_functions(child)


def _absent_modules(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            wanted = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            wanted = [node.module or "."]
        else:
            continue
        for name in wanted:
            if name not in sys.modules and name not in sys.builtin_module_names:
                yield node.lineno, f"there is no module {name!r} in this sandbox"


def _undefined_names(tree: ast.Module, compiled: CodeType) -> Iterator[tuple[int, str]]:
    """Find global names that are read but never bound; none where a star import may bind anything."""
    if any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in ast.walk(tree)):
        return
    scopes = list(_scopes(compiled))
    bound = {name for scope in scopes for _, operation, name in _names(scope) if operation in _WRITES}
    for scope in scopes:
        for line, operation, name in _names(scope):
            if operation in _READS and name not in bound | _GIVEN:
                yield line, f"the name {name!r} is not defined"


def _scopes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _scopes(constant)


def _names(code: CodeType) -> Iterator[tuple[int, str, str]]:
    """Yield line, operation and name of every instruction that reads or binds a name outside the local ones."""
    for instruction in dis.get_instructions(code):
        if instruction.opname in (*_READS, *_WRITES) and instruction.positions is not None:
            yield instruction.positions.lineno or 0, instruction.opname, str(instruction.argval)
