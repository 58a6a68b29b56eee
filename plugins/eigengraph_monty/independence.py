"""A proof that one call of ``check`` leaves nothing behind that another could notice.

Cases of code that is proven so may be judged one after another in one session, at less than half of what a session
each costs. The proof must never take code that can tell what came before for code that cannot; the other way round,
only time is lost. It reads code as its author wrote it, which is rewritten for monty afterwards.

Nothing survives a call, since all that outlives one is what the module binds (``eigengraph_monty.bindings``):

- functions without decorators, whose defaults are literals that cannot change. They have attributes, but nothing that
  assigns one occurs;
- imports from a few modules, of which only what has no state is used (``eigengraph_monty.vocabulary``);
- values that cannot change: literals, and calls such as ``re.compile`` and ``Decimal`` of literals;
- **tables**: displays of such values (``{"a", "b"}``). They could change, so they stand only where they are read: to be
  compared, gone through, looked up in. None can be got hold of.

Each of these names is bound once in the whole code, ``global`` does not occur, and no builtin gets another meaning.

Nor does anything else show what came before (``eigengraph_monty.expressions``):

- The text of a function, a method or an iterator shows where it lies in memory. They occur only where they are used
  up at once: functions where they are called, or handed to ``map``, ``filter`` or ``key=``; iterators where something
  goes through them. None becomes a value.
- ``is`` compares with None, True and False alone: two equal texts may be one object or two.
- What a session has left of time, memory and output can only end a run. Nothing catches that: ``except`` names
  exceptions of which no limit is one, there is neither ``finally`` nor ``with``, and nothing is printed.
- ``str.format`` reaches attributes by text, so its templates are literals that do not.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from eigengraph_monty import vocabulary as known
from eigengraph_monty.bindings import Unproven, bindings_of, check_annotations, require
from eigengraph_monty.expressions import Expressions


def cases_are_independent(tree: ast.Module) -> bool:
    """Whether it is proven that what a function of the code returns depends on its arguments alone.

    Args:
        tree: The code as its author wrote it.
    """
    try:
        statements = _Statements(Expressions(bindings_of(tree)))
        statements.block(statement for statement in tree.body if isinstance(statement, ast.FunctionDef))
    except (Unproven, RecursionError):
        return False
    return True


class _Statements:
    """Accepts the statements of functions that are known to be harmless, as ``Expressions`` does expressions."""

    def __init__(self, expressions: Expressions) -> None:
        self._accept = expressions

    def block(self, statements: Iterable[ast.stmt]) -> None:
        for statement in statements:
            self._statement(statement)

    def _statement(self, node: ast.stmt) -> None:
        match node:
            case ast.FunctionDef(decorator_list=[]):
                self._accept.signature(node.args)
                check_annotations([node.returns])
                self.block(node.body)
            case ast.Assign(targets=[ast.Name()], value=ast.Lambda() as function):
                self._accept.applied(function)
            case ast.Assign(targets=targets, value=value):
                self._accept.value(value)
                self._accept.targets(targets)
            case ast.AnnAssign(target=target, annotation=annotation, value=ast.expr() as value):
                check_annotations([annotation])
                self._accept.value(value)
                self._accept.targets([target])
            case ast.AugAssign(target=target, value=value):
                self._accept.value(value)
                self._accept.targets([target])
            case ast.Expr(value=value) | ast.Return(value=ast.expr() as value):
                self._accept.value(value)
            case ast.If(test=test, body=body, orelse=orelse) | ast.While(test=test, body=body, orelse=orelse):
                self._accept.value(test)
                self.block([*body, *orelse])
            case ast.For(target=target, iter=items, body=body, orelse=orelse):
                self._accept.iterable(items)
                self._accept.targets([target])
                self.block([*body, *orelse])
            case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=[]):
                self.block([*body, *orelse])
                for handler in handlers:
                    require(_is_caught(handler.type))
                    self.block(handler.body)
            case ast.Raise(exc=raised, cause=None):
                self._raise(raised)
            case ast.Assert(test=test, msg=message):
                self._accept.values([test] if message is None else [test, message])
            case ast.Delete(targets=targets):
                require(all(isinstance(target, ast.Subscript) for target in targets))
                self._accept.targets(targets)
            case ast.Import() | ast.ImportFrom() | ast.Return() | ast.Pass() | ast.Break() | ast.Continue():
                pass
            case _:
                raise Unproven

    def _raise(self, raised: ast.expr | None) -> None:
        match raised:
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                require(name in known.RAISED)
                self._accept.values(arguments)
            case ast.Name(id=name):
                require(name in known.RAISED)
            case _:
                require(raised is None)


def _is_caught(node: ast.expr | None) -> bool:
    kinds = node.elts if isinstance(node, ast.Tuple) else [node]
    return all(isinstance(kind, ast.Name) and kind.id in known.CAUGHT for kind in kinds)
