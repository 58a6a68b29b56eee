"""What monty lacks is refused before anything runs, wherever it stands: no ``except`` can make a verdict of it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from eigengraph_monty import inventory
from eigengraph_monty.refusals import CannotDesugarError, unsupported
from eigengraph_monty.rewriting import MARK, Known

_KEYWORDS = {
    "json.dumps": frozenset({"indent", "sort_keys", "ensure_ascii", "separators", "allow_nan", "skipkeys"}),
    "json.loads": frozenset({"parse_float", "parse_int"}),
    "dataclasses.dataclass": frozenset({"frozen", "eq"}),
    "dataclasses.field": frozenset({"default", "default_factory"}),
}
"""Keywords of functions that have more of them in Python."""

_DECORATORS = {"property": "@property", "staticmethod": "@staticmethod", "classmethod": "@classmethod"}
_ERRORS = tuple(name for name in inventory.BUILTINS if name.endswith("Error") or name in ("Exception", "BaseException"))
_MOST = {"findall": 1, "finditer": 1, "match": 1, "search": 1, "fullmatch": 1}
"""How many arguments these methods of patterns take."""
_READ = frozenset({"__name__", "__class__"})
_ENUMS = frozenset({"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"})


def refuse_what_is_lacking(tree: ast.Module, known: Known) -> None:
    """See that code needs nothing that monty lacks, as far as that can be read off.

    Args:
        tree: The code.
        known: What is known of it.

    Raises:
        CannotDesugarError: It does.
    """
    nodes = list(ast.walk(tree))
    annotations = (
        set(_annotations(nodes)) if any(full.startswith("typing") for full in known.imports.values()) else set()
    )
    for node in nodes:
        match node:
            case ast.Subscript(value=value) if node not in annotations and known.full_name(value).startswith("typing."):
                raise unsupported(
                    f"{ast.unparse(node)} outside an annotation", node.lineno, "write it where it is used"
                )
            case ast.Import(names=names):
                for alias in names:
                    _module(alias.name, node.lineno)
            case ast.ImportFrom():
                _members(node)
            case ast.ClassDef():
                _class(node)
            case ast.Attribute(ctx=ast.Load()):
                _attribute(node, known)
            case ast.Name(id=name) if name.startswith(MARK):
                raise CannotDesugarError(
                    f"the name {name!r} is taken: {MARK}… is what rewriting brings in", node.lineno
                )
            case ast.Name(id=name, ctx=ast.Load()) if name in inventory.NO_BUILTINS and name not in known.bound:
                raise unsupported(_DECORATORS.get(name, f"the builtin {name!r}"), node.lineno)
            case ast.Yield() | ast.YieldFrom():
                raise unsupported("'yield'", node.lineno, "return a list")
            case ast.Call():
                _call(node, known)


def _module(name: str, line: int) -> None:
    if name not in inventory.MODULES:
        raise unsupported(f"the module {name!r}", line, f"there are {', '.join(sorted(inventory.MODULES))}")


def _members(node: ast.ImportFrom) -> None:
    module = node.module or "." * node.level
    for alias in node.names:
        if module not in inventory.MODULES and alias.name in _ENUMS:
            raise unsupported(alias.name, node.lineno, "write constants")
        _module(module, node.lineno)
        if alias.name != "*" and alias.name not in inventory.MODULES[module]:
            raise unsupported(f"{module}.{alias.name}", node.lineno)


def _class(node: ast.ClassDef) -> None:
    if node.bases or node.keywords:
        base = ast.unparse(node.bases[0]) if node.bases else "metaclass"
        raise unsupported(f"a class that inherits ({node.name} from {base})", node.lineno)
    for statement in node.body:
        names: list[str] = []
        match statement:
            case ast.FunctionDef(name=name, decorator_list=decorators):
                names = [name]
                if decorators:
                    raise unsupported(f"@{ast.unparse(decorators[0])} on a method", statement.lineno)
            case ast.Assign(targets=targets):
                names = [target.id for target in targets if isinstance(target, ast.Name)]
            case ast.ClassDef():
                raise unsupported("a class inside a class", statement.lineno)
        for name in names:
            if name.startswith("__") and name.endswith("__") and name not in inventory.SPECIAL_METHODS:
                raise unsupported(f"a class with {name}", statement.lineno)


def _attribute(node: ast.Attribute, known: Known) -> None:
    owner, _, name = known.full_name(node).rpartition(".")
    if owner in inventory.MODULES and (name not in inventory.MODULES[owner]):
        raise unsupported(f"{owner}.{name}", node.lineno)
    if owner == "datetime.datetime" and name == "today":
        raise unsupported("datetime.today", node.lineno, "write datetime.now()")
    if owner in inventory.MODULES or (not owner and node.attr in known.own):
        return
    special = node.attr.startswith("__") and node.attr.endswith("__") and node.attr not in _READ
    if special or node.attr in inventory.NO_ATTRIBUTES:
        raise unsupported(f".{node.attr}", node.lineno)


def _call(node: ast.Call, known: Known) -> None:
    full = known.full_name(node.func)
    if full in _KEYWORDS:
        _options(node, full)
    match node.func:
        case ast.Name(id=name) if name in _ERRORS and name not in known.bound and (len(node.args) > 1 or node.keywords):
            raise unsupported(f"{name} with several arguments", node.lineno, "give it one text")
        case ast.Attribute(attr=attr) if attr not in known.own and not full:
            texts = [isinstance(part, ast.Constant) and isinstance(part.value, str) for part in node.args]
            if attr == "group" and len(texts) > 1 and any(texts):
                raise unsupported("group(…) of several groups, some by name", node.lineno, "ask for one at a time")
            if attr in ("start", "end", "span") and texts == [True]:
                raise unsupported(f"{attr}(…) of a group by name", node.lineno, "give its number")
            if len(node.args) > _MOST.get(attr, len(node.args)):
                raise unsupported(f"{attr}(…) of a pattern from some place on", node.lineno, "cut the text")
            if attr == "groups" and node.args:
                raise unsupported("groups(…) with a default", node.lineno)


def _annotations(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield every part of what is only an annotation."""
    for node in nodes:
        match node:
            case ast.arg(annotation=ast.expr() as given) | ast.AnnAssign(annotation=given):
                yield from ast.walk(given)
            case ast.FunctionDef(returns=ast.expr() as given):
                yield from ast.walk(given)


def _options(node: ast.Call, full: str) -> None:
    for keyword in node.keywords:
        if keyword.arg not in _KEYWORDS[full]:
            raise unsupported(f"{full} with {keyword.arg or '**'}=", node.lineno)
