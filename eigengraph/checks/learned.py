"""What checks learn of a domain, once for all its tasks."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property

from eigengraph.checks.habits import Habits, learn_habits
from eigengraph.checks.steps import numbers_in
from eigengraph.dialogue.audit.lexicon import Lexicon, draw_blueprints, learn_lexicon
from eigengraph.world import Base, Domain


@dataclass(frozen=True)
class Learned:
    """What is known of a domain.

    Attributes:
        text: Its policy and its tools, as the policy model reads them.
        habits: What its sampler always does; empty for a domain without one.
        lexicon: Closed classes of facts, learned from the same sampler.
    """

    text: str
    habits: Habits = field(default_factory=Habits)
    lexicon: Lexicon = field(default_factory=Lexicon)

    @cached_property
    def numbers(self) -> frozenset[float]:
        """The numbers in its policy and its tools."""
        return frozenset(numbers_in(self.text))


def learn(domain: Domain, base: Base) -> Learned:
    """Learn a domain from its texts and from what its sampler draws. It always comes out the same.

    Args:
        domain: The domain.
        base: The tables that its sampler draws from.
    """
    blueprints = draw_blueprints(domain, base)
    return Learned(text_of(domain), learn_habits(domain, blueprints), learn_lexicon(blueprints))


def text_of(domain: Domain) -> str:
    """Return a domain's policy and tools as text."""
    return "\n".join((domain.policy_text, *(json.dumps(tool.schema) for tool in domain.tools)))
