"""Facts of several parts that are told with one of them replaced: an address in another city, a passenger renamed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from eigengraph.dialogue.audit.case import Case
from eigengraph.dialogue.audit.knowledge import Known, contradiction, put_right
from eigengraph.dialogue.audit.transcript import Line
from eigengraph.dialogue.audit.typed_values import typed_values
from eigengraph.dialogue.audit.wording import COMMON, mentions, plain
from eigengraph.records import Finding

_PART = re.compile(r"(?P<begins>(?:^|[.!?]\s+))?(?P<word>[A-Z][\w'-]*|[\w-]*\d[\w-]*)")
_FEWEST = 2
_ENOUGH = 0.5
"""The share of a fact's parts that has to be told as they are."""
_SHORT = 4
"""Letters of what may abbreviate another part: "Ave", "MD"."""


def near_miss_findings(case: Case, line: Line, known: Known) -> Iterator[Finding]:
    """Find a name or number of such a fact that another one stands in for.

    Parts are what is written with a capital letter or a digit; typed values are left out, since they are compared by
    what they are, and so is what abbreviates a part.
    """
    said = _parts(line.text)
    for fact in {fact.text: fact for fact in case.known if isinstance(fact.value, Mapping | list | tuple)}.values():
        meant = [part for part, _ in _parts(fact.text)]
        if len(meant) < _FEWEST or mentions(plain(line.text), plain(fact.text)):
            continue
        matcher = SequenceMatcher(None, meant, [part for part, _ in said], autojunk=False)
        if sum(block.size for block in matcher.get_matching_blocks()) < _ENOUGH * len(meant):
            continue
        for tag, begin, end, first, last in matcher.get_opcodes():
            if tag != "replace":
                continue
            for right, (wrong, begins) in zip(reversed(meant[begin:end]), reversed(said[first:last]), strict=False):
                other = not begins and _stands_for(right, wrong) and not mentions(known.text, wrong.lower())
                if other and not put_right(case, line, [fact]):
                    yield contradiction(line, wrong, fact)


def _parts(text: str) -> list[tuple[str, bool]]:
    """Return the parts of a text, each with whether it begins a sentence and may have its capital from there."""
    for value in typed_values(text):
        text = text.replace(value.text, " ")
    found = [(match["word"], match["begins"] is not None) for match in _PART.finditer(text)]
    return [(word, begins and not any(letter.isdigit() for letter in word)) for word, begins in found]


def _stands_for(right: str, wrong: str) -> bool:
    """Whether both are numbers, or both names of which neither abbreviates the other."""
    if any(letter.isdigit() for letter in right):
        return any(letter.isdigit() for letter in wrong)
    if wrong.lower() in COMMON or wrong.startswith("I'") or (wrong.isupper() and not right.isupper()):  # "I'd", "DOB"
        return False
    short = min(len(right), len(wrong)) <= _SHORT
    return right[0].isupper() and wrong[0].isupper() and not (short and right[0] == wrong[0])
