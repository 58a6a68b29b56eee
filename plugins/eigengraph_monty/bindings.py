"""What the top level of code binds, and so all that outlives a call; see ``eigengraph_monty.independence``."""

from __future__ import annotations

import ast
import builtins
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from eigengraph_monty import vocabulary as known
from eigengraph_monty.rewriting import MARK, bound_names

_BUILTINS = frozenset(dir(builtins))
_TABLES = ast.Set | ast.List | ast.Dict
_ANNOTATION = ast.Name | ast.Attribute | ast.Subscript | ast.Tuple | ast.List | ast.Constant | ast.BinOp


class Unproven(Exception):
    """Code of which nothing can be said."""


def require(holds: bool) -> None:
    """Give up where something does not hold.

    Raises:
        Unproven: It does not.
    """
    if not holds:
        raise Unproven


@dataclass(frozen=True, slots=True)
class Bindings:
    """What names stand for, wherever they occur.

    Attributes:
        values: Names of data: of functions' own values, and of what the module keeps and nobody can change.
        functions: Names of functions.
        imports: What is imported under a name, as ``module.member`` or ``module``.
        tables: Displays that the module keeps, and that could be changed.
    """

    values: frozenset[str]
    functions: frozenset[str]
    imports: Mapping[str, str]
    tables: Mapping[str, ast.expr]

    def full_name(self, node: ast.expr) -> str:
        """Return the full name of something imported, or an empty text."""
        match node:
            case ast.Name(id=name):
                return self.imports.get(name, "")
            case ast.Attribute(value=owner, attr=attr):
                of = self.full_name(owner)
                return f"{of}.{attr}" if of else ""
        return ""

    def is_table(self, node: ast.expr) -> bool:
        """Whether it is the name of a table."""
        return isinstance(node, ast.Name) and node.id in self.tables

    def is_set(self, node: ast.expr) -> bool:
        """Whether it is the name of a table that is a set."""
        return isinstance(node, ast.Name) and isinstance(self.tables.get(node.id), ast.Set)


def bindings_of(tree: ast.Module) -> Bindings:
    """Return what code binds.

    Raises:
        Unproven: Its top level does more than bind functions, imports and literals; or a name has two meanings.
    """
    times = Counter(bound_names(tree))
    require(not any(name in _BUILTINS or name.startswith(("__", MARK)) for name in times))
    functions, imports = list(_functions(tree)), dict(_imports(tree))
    kept = dict(_kept(tree))
    require(all(times[name] == 1 for name in (*functions, *imports, *kept)))
    tables = {name: value for name, value in kept.items() if isinstance(value, _TABLES)}
    found = Bindings(frozenset(times) - {*functions, *imports, *tables}, frozenset(functions), imports, tables)
    for value in kept.values():
        require(all(_lasts(part, found) for part in (parts(value) if isinstance(value, _TABLES) else [value])))
    return found


def _functions(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.Assign(targets=[ast.Name(id=name)], value=ast.Lambda()):
                yield name


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            require(not getattr(node, "level", 0))
            module = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            for alias in node.names:
                full = module + alias.name
                require(full.partition(".")[0] in known.IMPORTABLE and (alias.asname or alias.name).isidentifier())
                yield alias.asname or alias.name, full


def _kept(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Yield the values that the module binds, and see that it does nothing else."""
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if not isinstance(value, ast.Lambda):
                yield name, value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                check_annotations([statement.annotation])
                yield name, value
            case ast.FunctionDef(args=arguments):
                defaults = [*arguments.defaults, *(value for value in arguments.kw_defaults if value is not None)]
                require(all(map(is_literal, defaults)))
            case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant()) | ast.Pass():
                pass
            case _:
                raise Unproven


def _lasts(value: ast.expr, bindings: Bindings) -> bool:
    """Whether something cannot be changed by anybody."""
    match value:
        case ast.Tuple(elts=elements):
            return all(_lasts(element, bindings) for element in elements)
        case ast.Call(func=ast.Name(id="frozenset"), args=[ast.Set() | ast.List() | ast.Tuple() as items], keywords=[]):
            return all(_lasts(element, bindings) for element in items.elts)
        case ast.Call(func=function, args=arguments, keywords=keywords):
            given = [*arguments, *(keyword.value for keyword in keywords)]
            full = bindings.full_name(function)
            return (
                full in known.LASTING and is_known_call(full, value) and all(_lasts(part, bindings) for part in given)
            )
        case ast.BinOp(left=left, right=right):
            return _lasts(left, bindings) and _lasts(right, bindings)
        case ast.Name() | ast.Attribute():
            return bindings.full_name(value) in known.IMPORTED_VALUES
    return is_literal(value)


def is_known_call(full: str, node: ast.Call) -> bool:
    """Whether a call of something imported gives only what it may get, none of it unpacked from something else."""
    most, keywords = known.IMPORTED_CALLS.get(full, (-1, frozenset()))
    return (
        len(node.args) <= most
        and not any(isinstance(argument, ast.Starred) for argument in node.args)
        and all(keyword.arg in keywords for keyword in node.keywords)
    )


def is_literal(node: ast.expr) -> bool:
    """Whether an expression is a literal that cannot change."""
    match node:
        case ast.Constant() | ast.UnaryOp(operand=ast.Constant()):
            return True
        case ast.Tuple(elts=elements):
            return all(map(is_literal, elements))
    return False


def check_annotations(nodes: Iterable[ast.expr | None]) -> None:
    """Accept expressions that are evaluated, and never looked at.

    Raises:
        Unproven: They could do something.
    """
    for node in nodes:
        for part in ast.walk(node) if node is not None else ():
            require(isinstance(part, _ANNOTATION) or not isinstance(part, ast.expr))


def parts(node: ast.AST) -> list[ast.expr]:
    """Return the expressions right below one."""
    return [part for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)]
