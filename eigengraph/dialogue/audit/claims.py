"""Claims of a right: promises, permissions and precedents that the scenario knows nothing of.

They are invented facts without a typed value. What gives them away is who is said to have granted what.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigengraph.dialogue.audit.case import Case
from eigengraph.dialogue.audit.transcript import Line
from eigengraph.dialogue.audit.wording import COMMON, plain, sentences, words
from eigengraph.records import Finding

_THEM = (
    r"(?:your|the|a|an|one of your|another|some|previous|last) (?:\w+ ){0,2}?"
    r"(?:colleagues?|managers?|supervisors?|representatives?|reps?|agents?|staff|employees?|head ?office|company|team|"
    r"department|office|website|web site|app|terms|e-?mails?|letter|note)"
)
_GRANTED = (
    r"(?:promised|assured|guaranteed|approved|agreed|allowed|permitted|told me|said|confirmed|offered|"
    r"made an exception|waived|authori[sz]ed|granted)"
)
_CLAIMS = {
    "promise": re.compile(
        rf"\b{_THEM}\b.{{0,30}}\b{_GRANTED}\b|\bi (?:was|have been|had been|got|'ve been) (?:\w+ )?(?:told|promised|"
        rf"assured|guaranteed|offered|informed)\b"
    ),
    "permission": re.compile(
        r"\b(?:written |special |explicit )?(?:permission|approval|authori[sz]ation|exemption|exception|"
        r"agreement|waiver)s?\b.{0,40}\b(?:from|for|with|by|exists?|made|was|were|is|am|are)\b"
        r"|\bgives? me the right\b|\b(?:limits|rules|fees|conditions) (?:don't|do not|doesn't) apply\b"
        r"|\b(?:always|generally) (?:allowed|free|permitted)\b"
    ),
    "status": re.compile(
        r"\bi(?:'m| am) (?:a|an|your) (?:\w+ ){0,3}(?:member|partner|employee|vip|shareholder|customer for)\b"
        r"|\bi work (?:for|at|with) (?:a |an |the |your )?(?:\w+ ){0,2}(?:company|airline|partner|store|carrier|you)\b"
        r"|\bfor customers like me\b"
    ),
    "precedent": re.compile(
        r"\b(?:last time|the other day|in the past)\b.{0,60}\b(?:nobody|no one|for free|without)\b"
        r"|\b(?:friend|neighbou?r|colleague|brother|sister|cousin)\b.{0,40}\b(?:got|received|was given|was allowed)\b"
        r".{0,40}\b(?:same|you|free)\b"
    ),
    "record": re.compile(
        r"\b(?:note|notice|entry|remark)\b.{0,40}\b(?:in|on) (?:your|the|my) (?:system|file|account)\b"
    ),
}
_SUPPORTED = 0.7
_AS_USER = {"you are": "i am", "you're": "i'm", "you were": "i was", "you have": "i have", "you": "i", "your": "my"}
_ABOUT_USER = re.compile(r"\b(?:you are|you're|you were|you have|you|your)\b")


def check_claims(case: Case) -> Iterator[Finding]:
    """Yield sentences that claim a right of which neither the scenario nor anything heard says anything.

    Reports of the user's own tools are passed over: phones, too, speak of permissions.
    """
    for line in case.lines:
        if line.results:
            continue
        for sentence in sentences(line.text):
            text = plain(sentence)
            matches = ((name, match) for name, pattern in _CLAIMS.items() if (match := pattern.search(text)))
            name, match = next(matches, ("", None))
            if match and "?" not in sentence and not _supported(name, match.group(), case, line):
                detail = f"the user claims a {name} that the scenario does not have: {sentence.strip()!r}"
                yield Finding("invented_fact", line.position, detail, sentence.strip())


def _supported(name: str, claim: str, case: Case, line: Line) -> bool:
    """Whether the scenario has a claim of this kind too, or it or some text heard has most words of this one."""
    scenario = _ABOUT_USER.sub(lambda match: _AS_USER[match.group()], case.plain_scenario)
    if _CLAIMS[name].search(scenario):
        return True
    said = set(words(claim)) - COMMON
    return any(len(said & set(words(text))) >= _SUPPORTED * len(said) for text in (case.scenario, *line.heard))
