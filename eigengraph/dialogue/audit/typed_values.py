"""Values that text shows to be of a type: ids, dates, amounts, addresses of mail, numbers of phones, zip codes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

ValueType = Literal["email", "date", "phone", "amount", "id", "zip"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"

_FIRST = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_ORDINALS = {
    **{word: number for number, word in enumerate(_FIRST, 1)},
    **{
        word: number
        for number, word in enumerate(
            ("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"), 10
        )
    },
    **{"eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30, "thirty-first": 31},
    **{f"twenty-{word}": 20 + number for number, word in enumerate(_FIRST, 1)},
}
_ORDINAL = "|".join(sorted((word.replace("-", r"[-\ ]") for word in _ORDINALS), key=len, reverse=True))

_PATTERN = re.compile(
    rf"""
      (?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
    | (?P<iso>(?<![\w-])\d{{4}}-\d\d-\d\d(?![\w-]))
    | (?P<slashed>(?<![\w/])\d{{1,2}}/\d{{1,2}}/\d{{4}}(?![\w/]))
    | (?P<named>\b(?i:{_MONTH})\.?\ (?:the\ )?\d{{1,2}}(?:st|nd|rd|th)?(?:,?\ \d{{4}})?\b(?!\ of\b))
    | (?P<dayfirst>\b\d{{1,2}}(?:(?:st|nd|rd|th)\ (?:of\ )?(?i:{_MONTH})|\ (?:of\ )?{_MONTH})(?:,?\ \d{{4}})?\b)
    | (?P<spelled>\b(?i:{_MONTH}\ (?:the\ )?(?:{_ORDINAL})|(?:{_ORDINAL})\ of\ {_MONTH})\b)
    | (?P<short>(?<![\w/.$-])(?:0?[1-9]|1[0-2])/(?:0[1-9]|1[3-9]|2\d|3[01])(?![\w/]|\.\d|-\d))
    | (?P<phone>(?<![\w-])(?:\+?1[-.\ ])?\(?\d{{3}}\)?[-.\ ]\d{{3}}[-.]\d{{4}}(?![\w-]))
    | (?P<amount>\$\ ?\d[\d,]*(?:\.\d+)?|(?<![\w.])\d[\d,]*(?:\.\d+)?\ (?:dollars|USD)\b)
    | (?P<hash>\#[A-Za-z]?\d{{3,}}(?!\w))
    | (?P<named_id>(?<!\w)[A-Za-z]+(?:_[A-Za-z]+)*_\d{{2,}}(?!\w))
    | (?P<code>(?<![\w-])(?!\d+[A-Z]{{1,3}}(?![A-Z0-9]))(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{{5,}}(?![\w-]))
    | (?P<long>(?<![\w.-])\d{{7,}}(?![\w-]))
    | (?P<zip>(?<![\w.,#-])\d{{5}}(?![\w-]|\.\d|,\d))
    """,
    re.VERBOSE,
)
_DIGITS = re.compile(r"\d+")
_YEAR = re.compile(r"\b\d{4}\b")


@dataclass(frozen=True, slots=True)
class TypedValue:
    """A value that stands in a text.

    Attributes:
        type: Its type.
        value: In canonical form: a date is ``month-day``, an amount a plain number, a phone number its last ten digits.
        text: As it was said.
        start: Where it begins in the text.
        form: How it is written: the same date may stand there as digits or with the name of its month.
        year: Of a date, where it is told.
    """

    type: ValueType
    value: str
    text: str
    start: int
    form: str = ""
    year: str = ""

    @property
    def shape(self) -> str:
        """What tells ids apart: ``credit_card_1`` and ``gift_card_2`` are of other shapes, and so are other types."""
        if self.type != "id":
            return self.type
        return f"id {_DIGITS.sub('0', self.value)}" if "_" not in self.value else f"id {_last_number(self.value)}"


@lru_cache(maxsize=4096)
def typed_values(text: str) -> tuple[TypedValue, ...]:
    """Return the typed values of a text, in order."""
    return tuple(_typed(match.lastgroup or "", match.group(), match.start()) for match in _PATTERN.finditer(text))


def _typed(form: str, text: str, start: int) -> TypedValue:
    kind, value = _canonical(form, text)
    year = _YEAR.search(text) if kind == "date" else None
    return TypedValue(kind, value, text, start, form, year.group() if year else "")


def _canonical(form: str, text: str) -> tuple[ValueType, str]:
    match form:
        case "email":
            return "email", text.lower().rstrip(".")
        case "iso":
            return "date", text[5:]
        case "slashed":
            month, day, _ = text.split("/")
            return "date", f"{int(month):02}-{int(day):02}"
        case "named" | "dayfirst" | "spelled":
            return "date", _month_day(text)
        case "short":
            month, day = text.split("/")
            return "date", f"{int(month):02}-{int(day):02}"
        case "phone":
            return "phone", "".join(_DIGITS.findall(text))[-10:]
        case "amount":
            return "amount", plain_number("".join(re.findall(r"[\d.]", text)))
        case "zip":
            return "zip", text
    return "id", text.lower().lstrip("#")


def _month_day(text: str) -> str:
    said = re.findall(r"[a-z]+", text.lower())
    month = next(word for word in said if word[:3] in _MONTHS)
    digits = _DIGITS.findall(text)
    day = int(digits[0]) if digits else _ORDINALS["-".join(word for word in said if word not in (month, "of", "the"))]
    return f"{_MONTHS.index(month[:3]) + 1:02}-{day:02}"


def plain_number(text: str) -> str:
    """Return a number without what does not change it: ``7.50`` and ``7.5`` are the same, as are ``7.`` and ``7``."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def _last_number(value: str) -> str:
    return f"{value.rstrip('0123456789')}0"
