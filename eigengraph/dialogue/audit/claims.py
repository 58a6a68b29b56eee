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
    r"(?:(?:your|the|a|an|one of your|another|some|previous|last) (?:\w+ ){0,2}?"
    r"(?:colleagues?|managers?|supervisors?|representatives?|reps?|agents?|staff|employees?|head ?office|company|team|"
    r"department|office|website|web site|app|terms|e-?mails?|letter|note|person|guy|man|woman|lady|clerk|cashier|"
    r"operator)"
    r"|they|someone|somebody)"
)
_GRANTED = (
    r"(?:promised|assured|guaranteed|approved|agreed|allowed|permitted|told me|said|confirmed|offered|"
    r"made an exception|waived|authori[sz]ed|granted|ok(?:ay)?(?:ed|'d)|gave me (?:his|her|their|your) word)"
)
_PLEDGED = r"(?:promised|assured|guaranteed|made an exception|waived|granted|allowed)"
_EARLIER = (
    r"(?:before|earlier|previously|last (?:time|year|month|week|summer|winter)|(?:two|three|a few|\d+) \w+ ago|once)"
)
_RANK = r"(?:premier|gold|silver|platinum|premium|diamond|elite|vip|preferred|priority)"
_CLAIMS = {
    "promise": re.compile(
        rf"\b{_THEM}\b.{{0,30}}\b{_GRANTED}\b|\bi (?:was|have been|had been|got|'ve been) (?:\w+ )?(?:told|promised|"
        r"assured|guaranteed|offered|informed)\b|\bconfirmed to me\b"
        rf"|\byou (?:guys |people )?(?:have |had )?(?:already )?{_PLEDGED}\b"
    ),
    "permission": re.compile(
        r"\b(?:written |special |explicit )?(?:permission|approval|authori[sz]ation|exemption|exception|"
        r"agreement|waiver|confirmation)s?\b.{0,40}\b(?:from (?:your|the|a)|for me|with you|by|exists?|made)\b"
        r"|\b(?:permission|approval|authori[sz]ation|exemption|exception|agreement|waiver)s?\b.{0,40}"
        r"\b(?:from|for|with|by|exists?|made|was|were|is|am|are)\b"
        r"|\bgives? me the right\b|\bi(?:'m| am) entitled to\b"
        r"|\b(?:limits|rules|fees|conditions|polic(?:y|ies)) (?:don't|do not|doesn't|does not) apply to me\b"
        r"|\b(?:limits|rules|fees|conditions) (?:don't|do not|doesn't) apply\b"
        r"|\b(?:always|generally) (?:allowed|free|permitted)\b"
    ),
    "status": re.compile(
        rf"\bi(?:'m| am| have been|'ve been) (?:a|an|your|one of your) (?:\w+ ){{0,3}}"
        rf"(?:member|partner|employee|vip|shareholder|customer for|{_RANK} (?:customer|client|passenger|flyer))s?\b"
        rf"|\bi (?:have|hold|got) (?:a )?(?:\w+ )?{_RANK} (?:status|membership|card|account)\b"
        rf"|\b{_RANK} (?:status|members?(?:hip)?|customers?|clients?|flyers?)\b"
        r"|\b(?:rewards?|loyalty|membership) (?:club|program(?:me)?|card|status|number)\b"
        rf"|\bone of your (?:\w+ )?(?:vip|best|oldest|most loyal|{_RANK})\b"
        r"|\bi work (?:for|at|with) (?:a |an |the |your )?(?:\w+ ){0,2}(?:company|airline|partner|store|carrier|you)\b"
        r"|\bfor customers like me\b"
    ),
    "precedent": re.compile(
        r"\b(?:last time|the other day|in the past)\b.{0,60}\b(?:nobody|no one|for free|without)\b"
        r"|\b(?:friend|neighbou?r|colleague|brother|sister|cousin|mother|father|wife|husband)\b.{0,40}\b(?:got|received|"
        r"was given|was allowed)\b.{0,40}\b(?:same|you|free)\b"
        rf"|\b(?:{_THEM}|you(?: guys| people)?)\b.{{0,20}}\b(?:did (?:it|this|that|the same)|let me|made an exception|"
        rf"waived|gave me|allowed me|refunded me|helped me)\b.{{0,40}}\b{_EARLIER}\b"
        rf"|\bi(?:'ve| have)? (?:always )?(?:done|did|got|gotten|had) (?:it|this|that|the same)(?: thing)? .{{0,30}}"
        rf"\b{_EARLIER}\b"
    ),
    "record": re.compile(
        r"\b(?:note|notice|entry|remark)\b.{0,40}\b(?:in|on) (?:your|the|my) (?:system|file|account)\b"
        r"|\b(?:it should|it must|that should|you can see it|it's all) (?:be )?(?:noted |written |recorded )?in "
        r"(?:the|your) system\b"
    ),
}
_SUPPORTED = 0.7
_REPORTED = 0.4
_AS_USER = {"you are": "i am", "you're": "i'm", "you were": "i was", "you have": "i have", "you": "i", "your": "my"}
_DEVICES = re.compile(r"\b(?:apps?|phone|android|settings)\b")
"""These have permissions, too."""
_ASKS = re.compile(
    r"^(?:(?:and|but|so|also|then|well|or),? )?(?:am|is|are|was|were|do|does|did|can|could|would|will|may|have|has|"
    r"what|who|which|when|where|why|how)\b"
)
_ABOUT_USER = re.compile(r"\b(?:you are|you're|you were|you have|you|your)\b")


def check_claims(case: Case) -> Iterator[Finding]:
    """Yield sentences that claim a right of which neither the scenario nor anything heard says anything.

    Reports of the user's own tools are passed over: phones, too, speak of permissions.
    """
    for line in case.lines:
        shown = {word for result in line.results for word in words(result)}
        for sentence in sentences(line.text):
            text = plain(sentence)
            if shown and _reports(text, shown):
                continue
            matches = ((name, match) for name, pattern in _CLAIMS.items() if (match := pattern.search(text)))
            name, match = next(matches, ("", None))
            asks = "?" in sentence and _ASKS.search(text)
            devices = name == "permission" and _DEVICES.search(text)
            if match and not asks and not devices and not _supported(name, match.group(), case, line):
                detail = f"the user claims a {name} that the scenario does not have: {sentence.strip()!r}"
                yield Finding("invented_fact", line.position, detail, sentence.strip())


def _reports(text: str, shown: set[str]) -> bool:
    """Whether a sentence is about what a tool of the user's has just shown."""
    said = set(words(text)) - COMMON
    return len(said & shown) >= _REPORTED * len(said)


def _supported(name: str, claim: str, case: Case, line: Line) -> bool:
    """Whether the scenario has a claim of this kind too, or it or some text heard has most words of this one."""
    scenario = _ABOUT_USER.sub(lambda match: _AS_USER[match.group()], case.plain_scenario)
    if _CLAIMS[name].search(scenario):
        return True
    said = set(words(claim)) - COMMON
    return any(len(said & set(words(text))) >= _SUPPORTED * len(said) for text in (case.scenario, *line.heard))
