"""What else a fact of a domain may say, learned from the blueprints that its sampler draws.

A date or an id shows by its form what it is. That "business" is a cabin, and another one than "economy", only the
domain knows; its sampler has drawn both as facts of one name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from random import Random

from eigengraph.dialogue.audit.typed_values import typed_values
from eigengraph.dialogue.audit.wording import plain
from eigengraph.records import Blueprint
from eigengraph.world import FIXED, Base, Domain, World

_DRAWS = 80
_MOST_TEXTS = 16
"""Facts that are said in more ways than this are no closed class, but names and the like."""
_SHORTEST = 3
_MANY = 4
_FEWEST_WORDS = 2


@dataclass(frozen=True)
class Lexicon:
    """Closed classes of facts.

    Attributes:
        values: By plain text, the values that it says, by the name of the fact.
        pattern: Finds those texts, the longest first.
    """

    values: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    pattern: re.Pattern[str] = re.compile(r"(?!)")

    def said(self, text: str) -> Iterator[re.Match[str]]:
        """Yield where plain text says something that some fact may say."""
        return self.pattern.finditer(text)


def learn_lexicon(blueprints: Iterable[Blueprint]) -> Lexicon:
    """Return a domain's lexicon.

    Args:
        blueprints: Drawn from its sampler.
    """
    by_name: dict[str, dict[str, object]] = defaultdict(dict)
    facts = (fact for one in blueprints for fact in (*one.facts, *(fact for goal in one.goals for fact in goal.facts)))
    for fact in facts:
        if fact.disclosure != "unknown" and isinstance(fact.value, str | bool) and not _has_type(fact.text):
            by_name[fact.name][plain(fact.text)] = fact.value
    for texts in by_name.values():
        texts |= _beginnings(texts)
    values: dict[str, dict[str, object]] = defaultdict(dict)
    for name, texts in by_name.items():
        if len(set(map(str, texts.values()))) > 1 and len(texts) <= _MOST_TEXTS:
            for text, value in texts.items():
                if len(text) >= _SHORTEST:
                    values[text][name] = value
    longest_first = sorted(values, key=lambda text: (-len(text), text))
    pattern = rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?![\w-])"
    return Lexicon(dict(values), re.compile(pattern))


def _beginnings(texts: Mapping[str, object]) -> dict[str, object]:
    """Return what the texts of one value begin with, where there are many: "abroad in France" and its like."""
    found: dict[str, object] = {}
    for value in set(map(str, texts.values())):
        split = [text.split() for text, said in texts.items() if str(said) == value]
        common = [words[0] for words in takewhile(lambda words: len(set(words)) == 1, zip(*split, strict=False))]
        if len(split) >= _MANY and len(common) >= _FEWEST_WORDS:
            found[" ".join(common)] = next(said for said in texts.values() if str(said) == value)
    return found


def _has_type(text: str) -> bool:
    return bool(typed_values(text))


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
