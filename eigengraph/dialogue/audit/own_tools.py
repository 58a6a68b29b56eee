"""What the user says about their own tools: that one was used which was not, or that it showed what it did not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from eigengraph.dialogue.audit.case import Case
from eigengraph.dialogue.audit.transcript import Line
from eigengraph.dialogue.audit.typed_values import plain_number, typed_values
from eigengraph.dialogue.audit.wording import plain, plain_lines, sentences, words
from eigengraph.records import Finding

_ASKED = re.compile(
    r"\b(?:please|could you|can you|would you|try|let's|go to|open|check|turn|toggle|switch|run|restart|reboot|reset|"
    r"set|make sure|your turn|next step|take care|do this|enable|disable|tell me|let me know)\b"
)
_DONE_IT = (
    r"(?:did|done|tried|toggled|turned|switched|set (?:it|the|my)|checked|rebooted|restarted|reset|granted|ran|run|"
    r"opened|enabled|disabled|changed|reseated|removed|selected|finished|carried|followed|completed|had a look|"
    r"looked(?: at| into| there|,)|"
    r"been through|disconnected|connected|paid|reinserted|inserted|put|took|allowed|accepted|activated|deactivated|"
    r"flipped|tapped|pressed|clicked|swiped|refreshed|updated|cleared|adjusted|performed|measured|verified|"
    r"went (?:ahead|into|through))"
)
_DONE = re.compile(
    "|".join(
        (
            rf"\b(?:i|i've|i have|just)\b[^.!?]{{0,25}}\b{_DONE_IT}\b",
            r"^(?:\w+[,.!]?(?: [-\u2013])? ){0,3}?(?:done|did (?:it|that|so)|finished|all done|completed)\b",
            r"\b(?:it's|it is|that's|that is|has been|step is) (?:\w+ )?(?:done|behind me|finished)\b",
            r"\b(?:test|payment|reset|reboot|restart) is (?:\w+ )?(?:made|through|done|finished|complete)\b",
            r"\b(?:taken care of|seen to|as you asked)\b",
        )
    )
)
_NOW_SO = re.compile(
    r"(?:\b(?:is|are|was|has been|have been|been|got)|'s|'ve been)(?: now| already| just| successfully)* (?:switched|"
    r"turned|toggled|set|changed|reset|restarted|rebooted|disconnected|enabled|disabled|granted|reseated|reinserted|paid|made|"
    r"removed|on|off)\b(?:.*\b(?:now|just|already)\b)?"
)
"""A state that the step would have led to, told as news."""
_NEWS = re.compile(r"\b(?:now|just|already|has been|have been|'s been)\b")
_NOT_DONE = re.compile(
    r"\b(?:i'll|i will|let me|i'm going to|going to|about to|should i|do i|how (?:do|can|would)|can't|cannot|could not|"
    r"couldn't|unable|don't know|not sure|won't|would you|can you|could you|already told)\b"
    r"|^(?:did|have|do|shall) (?:i|you|we)\b|^(?:has|is|was) (?:it|that)\b"
)
_VERBS = frozenset(
    ("get", "set", "check", "run", "toggle", "turn", "switch", "reset", "grant", "can", "is", "make", "use")
)
_FILLERS = frozenset(("on", "off", "status"))
_STATUS = re.compile(
    r"^\W*(?P<label>[a-z][a-z -]{2,30}?)(?: mode| radio)?(?: enabled)?(?::| is)(?: now| currently| turned| set to)*"
    r" (?P<value>on|off|yes|no|true|false|enabled|disabled)\b",
    re.MULTILINE,
)
_POLARITY = {
    **dict.fromkeys(("on", "yes", "true", "enabled", "connected"), "on"),
    **dict.fromkeys(("off", "no", "false", "disabled", "disconnected"), "off"),
}
_WISHES = re.compile(
    r"\b(?:want|need|should|would|expect|hope|hoping|wish|like it|must|supposed|until|only .* will do|not|isn't|wasn't|"
    r"was|used to|before|if|get it)\b|\?"
)
_EXTREMES = frozenset(("excellent", "poor"))
"""Grades that are said of nothing else; "good" is."""
_NOTHING = re.compile(r"\bno (?:signal|service|connection|sim)\b|\bno_(?:signal|service|connection)\b")
_RATINGS = (
    frozenset(("excellent", "good", "fair", "poor")),
    frozenset(("2g", "3g", "4g", "5g")),
    frozenset(("active", "inactive", "missing", "locked")),
)
_NUMBER = re.compile(r"(?<![\w.:-])\d+(?:\.\d+)?(?![\w:-]|\.\d)")


def check_calls(case: Case) -> Iterator[Finding]:
    """Yield texts that say a step was taken which the agent asked for, though the user has called nothing since."""
    tools = case.domain.by_side["user"]
    used: set[str] = set()
    for line in case.lines:
        asked = {name for name in tools if _asks_for(name, line.answers)}
        if asked and not line.calls and not line.token and _claims_a_step(line, new=not asked & used):
            detail = f"the user says {line.text!r}, but has called no tool since the agent asked"
            yield Finding("uncalled_tool", line.position, detail, line.text)
        used |= {call.name for call in line.calls}


def _claims_a_step(line: Line, *, new: bool) -> bool:
    """Whether some sentence tells that a step was taken; or, of a tool that is new, what only taking it leads to."""
    for sentence in map(plain, sentences(line.text)):
        done = _DONE.search(sentence)
        if done is None and new and _NEWS.search(sentence):
            done = _NOW_SO.search(sentence)
        if done and not _NOT_DONE.search(sentence[: done.end()]):
            return True
    return False


def _asks_for(tool: str, text: str) -> bool:
    """Whether a text of the agent asks for a tool of the user, by its name or by what it is about."""
    if tool in text:
        return True
    parts = tool.lower().split("_")
    topic = {part for part in parts if part not in _VERBS | _FILLERS} or set(parts)
    return topic <= set(words(text)) and _ASKED.search(plain(text)) is not None


def check_reports(case: Case) -> Iterator[Finding]:
    """Yield reports of the user's own tools that say the opposite, or another number, of what the tools answered."""
    switches: dict[str, str] = {}
    for line in case.lines:
        for result in line.results:
            switches |= {match["label"]: _POLARITY[match["value"]] for match in _STATUS.finditer(result.lower())}
            switches |= _shown_in_passing(switches, result.lower())
        if line.results:
            wrong = (
                _wrong_ratings(line)
                or _wrong_ability(line)
                or _wrong_switches(line, switches)
                or _wrong_numbers(line, case)
            )
            if wrong:
                detail = f"the user reports {wrong!r}; the tool answered {line.results[-1]!r:.160}"
                yield Finding("misreported_result", line.position, detail, wrong)


