"""Compiling a checker, in a child that runs nothing of it: what comes out is the same for every run of the code.

A compiler may break over code, so nobody compiles it outside a child. But to compile costs as much as to run, and code
is run many times: so the caller keeps what came out, without looking into it, and hands it to each run. No run finds
traces of a compilation, be it the first or not.
"""

from __future__ import annotations

import ast
import marshal

from eigengraph_zygote.limits import PROGRAM_BYTES
from eigengraph_zygote.verdict import FILE, failure, reply
from eigengraph_zygote.wire import PROGRAM


def compiled(source: str) -> bytes:
    """Return the program of a checker, ``PROGRAM`` first; or a reply that says what keeps it from being one."""
    try:
        # Trees are slow to make, and most code catches nothing.
        read = _letting_memory_errors_through(ast.parse(source, FILE)) if "except" in source else source
        program = marshal.dumps(compile(read, FILE, "exec", dont_inherit=True))
    except SyntaxError as error:
        return reply("invalid_code", f"SyntaxError: {error.msg}", error.lineno)
    except ValueError as error:  # characters that no source may hold
        return reply("invalid_code", f"{type(error).__name__}: {error}", None)
    except (MemoryError, RecursionError) as error:
        return failure(error)
    if len(program) > PROGRAM_BYTES:
        return reply("limit", f"it compiles to more than {PROGRAM_BYTES:,} bytes", None)
    return PROGRAM + program


def _letting_memory_errors_through(tree: ast.Module) -> ast.Module:
    """Have every ``try`` raise a ``MemoryError`` again, so that a limit that was reached is not taken for an answer."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Try) and node.handlers:
            place = node.handlers[0]
            again = ast.copy_location(ast.Raise(), place)
            kind = ast.copy_location(ast.Name("MemoryError", ast.Load()), place)
            node.handlers.insert(0, ast.copy_location(ast.ExceptHandler(kind, None, [again]), place))
    return tree
