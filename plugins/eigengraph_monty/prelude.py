r"""What rewritten code calls, written in Python that monty runs as Python does."""

from __future__ import annotations

import re

from eigengraph_monty.inventory import TYPES
from eigengraph_monty.rewriting import MARK

_DIGITS = 1074  # no float has more of them behind its point
_MONTHS = "january february march april may june july august september october november december"
_DAYS = "monday tuesday wednesday thursday friday saturday sunday"

LACKING = "is not supported here"
"""Is in the message of what no ``except`` of the code may catch."""

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
    "iso": f"""
def M_iso(read, text, near):
    try:
        moment = read(text)
    except ValueError:
        shape = "".join(["0" if sign in "0123456789" else sign for sign in text])
        if shape.startswith(near) and shape.replace("T", " ") not in M_SHAPES:
            raise KeyboardInterrupt(f"fromisoformat of {{text[:40]!r}} {LACKING}")
        raise
    if text[-1] == "z":
        raise ValueError(f"Invalid isoformat string: {{text!r}}")
    return moment
M_SHAPES = ("0000-00-00", "0000-00-00 00:00", "0000-00-00 00:00:00", "0000-00-00 00:00:00Z", "00:00", "00:00:00")
""",
    "strptimeday": """
from datetime import datetime as M_datetime
def M_strptimeday(text):
    if not isinstance(text, str):
        raise TypeError(f"strptime() argument 1 must be str, not {type(text).__name__}")
    parts = text.split("-")
    if len(parts) == 3 and len(parts[0]) == 4 and len(parts[1]) in (1, 2) and len(parts[2]) in (1, 2):
        year, month, day = parts
        if (year + month).isdecimal() and (day.isdecimal() or day[0] == " " and day[1:].isdecimal()):
            return M_datetime(int(year), int(month), int(day))
    raise ValueError(f"time data {text!r} does not match format '%Y-%m-%d'")
""",
    "strptime": rf"""
import re as M_re
from datetime import datetime as M_datetime, timedelta as M_timedelta, timezone as M_timezone
M_MONTHS = {_MONTHS.split()!r}
M_DAYS = {_DAYS.split()!r}
def M_choice(names, length):
    return "(" + "|".join([name[:length] for name in names]) + ")"
M_DIRECTIVES = {{
    "d": r"(3[01]|[12]\d|0[1-9]|[1-9]| [1-9])", "f": r"(\d{{1,6}})", "H": r"(2[0-3]|[01]\d|\d)",
    "I": "(1[0-2]|0[1-9]|[1-9])", "m": "(1[0-2]|0[1-9]|[1-9])", "M": r"([0-5]\d|\d)",
    "S": r"(6[01]|[0-5]\d|\d)", "y": r"(\d\d)", "Y": r"(\d\d\d\d)", "p": "(am|pm)",
    "j": r"(36[0-6]|3[0-5]\d|[12]\d\d|0[1-9]\d|00[1-9]|[1-9]\d|0[1-9]|[1-9])",
    "z": r"([+-]\d\d:?[0-5]\d(?::?[0-5]\d(?:[.]\d{{1,6}})?)?|Z)",
    "B": M_choice(M_MONTHS, 9), "b": M_choice(M_MONTHS, 3), "A": M_choice(M_DAYS, 9), "a": M_choice(M_DAYS, 3),
}}
def M_pattern(form):
    pattern, names, at = "", "", 0
    while at < len(form):
        one, name = form[at], form[at + 1:at + 2]
        at += 1
        if one == "%":
            at += 1
            if name != "%" and (name not in M_DIRECTIVES or name in names):
                raise KeyboardInterrupt(f"strptime with {{form!r}} {LACKING}")
            names += name.replace("%", "")
            pattern += M_DIRECTIVES.get(name, "%")
        elif one.isspace():
            pattern += "" if pattern.endswith(r"\s+") else r"\s+"
        else:
            pattern += M_re.escape(one)
    for alike in ("Yy", "HI", "mbBj", "dj"):
        if len([name for name in alike if name in names]) > 1:
            raise KeyboardInterrupt(f"strptime with {{form!r}} {LACKING}")
    return pattern, names
def M_strptime(text, form):
    if not isinstance(text, str) or not isinstance(form, str):
        number, wrong = (1, text) if not isinstance(text, str) else (2, form)
        raise TypeError(f"strptime() argument {{number}} must be str, not {{type(wrong).__name__}}")
    pattern, names = M_pattern(form)
    found = M_re.match(pattern, text, M_re.IGNORECASE)
    read = dict(zip(names, found.groups())) if found else {{}}
    if not found or read.get("z") == "z":
        raise ValueError(f"time data {{text!r}} does not match format {{form!r}}")
    if found.end() != len(text):
        raise ValueError(f"unconverted data remains: {{text[found.end():]}}")
    year = int(read.get("Y", 1900))
    if "y" in read:
        year = int(read["y"]) + (1900 if int(read["y"]) > 68 else 2000)
    month = int(read.get("m", 1))
    for name in ("B", "b"):
        if name in read:
            month = [month[:3] for month in M_MONTHS].index(read[name].lower()[:3]) + 1
    hour = int(read.get("H", 0))
    if "I" in read:
        hour = int(read["I"]) % 12 + (12 if read.get("p", "").lower() == "pm" else 0)
    zone, sign, digits = None, read.get("z", "")[:1], read.get("z", "")[1:].replace(":", "")
    if len(digits) > 4:
        raise KeyboardInterrupt(f"strptime of {{text[:40]!r}} {LACKING}")
    if sign:
        minutes = int(digits[:2]) * 60 + int(digits[2:]) if digits else 0
        zone = M_timezone(M_timedelta(minutes=-minutes if sign == "-" else minutes)) if minutes else M_timezone.utc
    fraction = int((read.get("f", "") + "000000")[:6])
    minute, second = int(read.get("M", 0)), int(read.get("S", 0))
    moment = M_datetime(year, month, int(read.get("d", 1)), hour, minute, second, fraction, zone)
    return moment + M_timedelta(days=int(read.get("j", 1)) - 1)
""",
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
