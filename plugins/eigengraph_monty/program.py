"""From a checker's code to what a monty worker is fed."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache

from eigengraph.verify.contract import Problem, parse, problem_in
from eigengraph_monty.desugar import Desugared, desugar
from eigengraph_monty.independence import cases_are_independent
from eigengraph_monty.limits import MOST_NODES
from eigengraph_monty.refusals import CannotDesugarError, unsupported

_REMEMBERED = 256
# Monty has it, other sandboxes do not: a checker could import it only to be judged in no second one.
_OURS_ALONE = frozenset({"asyncio"})

ASK = 'namespace["check"](**json.loads(arguments))'
"""Calls ``check`` in a session that ``Program.load`` has prepared."""

ASK_EACH = """
answers = []
for arguments in every:
    try:
        answers.append([namespace["check"](**json.loads(arguments))])
    except Exception:
        answers.append([])
answers
"""
"""Calls it for each of several inputs, as deep down as ``ASK`` does; an empty answer where it did not return."""


@dataclass(frozen=True, slots=True)
class Program:
    """Code that is ready to be fed, or what keeps it from being so.

    Attributes:
        desugared: The code as monty is to run it.
        problem: What is wrong with it; None where it can be fed.
        imports: Lines of the author's code on which something is imported.
        independent: Whether it is proven that no call of ``check`` can notice another.
    """

    desugared: Desugared
    problem: Problem | None = None
    imports: frozenset[int] = frozenset()
    independent: bool = False

    @property
    def load(self) -> str:
        """What runs ``code`` without calling ``check``."""
        needed = ", ".join(f"{name!r}: {name}" for name in self.desugared.helpers)
        return f"{self.desugared.prelude}\nimport json\n\nnamespace = {{{needed}}}\nexec(code, namespace)\n"


@lru_cache(_REMEMBERED)
def program_of(code: str) -> Program:
    """Return what to feed a worker for a checker's code."""
    problem = problem_in(code)
    tree = parse(code)
    if problem is not None or isinstance(tree, Problem):
        return Program(Desugared(code), problem)
    nodes = list(ast.walk(tree))
    if len(nodes) > MOST_NODES:
        return Program(
            Desugared(code), Problem(str(unsupported(f"code of more than {MOST_NODES:,} parts", None)), None)
        )
    imports = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    for node in imports:
        if any(name.partition(".")[0] in _OURS_ALONE for name in _modules(node)):
            return Program(Desugared(code), Problem("asyncio is not offered; check answers at once", node.lineno))
    independent = cases_are_independent(tree)  # before it is rewritten
    try:
        return Program(desugar(code, tree), None, frozenset(node.lineno for node in imports), independent)
    except CannotDesugarError as error:
        return Program(Desugared(code), Problem(str(error), error.line))


def _modules(node: ast.Import | ast.ImportFrom) -> list[str]:
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
