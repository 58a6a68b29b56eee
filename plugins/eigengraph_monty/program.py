"""From a checker's code to what a monty worker is fed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from eigengraph.verify.contract import Problem, parse, problem_in
from eigengraph_monty.desugar import HELPERS, PRELUDE, CannotDesugarError, Desugared, desugar

_REMEMBERED = 256

_SHARES = re.compile(r"\b(?:[Rr]andom|getcontext|setcontext|localcontext)\b")
# Each case gets a namespace and a random state of its own; modules cannot be changed in monty. So nothing that one case
# does reaches the next, but for what stands in ``_SHARES``: sources of entropy and decimal's context are the session's.
_RUN = f"""{PRELUDE}
import json
import random

def run(code, arguments):
    random.seed(0)
    namespace = {{{", ".join(f"{name!r}: {name}" for name in HELPERS)}}}
    exec(code, namespace)
    return namespace["check"](**json.loads(arguments))
"""

ONE = f"{_RUN}\nrun(code, cases[0])\n"
"""Runs the first case; what it raises is raised, so that its place in the code is known."""

MANY = f"""{_RUN}
def attempt(arguments):
    try:
        return [run(code, arguments)]
    except BaseException:
        return None

[attempt(arguments) for arguments in cases]
"""
"""Runs every case; gives ``[value]`` for each, and None for one that raised."""

LOAD = f"{_RUN}\nexec(code, {{}})\n"
"""Runs the code without calling ``check``."""


@dataclass(frozen=True, slots=True)
class Program:
    """Code that is ready to be fed, or what keeps it from being so."""

    desugared: Desugared
    problem: Problem | None = None

    @property
    def alone(self) -> bool:
        """Whether each case needs a session of its own, since the code may reach what cases of one session share."""
        return _SHARES.search(self.desugared.code) is not None


@lru_cache(_REMEMBERED)
def program_of(code: str) -> Program:
    """Return what to feed a worker for a checker's code."""
    problem = problem_in(code)
    tree = parse(code)
    if problem is not None or isinstance(tree, Problem):
        return Program(Desugared(code), problem)
    try:
        return Program(desugar(code, tree))
    except CannotDesugarError as error:
        return Program(Desugared(code), Problem(str(error), error.line))
