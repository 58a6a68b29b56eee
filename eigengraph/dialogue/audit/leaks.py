"""Whether the user keeps the instructions to itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigengraph.dialogue.audit.case import Case
from eigengraph.dialogue.audit.transcript import Line
from eigengraph.dialogue.audit.wording import sentences, words
from eigengraph.records import Finding

_PART = r"(?:customer|user|caller|client|passenger|travell?er|shopper|person|role|part|character)"
_SIGNS = (
    # what was given
    r"\b(?:my|the|these|those) (?:instructions?|scenario|prompt|script) (?:says?|tells?|states?|asks?|is|are|I)\b",
    r"\b(?:my|the|this) (?:instructions|scenario|persona|system prompt|backstory)\b",
    r"\bmy (?:\w+ )?(?:prompt|script|role description|character|brief)\b|\ba persona\b",
    r"\bin my role as\b|\bfor this role\b",
    r"\bthe prompt (?:doesn't|does|did|didn't|has|gives|only)\b",
    r"\b(?:task|scenario|system|role|user) (?:instructions?|prompts?|descriptions?)\b",
    r"\b(?:task|persona)_\w+|\b(?:un)?known[ _]info\b",
    r"\b(?:per|following|according to|stick(?:ing)? to) (?:my|the) (?:\w+ )?(?:script|scenario|instructions|prompt)\b",
    r"\b(?:as per|per|according to|following) my (?:\w+ )?(?:guidelines|directives|brief|notes|role)\b",
    r"\b(?:text|information|description|details|notes|context) (?:that )?i(?: was|'ve been|'m) (?:given|provided)\b",
    r"(?:^|\s)(?:system|user|assistant|customer) ?: (?=[A-Z])|\byou are (?:a|the) (?:customer|user)\b",
    # who is speaking
    r"\b(?:i was|i am|i'm|i've been) (?:instructed|prompted|programmed|simulating|asked to play)\b",
    rf"\b(?:playing|acting|pretending|posing|simulating)(?: (?:as|to be|out))? (?:a|the|my|an) (?:\w+ )?{_PART}\b",
    r"\b(?:told|asked|supposed|instructed) to (?:bring up|raise|mention|act|pretend|play|only|stay|keep)\b",
    r"\b(?:supposed|instructed|not allowed) to (?:act|pretend|play|behave|say|mention|reveal|disclose|sound|"
    r"be (?:\w+ly )?(?:chatty|brief|terse|concise|polite|rude|impatient|angry|frustrated|nervous|confused))\b",
    r"\b(?:out of|in|break(?:ing)?|stay(?:ing)? in) character\b",
    r"\bas the (?:user|customer) in (?:this|the)\b",
    # what this is
    r"\b(?:as an ai|language model|user simulat|role[- ]?play|simulated (?:user|customer))",
    r"\b(?:in|of|for|during) (?:this|the) (?:simulation|exercise|test case|benchmark|evaluation)\b",
    r"\bthis is (?:just |only )?(?:a|an) (?:test|simulation|exercise|evaluation)\b",
    r"\bthe (?:test|evaluator|evaluation|benchmark|grader) (?:expects?|wants?|requires?)\b",
    r"###",
    r"\[(?:your|my|insert|user)\b[^\]]*\]",
)
_TELLS = re.compile("|".join(_SIGNS), re.IGNORECASE)
_COPIED = 8
"""So many words in a row that also stand in the scenario, "you" or "your" among them, are read out, not said."""
_ORDER = 5
"""A whole sentence of the instructions that has so many words is read out, whomever it addresses."""
_ADDRESS = frozenset(("you", "your", "you're", "yourself", "you'd", "you've"))
_QUOTED = re.compile(r"'[^'\n]{12,}?'(?!\w)|\"[^\"\n]+\"|\u201c[^\u201d\n]+\u201d")
"""What a scenario quotes is there to be said word for word."""


def check_leaks(case: Case) -> Iterator[Finding]:
    """Yield texts that speak of the instructions, or read them out."""
    told = case.task.scenario
    given = (told.persona, told.reason_for_call, told.known_info, told.unknown_info, told.task_instructions)
    runs = {run for text in given for run in _runs(_own_words(text, case)) if _ADDRESS & set(run)}
    orders = [words(part) for part in sentences(told.task_instructions)]
    for line in case.lines:
        match = _TELLS.search(line.text)
        if match:
            yield Finding("leaked_instructions", line.position, f"the user says {match.group()!r}", match.group())
            continue
        read = next((run for run in _runs(line.text) if run in runs), None) or _whole_order(line, orders)
        if read:
            text = " ".join(read)
            yield Finding("leaked_instructions", line.position, f"the user reads out the scenario: {text!r}", text)


def _own_words(text: str, case: Case) -> str:
    """Return a part of the scenario without what is there to be said: quotations, and facts as they are told."""
    for fact in sorted((fact.text for fact in case.known), key=len, reverse=True):
        text = text.replace(fact, "\n")
    return _QUOTED.sub("\n", text)


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    for sentence in sentences(text):
        said = words(sentence)
        for start in range(len(said) - _COPIED + 1):
            yield said[start : start + _COPIED]


def _whole_order(line: Line, orders: list[tuple[str, ...]]) -> tuple[str, ...]:
    said = f" {' '.join(words(line.text))} "
    return next((order for order in orders if len(order) >= _ORDER and f" {' '.join(order)} " in said), ())
