r"""Regular expressions as monty must be given them, so that they mean what they mean in Python.

To monty, ``$`` is the very end of a text and ``\Z`` the place before any newlines at its end. In Python ``$`` is also
the place before one newline at the end, and ``\Z`` the very end. In a class of characters, ``[``, ``&&`` and ``~~`` are
signs of sets to monty, and stand for themselves in Python. Of matches of nothing, monty misses those right behind
another match, so a pattern that may match nothing or something is refused where all matches are looked for.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Sequence
from copy import deepcopy

from eigengraph_monty.limits import LONGEST_PATTERN
from eigengraph_monty.refusals import CannotDesugarError, unsupported
from eigengraph_monty.rewriting import Known

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import sre_parse

_PARTS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\$", re.DOTALL)
"""What stands for itself wherever it is: an escape, a class of characters, an end."""

_ENDS = {"$": r"(?=\n?\z)", r"\Z": r"\z"}
_IN_CLASS = re.compile(r"\\.|[\[&~]", re.DOTALL)
"""What stands for itself in a class of characters to Python, and may not to monty."""

_SETS = re.compile(r"&&|~~|--|\[\^?\[")
_INLINE = re.compile(r"\(\?[a-zA-Z]*[aLx]")
_GOING_ON = frozenset({"findall", "finditer", "split", "sub"})
_MULTILINE = re.compile(r"\(\?[aiLsux]*m")
_FUNCTIONS = frozenset({"compile", "search", "match", "fullmatch", "findall", "finditer", "sub", "subn", "split"})


def mend_patterns(tree: ast.Module, known: Known) -> bool:
    """Change the patterns that calls of ``re`` are given, and say whether any had to be.

    A pattern is a literal, an f-string, a sum of such, or a name that is bound once, to one of these. In one of several
    parts with classes of characters, which may reach across what is inserted, nothing is changed.

    Args:
        tree: The code.
        known: What is known of it.

    Raises:
        CannotDesugarError: A pattern means something else in monty; or it is none of these, and some other text of the
            code could be one that does.
    """
    if not any(full.partition(".")[0] == "re" for full in known.imports.values()):
        return False
    constants = known.texts
    changed, resolved, unknown = False, set(constants.values()), []
    for call in [node for node in ast.walk(tree) if isinstance(node, ast.Call)]:
        module, _, name = known.full_name(call.func).rpartition(".")
        if module != "re" or name not in _FUNCTIONS:
            continue
        holder = next((keyword for keyword in call.keywords if keyword.arg == "pattern"), None)
        given = holder.value if holder else call.args[0] if call.args else None
        pattern = deepcopy(constants[given.id]) if isinstance(given, ast.Name) and given.id in constants else given
        parts = list(_parts(pattern)) if pattern else []
        if given is None or pattern is None or not all(_is_known(part, known) for part in parts):
            unknown.append(call)
            continue
        literals = [part for part in parts if isinstance(part, ast.Constant)]
        resolved.update(literals)
        if literals:
            _check(parts, call, name, tree)
        if _mend(literals, alone=len(parts) == 1, multiline=_is_multiline(call, known), line=call.lineno):
            changed = True
            if holder:
                holder.value = pattern
            else:
                call.args[0] = pattern
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and node not in resolved]
    if unknown and any(isinstance(text, str) and _differs(text) for text in texts):
        raise CannotDesugarError(
            "a pattern that is worked out may mean something else here; give re a literal, or a name bound once to one",
            unknown[0].lineno,
        )
    return changed


def _check(parts: Sequence[ast.expr], call: ast.Call, name: str, tree: ast.Module) -> None:
    """Refuse a pattern that Python itself does not read, or of which monty does not find every empty match."""
    pattern = "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in parts)
    if len(pattern) > LONGEST_PATTERN:
        raise unsupported(f"a pattern of more than {LONGEST_PATTERN:,} characters", call.lineno)
    if _INLINE.search(pattern):
        raise unsupported("a pattern with the flags a, L or x in it", call.lineno)
    empty = _may_be_empty(pattern)
    if empty is None and len(parts) == 1:
        raise CannotDesugarError("a pattern is none to Python", call.lineno)
    if empty and (_removes(call, 1) if name == "sub" else name not in _GOING_ON) and name != "compile":
        return
    if empty and (name != "compile" or _is_gone_through(call, tree)):
        raise unsupported(f"a pattern that may match nothing, in {'re.' + name}", call.lineno, "demand a character")


def _may_be_empty(pattern: str) -> bool | None:
    """Whether a pattern may match nothing or something, either; None if it is no pattern."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern)
            least, most = sre_parse.parse(pattern).getwidth()
    except (re.error, RecursionError, OverflowError):
        return None
    return least == 0 and most > 0


