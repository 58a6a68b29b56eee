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
_OWN = r"(?:order|reservation|booking|account|line|profile|cancellation|subscription)s?"
"""What only the customer has, so that none of it is the agent's: no customer says "your order"."""
_THEIRS = r"(?! (?:polic|team|department|system|rule|number|page|site|service|desk|support))"
_DOES = (
    r"(?:look(?:ed)? (?:up|into)|check(?:ed)?|pull(?:ed)? up|process(?:ed)?|cancel(?:led|ed)?|updated?|assist(?:ed)?|"
    r"verif(?:y|ied)|transfer(?:red)?|review(?:ed)?|access(?:ed)?|located?|refund(?:ed)?|book(?:ed)?|offer(?:ed)?|"
    r"arranged?|register(?:ed)?|handled?|complete[d]?|connect(?:ed)?|appl(?:y|ied)|issued?|submit(?:ted)?|activated?|"
    r"changed?|modif(?:y|ied)|escalated?|waived?)"
)
_I_DO = (
    r"(?:i'll|i will|let me|i can|i've|i have|we've|we have|we will|we can|i'm going to|allow me to|while i|as i)"
    r"(?: gone ahead and| go ahead and)?"
)
_ALTERED = (
    r"(?:cancell?ed|updated|processed|confirmed|completed?|shipped|modified|exchanged|refunded|booked|activated|resolved|"
    r"approved|denied)"
)

_SIGNS = (
    # offers help
    r"\b(?:how|what) (?:can|may|could) (?:i|we) (?:help|assist|be of|do for you)\b",
    r"\b(?:can|may) (?:i|we) (?:help|assist) you\b",
    r"(?:^|[.!?,] )(?:i|we) can (?:help|assist) you (?:with|to|in)\b",
    r"\b(?:anything|something|sth|smth) else (?:i|we) can (?:help|assist|do)\b",
    r"\b(?:anything|something) else you(?: would|'d)? (?:need|like) (?:\w+ )?(?:help|assist)",
    r"\b(?:further|other|more) questions (?:that )?(?:i|we) can\b",
    r"\b(?:happy|glad|here|pleased|delighted) to (?:help|assist)(?: you)?\b",
    r"\b(?:glad|happy|pleased) (?:that )?(?:i|we) (?:could|can|was able to|were able to) (?:help|assist|be of)\b",
    r"\b(?:feel free|don't hesitate|do not hesitate) to (?:reach out|contact|ask|get in touch|call)\b",
    r"\blet me know if (?:you need|there's|there is) (?:\w+ ){0,2}(?:help|assistance)\b",
    r"\blet me know if you have (?:any )?(?:other|more|further) questions\b",
    r"\bwhat (?:i|we) can do for you\b",
    r"\b(?:i|we) (?:completely |totally |fully )?understand your (?:frustration|concerns?|situation)\b",
    r"\bwould you like me to (?:process|cancel|book|transfer|submit|refund)\b",
    r"\bwould you like me to .{0,60}\bfor you\b",
    r"\bas your (?:\w+ )?(?:agent|representative|assistant)\b",
    # does the agent's work
    rf"\b{_I_DO} (?:\w+ )?{_DOES} (?:\w+ ){{0,3}}?(?:you\b|for you\b|your (?:\w+ )?{_OBJECT}\b|you a\b)",
    rf"\b{_I_DO} (?:\w+ )?{_DOES} (?:our|the) (?:system|records|database|availability|inventory)\b",
    rf"\b(?:i|we)(?:'ve|'ll|'m| have| will| am| are|'re)\b.{{0,50}}\b(?:on|to|from|in) your (?:\w+ )?{_OWN}\b{_THEIRS}",
    rf"\b(?:i|we) (?:can )?see (?:on|in|from|that) your (?:\w+ )?{_OWN}\b{_THEIRS}",
    rf"\b{_I_DO} (?:\w+ )?(?:sent|shipped|send|e-?mailed|e-?mail) (?:you )?(?:an?|the|your) (?:\w+ )?"
    r"(?:replacement|refund|confirmation|link|payment request|code|receipt|label|package)\b",
    r"\b(?:please|let's|try|can you|could you|go ahead and)\b.{0,50}\byour (?:phone|device|mobile data|sim card|vpn)\b",
    r"\bpull up your\b",
    rf"\byour (?:\w+ )?{_OBJECT} (?:has|have) been\b",
    rf"\byour (?:\w+ )?{_OBJECT} (?:is|are|was|were|will be) (?:now |successfully |being )*{_ALTERED}\b",
    r"\byou(?:'ll| will| should) (?:shortly |soon )?(?:receive|get) (?:an?|your) (?:\w+ )?"
    r"(?:confirmation|e-?mail|refund|receipt|message|notification)\b",
    r"\byour request is (?:important|being)\b",
    r"\byou are being transferred\b",
    rf"\byour (?:\w+ )?{_OBJECT} (?:will|should) (?:arrive|be|take|appear|reach)\b",
    r"\b(?:can't|cannot|unable to|not able to) (?:\w+ ){1,3}for you\b",
    r"\bour company\b|\bwe (?:at|in) the (?:support|service|customer)\b",
    r"\bunfortunately,? (?:i|we)(?: am|'m| are|'re)? (?:can't|cannot|unable to|not able to) "
    r"(?:process|offer|refund|issue|waive|exchange)\b",
    # asks for what the agent asks for
    rf"\b(?:provide|give me|tell me|share|confirm|may i have|could i have|can i have) your (?:\w+ )?{_OBJECT}\b",
    r"\bto (?:verify|confirm|check) your (?:identity|account)\b",
    r"\bconfirm\b.{0,40}(?:with a yes|\(yes\)|yes/no)",
    rf"\b(?:reason for|details of|number of|status of) your (?:\w+ )?{_OWN}\b{_THEIRS}",
    rf"\b(?:what is|what's) your (?:{_OWN}|user|customer|confirmation|phone|zip|e-?mail|date of birth|last name)\b",
    r"\bwhich (?:\w+ ){1,3}(?:would|do) you (?:like|want|prefer|wish)\b(?! me\b)",
    r"\bwould you (?:like|prefer) (?:to (?:proceed|cancel|exchange|return|change|keep|book|upgrade|pay|continue)|"
    r"an? (?:\w+ )?(?:refund|replacement|exchange))\b",
    r"\bhere are (?:the|your|some) (?:available |following |possible )*options\b",
    r"\bwhen you were born\b",
    # speaks for the company
    r"\bthank(?:s| you) for (?:contacting|calling|choosing|reaching out|flying|shopping)\b",
    r"\b(?:on|at|from) our (?:side|end)\b",
    r"\bour (?:polic(?:y|ies)|systems?|records|service|rules|terms|database|customers?|department|inventory|team)\b",
    r"\b(?:we|our team) (?:are|is) (?:very |so |truly |sincerely )?sorry\b",
    r"\bwe (?:sincerely |truly )?apologi[sz]e\b",
    r"\bwe (?:value|appreciate) your (?:business|loyalty|patience|understanding)\b",
    r"\byou(?:'re| are) a valued\b",
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
