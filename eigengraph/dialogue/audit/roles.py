"""Whether the user stays the customer, and does not speak as the agent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigengraph.dialogue.audit.case import Case
from eigengraph.dialogue.audit.wording import plain
from eigengraph.records import Finding

_OBJECT = (
    r"(?:account|profile|order|reservation|booking|flight|request|refund|line|plan|bill|details|records?|phone|file|"
    r"name|id|identity|email|zip code)s?"
)
_DOES = (
    r"(?:look(?:ed)? (?:up|into)|check(?:ed)?|pull(?:ed)? up|process(?:ed)?|cancel(?:led|ed)?|updated?|assist(?:ed)?|"
    r"verif(?:y|ied)|transfer(?:red)?|review(?:ed)?|access(?:ed)?|located?|refund(?:ed)?|book(?:ed)?|offer(?:ed)?|"
    r"arranged?|register(?:ed)?|handled?|complete[d]?|connect(?:ed)?)"
)
_I_DO = r"(?:i'll|i will|let me|i can|i've|i have|we've|we have|we will|we can|i'm going to|allow me to|while i|as i)"

_SIGNS = (
    # offers help
    r"\bhow (?:can|may|could) (?:i|we) (?:help|assist|be of)\b",
    r"\b(?:can|may) (?:i|we) (?:help|assist) you\b",
    r"(?:^|[.!?,] )(?:i|we) can (?:help|assist) you (?:with|to|in)\b",
    r"\b(?:anything|something) else (?:i|we) can (?:help|assist|do for)",
    r"\b(?:anything|something) else you(?: would|'d)? (?:need|like) (?:\w+ )?(?:help|assist)",
    r"\b(?:further|other|more) questions (?:that )?(?:i|we) can\b",
    r"\b(?:happy|glad|here|pleased) to (?:help|assist)(?: you)?\b",
    r"\bwould you like me to .{0,60}\bfor you\b",
    r"\bas your (?:\w+ )?(?:agent|representative|assistant)\b",
    # does the agent's work
    rf"\b{_I_DO} (?:\w+ )?{_DOES} (?:\w+ ){{0,3}}?(?:you\b|for you\b|your (?:\w+ )?{_OBJECT}\b|you a\b)",
    rf"\b{_I_DO} (?:\w+ )?{_DOES} (?:our|the) (?:system|records|database)\b",
    r"\bpull up your\b",
    rf"\byour (?:\w+ )?{_OBJECT} (?:has|have) been\b",
    r"\byour request is (?:important|being)\b",
    r"\byou are being transferred\b",
    # asks for what the agent asks for
    rf"\b(?:provide|give me|tell me|share|confirm|may i have|could i have) your (?:\w+ )?{_OBJECT}\b",
    r"\bto (?:verify|confirm|check) your (?:identity|account)\b",
    r"\bwhen you were born\b",
    # speaks for the company
    r"\bthank you for (?:contacting|calling|choosing|reaching out)\b",
    r"\b(?:on|at|from) our (?:side|end)\b",
    r"\bour (?:polic(?:y|ies)|system|records|service|rules|terms|database|customers?|department)\b",
    r"\b(?:we|our team) (?:are|is) (?:very |so |truly )?sorry\b",
    r"\bwe apologi[sz]e\b",
    r"\be-?mail from us\b",
)
_AS_AGENT = re.compile("|".join(_SIGNS))


def check_role(case: Case) -> Iterator[Finding]:
    """Yield texts in which the user speaks as the agent."""
    for line in case.lines:
        match = _AS_AGENT.search(plain(line.text))
        if match:
            said = match.group()
            yield Finding("role_confusion", line.position, f"the user speaks as the agent: {said!r}", said)
