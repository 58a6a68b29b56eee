r"""What rewritten code calls, written in Python that monty runs as Python does."""

from __future__ import annotations

import re

from eigengraph_monty.inventory import TYPES
from eigengraph_monty.moments import MOMENTS
from eigengraph_monty.refusals import LACKING
from eigengraph_monty.rewriting import MARK

_DIGITS = 1074  # no float has more of them behind its point
_HELPERS = {
    "any": """
def M_any(values, items):
    for item in items:
        for value in values(item):
            if value:
                return True
    return False
""",
    "all": """
def M_all(values, items):
    for item in items:
        for value in values(item):
            if not value:
                return False
    return True
""",
    "in": """
def M_in(sought, values, items):
    for item in items:
        for value in values(item):
            if value is sought or value == sought:
                return True
    return False
""",
    "first": """
def M_first(values, items):
    for item in items:
        for value in values(item):
            return [value]
    return []
""",
    "next": """
def M_next(values, items, *default):
    found = M_first(values, items)
    if not found and not default:
        raise StopIteration
    return found[0] if found else default[0]
""",
    "remove": """
from collections import Counter as M_Counter
def M_remove(values, key):
    if isinstance(values, list):
        values.pop(key)
    elif isinstance(values, dict):
        if key in values or not isinstance(values, M_Counter):
            values.pop(key)
    elif type(values).__name__ == "deque":
        kept = list(values)
        kept.pop(key)
        values.clear()
        values.extend(kept)
    else:
        raise TypeError(f"{type(values).__name__!r} object doesn't support item deletion")
""",
    "round": f"""
def M_round(number, ndigits=None):
    if isinstance(number, float) and isinstance(ndigits, int) and ndigits >= 0:
        return float(f"{{number:.{{min(ndigits, {_DIGITS})}}f}}")
    return round(number, ndigits)
""",
    "whole": """
def M_whole(number):
    if isinstance(number, float):
        return number - number == 0 and number == int(number)
    return number.is_integer()
""",
    "spec": """
def M_spec(value):
    kind = type(value).__name__
    if value is None or kind not in M_SPEC:
        raise TypeError(f"unsupported format string passed to {kind}.__format__")
    return value
M_SPEC = {"str", "int", "float", "bool", "complex", "Decimal", "date", "datetime", "time"}
""",
    "text": """
def M_text(value):
    return value if isinstance(value, str) else str(value)
""",
    "key": f"""
def M_key(value):
    if not isinstance(value, str):
        raise KeyboardInterrupt("an error about a key that is no text {LACKING}")
    return value
""",
    "has": """
def M_has(value, name, kinds):
    return type(value).__name__ in kinds or hasattr(value, name)
""",
    "kept": """
def M_kept(left, new):
    if left is new:
        return left
    if isinstance(left, list) and isinstance(new, list):
        left[:] = new
    elif isinstance(left, set) and isinstance(new, set):
        left.clear()
        left.update(new)
    elif isinstance(left, dict) and isinstance(new, dict):
        left.clear()
        left.update(new)
    elif type(left).__name__ == "deque":
        left.clear()
        left.extend(new)
    else:
        return new
    return left
""",
    "at": """
def M_at(values, key, change):
    values[key] = change(values[key])
""",
    "iadd": """
def M_iadd(left, right):
    if isinstance(left, list) and not isinstance(right, list):
        left.extend(right)
    else:
        left += right
    return left
""",
    "ichange": """
def M_ichange(left, change, others):
    if not isinstance(left, set):
        raise AttributeError(f"{type(left).__name__!r} object has no such method")
    new = left
    for other in others:
        new = change(new, other)
    M_kept(left, new)
""",
    "update": """
def M_update(left, others):
    if not isinstance(left, set) and len(others) != 1:
        raise TypeError(f"update expected 1 argument, got {len(others)}")
    for other in others:
        left.update(other)
""",
    "fold": """
def M_fold(left, change, others):
    new = left.copy()
    for other in others:
        new = change(new, other)
    return new
""",
    "replace": """
def M_replace(make, found, text, count=0):
    parts, at = [], 0
    for number, match in enumerate(found(text)):
        if count and number >= count:
            break
        parts.append(text[at:match.start()])
        parts.append(make(match))
        at = match.end()
    parts.append(text[at:])
    return "".join(parts)
""",
    "template": f"""
def M_template(text):
    if not isinstance(text, str):
        raise KeyboardInterrupt("a function as replacement that is no lambda and no name of a function {LACKING}")
    if "\\\\" in text:
        raise KeyboardInterrupt("a replacement with a backslash that is worked out {LACKING}")
    return text
""",
    **MOMENTS,
    "lacking": f"""
M_KINDS = { ({kind.__name__: [name for name in dir(kind) if name[0] != "_"] for kind in TYPES})!r}
M_LACKING = (
    "unsupported operand type(s) for *: 'datetime.timedelta' and 'float'",
    "unsupported operand type(s) for *: 'float' and 'datetime.timedelta'",
    "unsupported operand type(s) for /: 'datetime.timedelta' and 'float'",
    "cannot convert 'list' object to bytes",
)
def M_lacking(error):
    text = str(error)
    lacks = isinstance(error, NotImplementedError) and "not yet support" in text
    if isinstance(error, TypeError):
        lacks = "not yet support" in text or text.startswith(("JSONEncoder.", "JSONDecoder.")) or text in M_LACKING
    if isinstance(error, AttributeError):
        words = text.split("'")
        if len(words) == 5 and (words[3][:2] == "__" or words[3] in M_KINDS.get(words[1].split(".")[-1], ())):
            raise KeyboardInterrupt(f".{{words[3]}} of {{words[1]!r}} {LACKING}")
    if type(error).__name__ == "PatternError":
        lacks = True
    if lacks or isinstance(error, KeyboardInterrupt) and "{LACKING}" in text:
        raise KeyboardInterrupt(text if "{LACKING}" in text else f"this {LACKING}: {{text}}")
""",
}


def prelude_of(code: str) -> tuple[str, tuple[str, ...]]:
    """Return what rewritten code needs to be defined, and the names of that which it calls itself."""
    called = tuple(sorted(set(_MARKED.findall(code)) & _HELPERS.keys()))
    waiting, needed = list(called), set(called)
    while waiting:
        more = set(_MARKED.findall(_SOURCES[waiting.pop()])) & _HELPERS.keys() - needed
        needed |= more
        waiting.extend(more)
    return "".join(_SOURCES[name] for name in _HELPERS if name in needed), tuple(MARK + name for name in called)


_MARKED = re.compile(rf"\b{MARK}([a-z]+)\b")
_SOURCES = {name: re.sub(r"\bM_", MARK, source) for name, source in _HELPERS.items()}