def _shown_in_passing(labels: Iterable[str], result: str) -> dict[str, str]:
    """Return the states of known switches that a result tells without saying "is": "VPN disconnected successfully"."""
    found = {label: re.search(rf"\b{re.escape(label)} (connected|disconnected)\b(?!:)", result) for label in labels}
    return {label: _POLARITY[match.group(1)] for label, match in found.items() if match}


def _wrong_ratings(line: Line) -> str:
    """Return a grade, such as of a signal, that is none of those just shown; a sentence may wish for another."""
    shown = {word for result in line.results for word in words(result)}
    for sentence in sentences(line.text):
        said = set(words(sentence))
        for group in _RATINGS:
            if group & shown and group & said and not group & said & shown and not _WISHES.search(plain(sentence)):
                return min(group & said)
    return ""


def _wrong_ability(line: Line) -> str:
    """Return that something can be done or not, or that there is nothing, where the tool has just said otherwise."""
    shown, heard = plain(" ".join(line.results)), plain(" ".join(line.heard))
    for sentence in map(plain, sentences(line.text)):
        for match in re.finditer(r"\b(can|cannot|can't) (\w+)", sentence):
            can, verb = match.group(1) == "can", match.group(2)
            other = rf"\b(?:cannot|can't) {verb}\b" if can else rf"\bcan {verb}\b"
            if re.search(other, shown) and not _WISHES.search(sentence[: match.start()]):
                return match.group()
        nothing, grades = _NOTHING.search(sentence), _EXTREMES & set(words(sentence))
        if nothing and not _NOTHING.search(heard) and _RATINGS[0] & set(words(shown)):
            return nothing.group()
        if grades and _NOTHING.search(shown) and not grades & set(words(heard)) and not _WISHES.search(sentence):
            return min(grades)
    return ""


def _wrong_switches(line: Line, switches: dict[str, str]) -> str:
    """Return what the user says to be on or off though its last known state is the other one."""
    for sentence in re.split(r"[.,;!?\n]|\band\b|\bbut\b", plain_lines(line.text)):
        for label, state in switches.items():
            said = re.search(
                rf"\b{re.escape(label)}(?: mode| radio)?(?: is|'s| isn't|:| shows(?: as)?)"
                rf"(?: now| currently| turned| set to| still)*( not)? ({'|'.join(_POLARITY)})\b",
                sentence,
            )
            if state == "on" and re.search(rf"\bno {re.escape(label)}\b", sentence):
                return f"no {label}"
            if state == "off" and re.search(rf"\b(?:is|it's|am|i'm|now) in {re.escape(label)}(?: mode)?\b", sentence):
                return f"in {label}"
            denied = said and (said.group(1) or "isn't" in said.group())
            if said and (_POLARITY[said.group(2)] != state) is not bool(denied):
                return said.group()
    return ""


def _wrong_numbers(line: Line, case: Case) -> str:
    texts = (*line.heard, case.scenario)
    numbers = {plain_number(number) for text in texts for number in _NUMBER.findall(text)}
    said = line.text
    for value in typed_values(said):
        if value.type not in ("amount", "date"):  # an address or the like, which check_facts compares
            said = said.replace(value.text, " ")
    return next((number for number in _NUMBER.findall(said) if plain_number(number) not in numbers), "")
