"""What else a fact of a domain may say, learned from the blueprints that its sampler draws.

A date or an id shows by its form what it is. That "business" is a cabin, and another one than "economy", only the
domain knows; its sampler has drawn both as facts of one name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from random import Random

from eigengraph.dialogue.audit.typed_values import typed_values
from eigengraph.dialogue.audit.wording import plain, spaced
from eigengraph.records import Blueprint, Fact
from eigengraph.world import FIXED, Base, Domain, World

_DRAWS = 80
_MOST_TEXTS = 16
"""Facts that are said in more ways than this are no closed class, but names and the like ..."""
_MOST_NAMES = 64
_OFTEN = 1.5
"""... unless there are at most 64, and each is drawn this often on average: airports, say."""
_MOST_SORTS = 8
_SHORTEST = 3
_MANY = 4
_FEWEST_WORDS = 2
_ARTICLE = re.compile(r"^(?:the|an?) ")
_NUMBERED = re.compile(r"([a-z]+(?:_[a-z]+)*)_\d+")
_DENIES = frozenset(("no", "not", "without"))
_LINKS = frozenset(("in", "at", "of", "to", "on", "for", "from", "with", "the"))


@dataclass(frozen=True)
class Lexicon:
    """Closed classes of facts.

    Attributes:
        values: By plain text, the values that it says, by the name of the fact.
        pattern: Finds those texts, the longest first.
        names: The same of wider classes, by text without its article: what is called by a name, such as a product.
        names_pattern: Finds those.
        sorts: By the name of a fact whose values are numbered ids of a few sorts, the sorts as words: "gift card".
        topics: By the name of a fact that says whether something is wanted, the word for what that is, and the value
            that says no.
    """

    values: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    pattern: re.Pattern[str] = re.compile(r"(?!)")
    names: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    names_pattern: re.Pattern[str] = re.compile(r"(?!)")
    sorts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    topics: Mapping[str, tuple[str, object]] = field(default_factory=dict)

    def said(self, text: str) -> Iterator[re.Match[str]]:
        """Yield where plain text says something that some fact may say."""
        return self.pattern.finditer(text)

    def named(self, text: str) -> Iterator[re.Match[str]]:
        """Yield where spaced text names something that some fact may name."""
        return self.names_pattern.finditer(text)


def learn_lexicon(blueprints: Iterable[Blueprint]) -> Lexicon:
    """Return a domain's lexicon.

    Args:
        blueprints: Drawn from its sampler.
    """
    drawn: dict[str, list[Fact]] = defaultdict(list)
    for one in blueprints:
        for fact in (*one.facts, *(fact for goal in one.goals for fact in goal.facts)):
            if fact.disclosure != "unknown" and isinstance(fact.value, str | bool):
                drawn[fact.name].append(fact)
    untyped = {name: [fact for fact in facts if not typed_values(fact.text)] for name, facts in drawn.items()}
    values: dict[str, dict[str, object]] = defaultdict(dict)
    names: dict[str, dict[str, object]] = defaultdict(dict)
    for name, facts in untyped.items():
        texts = {plain(fact.text): fact.value for fact in facts}
        texts |= _beginnings(texts)
        if len(set(map(str, texts.values()))) > 1 and len(texts) <= _MOST_TEXTS:
            for text, value in texts.items():
                if len(text) >= _SHORTEST:
                    values[text][name] = value
        for text, value in _names(facts):
            names[text][name] = value
    sorts = {name: frozenset(sorts) for name, facts in drawn.items() if (sorts := _sorts(facts))}
    topics = {name: topic for name, facts in untyped.items() if (topic := _topic(facts))}
    return Lexicon(dict(values), _any_of(values), dict(names), _any_of(names), sorts, topics)


def _any_of(texts: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(texts, key=lambda text: (-len(text), text))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?![\w-])")


def _beginnings(texts: Mapping[str, object]) -> dict[str, object]:
    """Return what the texts of one value begin with, where there are many: "abroad in France" and its like."""
    found: dict[str, object] = {}
    for value in set(map(str, texts.values())):
        split = [text.split() for text, said in texts.items() if str(said) == value]
        common = [words[0] for words in takewhile(lambda words: len(set(words)) == 1, zip(*split, strict=False))]
        if len(split) >= _MANY and len(common) >= _FEWEST_WORDS:
            found[" ".join(common)] = next(said for said in texts.values() if str(said) == value)
    return found


def _names(facts: Sequence[Fact]) -> Iterator[tuple[str, object]]:
    """Yield the texts, and codes, of a class that is wider than a few, with their values.

    A class of single words counts only where each is drawn often: rare ones are names of people, and some of those are
    words, too. Of a fact that is yes or no, the texts' first words are its names.
    """
    texts = {_ARTICLE.sub("", spaced(fact.text)): fact.value for fact in facts}
    codes = {spaced(fact.value): fact.value for fact in facts if isinstance(fact.value, str) and fact.value.isupper()}
    closed = len(texts) <= _MOST_TEXTS or (len(texts) <= _MOST_NAMES and len(facts) >= _OFTEN * len(texts))
    if len(set(map(str, texts.values()))) < 2:
        return
    for text, value in {**texts, **codes}.items():
        if len(text) >= _SHORTEST and (closed or (len(text.split()) > 1 and _is_name(value))):
            yield text, value
    for value in {fact.value for fact in facts if isinstance(fact.value, bool)}:
        split = [text.split() for text, said in texts.items() if said is value]
        common = [words[0] for words in takewhile(lambda words: len(set(words)) == 1, zip(*split, strict=False))]
        first = [*common[:1], *takewhile(lambda word: word not in _LINKS, common[1:])]
        if not _LINKS.issuperset(first):
            yield " ".join(first), value


def _is_name(value: object) -> bool:
    return isinstance(value, str) and all(word[:1].isupper() for word in value.split())


def _sorts(facts: Sequence[Fact]) -> set[str]:
    found = [_NUMBERED.fullmatch(fact.value) for fact in facts if isinstance(fact.value, str)]
    sorts = {match.group(1).replace("_", " ") for match in found if match}
    return sorts if 1 < len(sorts) <= _MOST_SORTS and None not in found else set()


def _topic(facts: Sequence[Fact]) -> tuple[str, object] | None:
    """Return what is wanted or not, where a fact is said in two ways that differ by a word of denial."""
    texts = {plain(fact.text): fact.value for fact in facts}
    if len(texts) != 2:
        return None
    one, other = ([word for word in text.split() if word not in _DENIES | _LINKS] for text in texts)
    denied = [value for text, value in texts.items() if _DENIES & set(text.split())]
    return (one[-1], denied[0]) if one and one == other and len(denied) == 1 else None


def draw_blueprints(domain: Domain, base: Base) -> tuple[Blueprint, ...]:
    """Draw what a domain is learned from; nothing where it has no sampler. It always comes out the same.

    Args:
        domain: The domain.
        base: The tables that its sampler draws from.
    """
    return tuple(_drawn(domain, base))


def _drawn(domain: Domain, base: Base) -> Iterator[Blueprint]:
    for seed in range(_DRAWS if domain.sampler is not None else 0):
        assert domain.sampler is not None
        try:
            blueprint = domain.sampler(World(domain, base, seed=seed), Random(seed), FIXED)
        except Exception:  # noqa: BLE001 - a sampler that fails is told of where a task is to be made of its draw
            continue
        if blueprint is not None:
            yield blueprint
