r"""Reading dates and times as Python does: parts of ``eigengraph_monty.prelude``."""

from __future__ import annotations

from eigengraph_monty.refusals import LACKING

_MONTHS = "january february march april may june july august september october november december"
_DAYS = "monday tuesday wednesday thursday friday saturday sunday"

MOMENTS = {
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
}
"""Sources by the name of their function; ``M_`` begins each name."""
