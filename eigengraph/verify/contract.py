"""What a checker's code must look like, told from its text alone."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from eigengraph.records import CheckerForm

MOST_CODE = 100_000
"""The longest code, in characters: parsing happens outside the sandbox."""

PARAMETERS: Mapping[CheckerForm, tuple[str, ...]] = {
    "view": ("view",),
    "databases": ("initial_db", "final_db", "actions", "messages"),
}
"""The arguments by which ``check`` is called, by the checker's form."""

_BY_TABLE = ("before", "after", "needs")
_DATABASES = frozenset({"initial_db", "final_db"})
_REMEMBERED = 256
_WIDTH = 80
_BLOCKS = (ast.stmt, ast.ExceptHandler, ast.match_case)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why code cannot run at all.

    Attributes:
        message: In a line; says what is expected.
        line: Where, if it is at one place.
    """

    message: str
    line: int | None = None


def parse(code: str) -> ast.Module | Problem:
    """Parse code that nobody trusts; nothing of it is run."""
    if len(code) > MOST_CODE:
        return Problem(f"the code has {len(code):,} characters; at most {MOST_CODE:,} are allowed")
    try:
        return ast.parse(code)
    except SyntaxError as error:
        return Problem(f"SyntaxError: {error.msg}", error.lineno)
    except (ValueError, RecursionError, MemoryError) as error:
        return Problem(f"the code cannot be parsed: {str(error) or 'it is nested too deeply'}")


@lru_cache(_REMEMBERED)
def problem_in(code: str, arguments: tuple[str, ...] = ()) -> Problem | None:
    """Say why code cannot be a checker, or return None.

    Args:
        code: Source that should define ``check``.
        arguments: The names ``check`` is called with; empty where they are not known.
    """
    tree = parse(code)
    if isinstance(tree, Problem):
        return tree
    wanted = f"def check({', '.join(arguments) or 'view'})"
    found = _last_binding(tree)
    if found is None:
        return Problem(f"the code defines no function 'check'; write `{wanted}: ...` at its top level")
    if isinstance(found, ast.AsyncFunctionDef):
        return Problem(f"'check' is async; write `{wanted}: ...`", found.lineno)
    if isinstance(found, ast.FunctionDef):
        if _yields(found):
            return Problem("'check' yields, so it returns a generator and no verdict; return a bool", found.lineno)
        return _wrong_parameters(found.args, arguments, wanted, found.lineno)
    if isinstance(found, ast.Lambda):
        return _wrong_parameters(found.args, arguments, wanted, found.lineno)
    if isinstance(found, ast.Constant | ast.List | ast.Dict | ast.Set | ast.Tuple | ast.ClassDef):
        what = "a class" if isinstance(found, ast.ClassDef) else _shown(ast.get_source_segment(code, found) or "")
        return Problem(f"'check' is {what}, no function; write `{wanted}: ...`", found.lineno)
    return None  # made by a call, say: only running it can tell


def form_of(code: str) -> CheckerForm:
    """Return the form of a checker, told from what ``check`` takes."""
    fits = [form for form, arguments in PARAMETERS.items() if problem_in(code, arguments) is None]
    return fits[0] if fits else "view"


@lru_cache(_REMEMBERED)
def named_texts(code: str) -> frozenset[str]:
    """Return the texts that stand in code as constants."""
    tree = parse(code)
    if isinstance(tree, Problem):
        return frozenset()
    return frozenset(
        node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


@lru_cache(_REMEMBERED)
def named_tables(code: str) -> frozenset[str]:
    """Return the texts by which code looks up tables, in ``view["after"]`` and its like or in what it names so."""
    tree = parse(code)
    if isinstance(tree, Problem):
        return frozenset()
    nodes = list(ast.walk(tree))
    names = {
        target.id
        for node in nodes
        if isinstance(node, ast.Assign) and _is_by_table(node.value, _DATABASES)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    names |= _DATABASES
    subscripts = [node for node in nodes if isinstance(node, ast.Subscript) and _is_by_table(node.value, names)]
    found = (node.slice.value for node in subscripts if isinstance(node.slice, ast.Constant))
    return frozenset(text for text in found if isinstance(text, str))


def _is_by_table(node: ast.expr, names: Container[str]) -> bool:
    """Whether an expression stands for rows by table: a field of a view that holds such, or one of these names."""
    match node:
        case ast.Name(id=name):
            return name in names
        case ast.Subscript(value=ast.Name(id="view"), slice=ast.Constant(value=field)):
            return field in _BY_TABLE
    return False


def _last_binding(tree: ast.Module) -> ast.AST | None:
    """Return what the name ``check`` is bound to last at the top level; inside a block, functions come first."""
    found: ast.AST | None = None
    for statement in tree.body:
        bound = list(_bindings(statement))
        functions = [node for node in bound if isinstance(node, ast.FunctionDef)]
        found = (functions or bound or [found])[-1]
    return found


def _bindings(statement: ast.AST) -> Iterator[ast.AST]:
    """Yield what a statement, or the statements inside it, bind ``check`` to, in their order.

    An ``elif`` stands inside the one before it, so code of no depth to the eye may be too deep for recursion.
    """
    pending = [statement]
    while pending:
        node = pending.pop()
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                if name == "check":
                    yield node
            case ast.Assign(targets=targets, value=value) if any(map(_is_check, targets)):
                yield value
            case ast.AnnAssign(target=target, value=ast.expr() as value) if _is_check(target):
                yield value
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                if any((name.asname or name.name) == "check" for name in names):
                    yield node
            case _:
                inside = [child for child in ast.iter_child_nodes(node) if isinstance(child, _BLOCKS)]
                pending.extend(reversed(inside))


def _is_check(target: ast.expr) -> bool:
    return isinstance(target, ast.Name) and target.id == "check"


def _yields(function: ast.FunctionDef) -> bool:
    pending: list[ast.AST] = list(function.body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Yield | ast.YieldFrom):
            return True
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            pending.extend(ast.iter_child_nodes(node))
    return False


def _wrong_parameters(given: ast.arguments, arguments: Sequence[str], wanted: str, line: int) -> Problem | None:
    if not arguments or _accepts(given, arguments):
        return None
    taken = _shown(ast.unparse(_bare(given)))
    return Problem(f"'check' takes ({taken}), but is called by name; write `{wanted}: ...`", line)


def _bare(given: ast.arguments) -> ast.arguments:
    """Return parameters without their annotations and defaults, which nothing bounds."""

    def named(parameters: Sequence[ast.arg]) -> list[ast.arg]:
        return [ast.arg(parameter.arg) for parameter in parameters]

    return ast.arguments(
        posonlyargs=named(given.posonlyargs),
        args=named(given.args),
        vararg=given.vararg and ast.arg(given.vararg.arg),
        kwonlyargs=named(given.kwonlyargs),
        kw_defaults=[default and ast.Constant(...) for default in given.kw_defaults],
        kwarg=given.kwarg and ast.arg(given.kwarg.arg),
        defaults=[ast.Constant(...) for _ in given.defaults],
    )


def _shown(text: str) -> str:
    """Return some of the code as part of a line."""
    line = " ".join(text.split())
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"


def _accepts(given: ast.arguments, arguments: Sequence[str]) -> bool:
    """Whether a function with these parameters can be called with these arguments by name."""
    by_position = [*given.posonlyargs, *given.args]
    demanded = by_position[: len(by_position) - len(given.defaults)]
    demanded += [name for name, default in zip(given.kwonlyargs, given.kw_defaults, strict=True) if default is None]
    if any(parameter in demanded for parameter in given.posonlyargs):
        return False
    known = {parameter.arg for parameter in (*given.args, *given.kwonlyargs)}
    return {parameter.arg for parameter in demanded} <= set(arguments) and (
        given.kwarg is not None or set(arguments) <= known
    )
