"""Other values of facts whose values are few, or have names, sorts or just a yes and a no."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from eigengraph.dialogue.audit.case import Case
from eigengraph.dialogue.audit.knowledge import Known, contradiction, put_right, told, without_idioms
from eigengraph.dialogue.audit.transcript import Line
from eigengraph.dialogue.audit.wording import mentions, sentences, spaced
from eigengraph.records import Fact, Finding

_DENIED = re.compile(r"(?:\b(?:not|no|never|without|than|instead of|isn't|aren't)|n't)(?: [\w']+){0,2} ?$")
_NO = re.compile(r"\b(?:no|not|don't|without|skip|decline|won't|never|pass on|waive|leave out)\b")
_YES = re.compile(r"\b(?:with|want|like|need|add|include|take|get|have|yes|sure|please|go for|buy)\b")
_ENDING = re.compile(r"\bending (?:in|with) (\d{3,4})\b")


def class_findings(case: Case, line: Line, known: Known) -> Iterator[Finding]:
    """Find what is said of a fact and is another of its values: a cabin, an airport, a product, a card."""
    text = without_idioms(spaced(line.text))
    found: list[str] = []
    for said, meant in _values(case, line, text, known):
        at = text.find(said)
        if any(said in other for other in found):
            continue
        rest = text[at + len(said) :]
        if _DENIED.search(text[:at]):
            continue
        if meant and not any(told(fact, rest) for fact in meant) and not put_right(case, line, meant):
            found.append(said)
            yield contradiction(line, said, meant[0])
    yield from _topic_findings(case, line)


def _values(case: Case, line: Line, text: str, known: Known) -> Iterator[tuple[str, list[Fact]]]:
    """Yield what is said of a class and not known, with the facts that it may stand in for."""
    lexicon = case.lexicon
    for classes, matches in ((lexicon.values, lexicon.said(text)), (lexicon.names, lexicon.named(text))):
        for match in matches:
            said = match.group()
            values = classes[said]
            meant = [fact for fact in case.known if fact.name in values or _is_about(case, fact, values)]
            own = any(isinstance(fact.value, bool) for fact in meant)  # only the user knows it, whoever asks about it
            if said in known.classes and not own:
                continue
            codes = [value for value in values.values() if isinstance(value, str) and value.lower() == said]
            if any(code.isupper() and code not in line.text for code in codes):
                continue  # a word, and no code
            proper = [value for value in values.values() if isinstance(value, str) and value[:1].isupper()]
            right = {str(fact.value) for fact in meant} <= set(map(str, values.values()))
            if not right and not any(fact.value in proper for fact in case.known):
                yield said, meant
    for said, meant in (*_sorts(case, text), *_endings(case, text)):
        if not mentions(known.spaced, said):
            yield said, meant


def _is_about(case: Case, fact: Fact, values: Sequence[str] | object) -> bool:
    """Whether a fact that is no member of a class, such as a list of items, is told by members of it."""
    if isinstance(fact.value, str | bool | int | float) or not isinstance(values, dict):
        return False
    members = (case.lexicon.names[match.group()] for match in case.lexicon.named(spaced(fact.text)))
    return any(set(member) & set(values) for member in members)


def _sorts(case: Case, text: str) -> Iterator[tuple[str, list[Fact]]]:
    """Yield another sort than that of a numbered id: a gift card in place of a credit card."""
    for name, sorts in case.lexicon.sorts.items():
        meant = [fact for fact in case.known if fact.name == name]
        for sort in sorts:
            if mentions(text, sort) and not any(sort in spaced(str(fact.value)) for fact in meant):
                yield sort, meant


def _endings(case: Case, text: str) -> Iterator[tuple[str, list[Fact]]]:
    for match in _ENDING.finditer(text):
        meant = [fact for fact in case.known if fact.name in case.lexicon.sorts]
        if not any(match.group(1) in f"{fact.text} {fact.value}" for fact in meant):
            yield match.group(1), meant


def _topic_findings(case: Case, line: Line) -> Iterator[Finding]:
    """Find that the user wants what it should not want, or the other way round."""
    for name, (topic, negative) in case.lexicon.topics.items():
        meant = {str(fact.value): fact for fact in case.known if fact.name == name}
        if len(meant) != 1:
            continue
        (fact,) = meant.values()
        wanted = fact.value != negative
        said = [_wants(sentence) for sentence in sentences(line.text) if _is_told(sentence, topic)]
        told_so = [wants for wants in said if wants is not None]
        if told_so and told_so[-1] is not wanted and not put_right(case, line, [fact]):
            yield contradiction(line, topic, fact)


def _is_told(sentence: str, topic: str) -> bool:
    return mentions(spaced(sentence), topic) and "?" not in sentence


def _wants(sentence: str) -> bool | None:
    text = spaced(sentence)
    if _NO.search(text):
        return False
    return True if _YES.search(text) else None
