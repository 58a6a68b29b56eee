"""A dialogue as turns: texts and runs of calls, each with the act that a simple rule takes it for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from eigengraph.dialogue import GREETING, STOP_TOKENS
from eigengraph.records import Message, Side

ACTS: Mapping[str, str] = {
    "user opens": "the first thing that the user says",
    "user closes": "carries a stop token, or thanks or says goodbye without asking anything",
    "user reports": "comes right after a call of the user's own",
    "user declines": "begins with a no",
    "user agrees": "begins with a yes, and has no digit in it",
    "user asks": "has a question mark",
    "user informs": "anything else",
    "user calls": "one or more calls of the user's own tools in a row",
    "agent transfers": "speaks of a transfer",
    "agent confirms": "asks whether to go on: a question about yes, confirming or proceeding",
    "agent refuses": "says that something cannot be done",
    "agent wraps up": "asks whether there is anything else",
    "agent asks": "has a question mark, or asks to provide something",
    "agent informs": "anything else",
    "agent calls": "one or more calls of the agent in a row",
}
"""Every act, with the rule by which a turn is taken for it; of each side, the first rule that fits counts."""

_WORD = re.compile(r"[^\W_]+(?:['\u2019_.@:/-][^\W_]+)*")
_STOP = re.compile("|".join(map(re.escape, STOP_TOKENS)))
_YES = re.compile(r"\W*(yes|yeah|yep|sure|ok|okay|correct|right|absolutely|of course|please (do|go|proceed))\b", re.I)
_NO = re.compile(r"\W*(no|nope|not really|never mind)\b", re.I)
_THANKS = re.compile(r"\b(thanks|thank you|goodbye|bye)\b", re.I)
_TRANSFER = re.compile(r"\btransfer", re.I)
_CONFIRM = re.compile(r"\b(yes|confirm|proceed|go ahead|shall i|should i)\b", re.I)
_REFUSE = re.compile(r"\b(unfortunately|unable|cannot|can['\u2019]t|not able|not possible|not allowed)\b", re.I)
_WRAP_UP = re.compile(r"\b(anything|something) else\b", re.I)
_ASK = re.compile(r"\?|\b(please (provide|share|tell|give|check|let me know)|could you|can you)\b", re.I)


@dataclass(frozen=True, slots=True)
class Turn:
    """One text, or the calls that one side makes in a row.

    Attributes:
        side: Who speaks or calls.
        act: One of ``ACTS``.
        text: What is said, without stop tokens; empty for calls.
        calls: How many calls.
    """

    side: Side
    act: str
    text: str = ""
    calls: int = 0

    @property
    def words(self) -> list[str]:
        """Its words in lower case; a number, an address or an identifier is one word."""
        return _WORD.findall(self.text.lower())


def turns(messages: Sequence[Message]) -> Iterator[Turn]:
    """Yield the turns of a dialogue in order; the protocol's fixed greeting is none.

    Text that comes along with calls is not delivered to the other side, and counts as calls only.
    """
    calling: Side | None = None
    called = 0
    opened = False
    for message in messages:
        if message.role in ("tool", "system") or message.content == GREETING.content:
            continue
        if message.tool_calls:
            if calling is not None and calling != message.side:
                yield Turn(calling, f"{calling} calls", calls=called)
                called = 0
            calling = message.side
            called += len(message.tool_calls)
            continue
        if calling is not None:
            yield Turn(calling, f"{calling} calls", calls=called)
        text = _STOP.sub("", message.content).strip()
        if message.side == "agent":
            yield Turn("agent", _agent_act(text), text)
        else:
            yield Turn("user", _user_act(message.content, text, first=not opened, reports=calling == "user"), text)
            opened = True
        calling, called = None, 0
    if calling is not None:
        yield Turn(calling, f"{calling} calls", calls=called)


def _user_act(content: str, text: str, *, first: bool, reports: bool) -> str:
    if first:
        return "user opens"
    if text != content.strip() or (_THANKS.search(text) and "?" not in text and not _has_digit(text)):
        return "user closes"
    if reports:
        return "user reports"
    if _NO.match(text):
        return "user declines"
    if _YES.match(text) and not _has_digit(text):
        return "user agrees"
    return "user asks" if "?" in text else "user informs"


def _agent_act(text: str) -> str:
    rules = (
        ("agent transfers", _TRANSFER.search(text)),
        ("agent confirms", "?" in text and _CONFIRM.search(text)),
        ("agent refuses", _REFUSE.search(text)),
        ("agent wraps up", _WRAP_UP.search(text)),
        ("agent asks", _ASK.search(text)),
    )
    return next((act for act, fits in rules if fits), "agent informs")


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)
