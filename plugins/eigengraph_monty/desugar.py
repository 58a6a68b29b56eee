r"""Rewriting Python that monty cannot run, or runs otherwise than Python does, into Python that it runs alike.

These are rewritten, unless the code gives the name in question a meaning of its own:

=============================  ======================================================================================
``any(E for T in I if C)``     ``lazy_any(lambda item: [E for T in [item] if C], I)``, which stops at the first that
                               decides; ``all``, ``next`` and ``in`` likewise, ``map`` and ``filter`` as generators.
                               ``for`` over such goes item by item (``eigengraph_monty.laziness``).
``zip(…)`` that is kept        ``iter(zip(…))``, which is gone through once; ``enumerate``, ``reversed`` likewise.
``s |= t``, ``l *= n``         ``s = kept(s, s | t)``, which changes ``s`` in place where Python does: sets, lists,
                               counters, deques. ``l += t`` takes anything that can be gone through.
``s.difference_update(t)``     the same in place; ``s.union(t, u)`` one after the other.
``del d[k]``, ``del l[a:b]``   ``remove(d, k)``, where ``remove`` pops, and leaves a ``Counter`` without the key as it
                               is; ``l[a:b] = []``.
``d.get`` as a value           ``(lambda owner: lambda *items: owner.get(*items))(d)``; every method likewise.
``str.split(x, …)``            ``x.split(…)``; every method of ``str`` likewise, and as a value.
``hasattr(x, "items")``        also looks whether the type of ``x`` is one whose values have it.
``x.is_integer()``             says it of a float; ``x.__class__`` is ``type(x)``.
``round``                      a function that rounds a float to the nearest decimal of what it is, as Python does:
                               monty rounds ``2.675`` to ``2.68``.
``f"{x:<9}"``, ``format``      what has no formats (None, lists, …) raises a ``TypeError``.
``assert x, [1]``              the message is a text, ``"[1]"``; that of ``ValueError([1])`` likewise.
``datetime.strptime``          a function that reads what Python reads; ``fromisoformat`` reads the common forms.
``re.search(r"a$", …)``        the pattern means what it means in Python (``eigengraph_monty.patterns``).
``re.sub(p, f, s)``            goes through the matches and calls ``f``; ``r"\n"`` is a new line
                               (``eigengraph_monty.replacements``).
``except Exception``           passes on what only says that monty lacks something.
=============================  ======================================================================================

Refused, with a line that says what it is, are the modules, names, attributes and special methods that monty lacks,
wherever they stand (``eigengraph_monty.support``, ``eigengraph_monty.inventory``); what is lazy and kept, where to
evaluate it at once could tell; names of attributes that are worked out; patterns that may match nothing where all
matches are looked for; patterns and replacements that are worked out, where a text in the code could mean something
else; a text that only Python's ``fromisoformat`` reads; exceptions of several arguments.

Some differences are left as they are:

- the order of sets, which is that in which members came; Python's depends on hashes, of texts on chance;
- ``{1: "a", True: "b"}``, which keeps the key ``True`` where Python keeps ``1``;
- in patterns ``\s`` does not match the separators ``\x1c`` to ``\x1f``; ``\w`` matches combining marks and not ``²`` or
  ``½``;
- patterns that come with the input, and functions of ``re`` that are used as values, are left as they are;
- ``int("٣")``: only the digits 0 to 9 are read; ``"abc".find("", 5)`` is 3;
- the wording of some errors of builtins, ``error.args`` of one whose argument is no text, what is shown of flags,
  types, functions and of dataclasses that a function defines;
- changes of what a kept ``zip``, ``enumerate``, ``reversed``, ``map(str, …)`` or ``filter(None, …)`` goes through;
- ``l += t`` on an attribute, an item, or a name of numbers alone, where ``t`` is a name and turns out to be no list:
  a ``TypeError``;
- a float as text where two texts of its 16 digits are equally near (monty writes ``512.0000610351563``, Python
  ``…562``);
- a ``finally`` that returns, which hides what ``except`` passes on;
- a list of reasons that holds itself, which Python cannot return as JSON.

An assignment expression inside what becomes a lambda is refused: it would bind nothing outside of it.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from eigengraph_monty.laziness import keep_lazy
from eigengraph_monty.methods import call_methods
from eigengraph_monty.operations import operate
from eigengraph_monty.patterns import mend_patterns
from eigengraph_monty.prelude import prelude_of
from eigengraph_monty.refusals import CannotDesugarError
from eigengraph_monty.replacements import mend_replacements
from eigengraph_monty.rewriting import Known, imported
from eigengraph_monty.support import refuse_what_is_lacking

_REWRITES = (mend_patterns, mend_replacements, keep_lazy, call_methods, operate)
_REWRITTEN = frozenset({"datetime", "re", "itertools"})
"""Modules of which something is rewritten."""


@dataclass(frozen=True, slots=True)
class Desugared:
    """Code that monty runs as Python would.

    Attributes:
        code: The code.
        prelude: What must be run before it.
        helpers: The names that it needs of that.
        starts: Where each part of it begins, as (line, column from 0), in order; empty where nothing was rewritten.
        lines: The line of the author's code that each part comes from.
    """

    code: str
    prelude: str = ""
    helpers: tuple[str, ...] = ()
    starts: tuple[tuple[int, int], ...] = ()
    lines: tuple[int, ...] = ()

    def line(self, line: int, column: int) -> int:
        """Return the author's line for a place in this code; ``column`` counts from 0."""
        at = bisect_right(self.starts, (line, column)) - 1
        return self.lines[at] if at >= 0 else line


def desugar(code: str, tree: ast.Module) -> Desugared:
    """Rewrite code.

    Args:
        code: The code.
        tree: The code, parsed; it is changed.

    Raises:
        CannotDesugarError: A rewrite would change what it means, or it is nested too deeply.
    """
    known = Known.of(tree)
    try:
        refuse_what_is_lacking(tree, known)
        _refuse_second_meanings(tree, known)
        rewrote = [rewrite(tree, known) for rewrite in _REWRITES]
        if not any(rewrote):
            return Desugared(code)
        rewritten = ast.fix_missing_locations(tree)
        written = ast.unparse(rewritten)
        lines = dict(_origins(rewritten, ast.parse(written)))
    except CannotDesugarError:
        raise
    except (RecursionError, SyntaxError, ValueError) as error:  # too deep, or a number of too many digits
        raise CannotDesugarError(f"the code cannot be rewritten: {error}") from None
    prelude, helpers = prelude_of(written)
    starts = tuple(sorted(lines))
    return Desugared(written, prelude, helpers, starts, tuple(lines[start] for start in starts))


def _refuse_second_meanings(tree: ast.Module, known: Known) -> None:
    """See that a name that is imported from a module of which something is rewritten means nothing else."""
    rewritten = {name for name, full in known.imports.items() if full.partition(".")[0] in _REWRITTEN}
    times = Counter(name for name, _ in imported(ast.walk(tree))) if rewritten else {}
    for name in sorted(rewritten):
        if known.bound[name] != times[name]:
            raise CannotDesugarError(f"the name {name!r} is imported and bound otherwise too; give one another name")


def _origins(rewritten: ast.AST, written: ast.AST) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield where each part stands as written out, with its line before; both trees have the same shape."""
    for before, after in zip(ast.walk(rewritten), ast.walk(written), strict=False):
        if type(before) is not type(after):
            return
        if isinstance(before, ast.stmt | ast.expr) and isinstance(after, ast.stmt | ast.expr):
            yield (after.lineno, after.col_offset), before.lineno