def _removes(call: ast.Call, at: int) -> bool:
    """Whether what is found is replaced by nothing."""
    given = call.args[at] if len(call.args) > at else None
    return isinstance(given, ast.Constant) and given.value == ""


def _is_gone_through(compiled: ast.Call, tree: ast.Module) -> bool:
    """Whether code may look for every match of a compiled pattern."""
    names = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and node.value is compiled
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=owner, attr="findall" | "finditer" | "sub" | "split" as attr)):
                here = isinstance(owner, ast.Name) and owner.id in names
                elsewhere = not names and attr != "split"
                if (here or elsewhere or owner is compiled) and not (attr == "sub" and _removes(node, 0)):
                    return True
    return False


def _differs(text: str) -> bool:
    """Whether a text could be a pattern that means something else to monty."""
    try:
        mended = _mended(text, multiline=False, line=0)
    except CannotDesugarError:
        return True
    return mended != text or bool(_INLINE.search(text)) or ("\\" in text and _may_be_empty(text) is True)


def _parts(pattern: ast.expr) -> Iterator[ast.expr]:
    match pattern:
        case ast.JoinedStr(values=values):
            yield from values
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            yield from _parts(left)
            yield from _parts(right)
        case _:
            yield pattern


def _is_known(part: ast.expr, known: Known) -> bool:
    match part:
        case ast.Constant() | ast.FormattedValue():
            return True
        case ast.Call(func=function):
            return known.full_name(function) in ("re.escape", "re.compile")
    return False


def _is_multiline(call: ast.Call, known: Known) -> bool:
    return any(
        isinstance(part, ast.Name | ast.Attribute) and known.full_name(part) in ("re.M", "re.MULTILINE")
        for part in ast.walk(call)
    )


def _mend(literals: Sequence[ast.Constant], *, alone: bool, multiline: bool, line: int) -> bool:
    texts = [(literal, literal.value) for literal in literals if isinstance(literal.value, str)]
    if not alone and any("[" in text for _, text in texts):
        if any(_SETS.search(text) for _, text in texts):
            raise CannotDesugarError("'&&', '~~', '--' and '[[' in a pattern of several parts mean sets here", line)
        return False
    multiline = multiline or any(_MULTILINE.search(text) for _, text in texts)
    changed = False
    for literal, text in texts:
        literal.value = _mended(text, multiline=multiline, line=line)
        changed |= literal.value != text
    return changed


def _mended(pattern: str, *, multiline: bool, line: int) -> str:
    def part(found: re.Match[str]) -> str:
        text = found[0]
        if text[0] != "[":
            return text if multiline and text == "$" else _ENDS.get(text, text)
        if "--" in text:
            raise unsupported("'--' inside […] of a pattern", line, r"write '\-'")
        begin = 2 if text.startswith("[^") else 1
        inner = _IN_CLASS.sub(lambda sign: rf"\{sign[0]}" if len(sign[0]) == 1 else sign[0], text[begin:-1])
        return text[:begin] + inner + text[-1]

    return _PARTS.sub(part, pattern)
