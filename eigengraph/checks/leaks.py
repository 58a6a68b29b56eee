"""Whether the scenario tells the user what only the agent's side can know."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from eigengraph.checks.draft import Draft
from eigengraph.dialogue.audit.wording import COMMON, mentions, plain, sentences, words

_SHORTEST = 4
"""Characters of a hidden text that is looked for; shorter ones may stand there by chance."""
_RUN = 5
"""So many words in a row that also stand in an outcome are taken from it."""
_OWN = 3
"""So many of them must be the outcome's own, and no facts that the user knows."""
_WHOLE = 3
"""Words of an outcome that is told when it stands there as a whole."""
_MOST = 0.8
"""A sentence that has this share of an outcome's words tells it."""

_CONDITION = re.compile(r"\b(?:if|when|whenever|unless|until|once|in case|whether|before|after|should)\b")
_DECISION = re.compile(
    r"\b(?:the|this|your) (?:agent|assistant|representative|policy)"
    r"(?:'ll| will| won't| shall| must| has to| is going to| is to| is (?:not )?allowed to| cannot| can't| needs to) "
    r"|\b(?:correct|right|expected|gold|intended) (?:solution|action|outcome|answer|calls?|resolution)\b"
)


def leaked_solution(draft: Draft) -> str:
    """Look in the text for calls, for values that the user does not know, and for what the agent will decide."""
    return next(_leaks(draft), "")


def _leaks(draft: Draft) -> Iterator[str]:
    yield from _named_tools(draft)
    yield from _hidden_values(draft)
    yield from _told_outcomes(draft)
    yield from _foretold(draft)


def _named_tools(draft: Draft) -> Iterator[str]:
    for name in draft.domain.by_side["agent"]:
        if name in draft.domain.by_side["user"] or name not in draft.told:
            continue
        behind = "" if "_" in name else r" ?\("  # a tool named by a plain word is told by how it is written
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w){behind}", draft.told):
            yield f"the text names {name!r}, a tool of the agent"


def _hidden_values(draft: Draft) -> Iterator[str]:
    text = plain(draft.told)
    known = plain("\n".join(fact.text for fact in draft.known))
    hidden = [fact.text for fact in draft.facts if fact.disclosure == "unknown"]
    if draft.facts:  # without typed facts nobody can tell what the user knows
        hidden += [said for goal in draft.blueprint.goals for said in goal.say]
    for value in hidden:
        said = plain(value)
        if len(said) >= _SHORTEST and mentions(text, said) and not mentions(known, said):
            yield f"the text tells {value!r}, which the user does not know"


def _told_outcomes(draft: Draft) -> Iterator[str]:
    known = set(words("\n".join(fact.text for fact in draft.known))) | COMMON
    told = [words(sentence) for sentence in sentences(draft.told)]
    for goal in draft.blueprint.goals:
        for outcome in map(words, sentences(goal.outcome)):
            own = set(outcome) - known
            runs = {run for run in _runs(outcome, _RUN) if len(own & set(run)) >= _OWN}
            runs |= {outcome} if own and len(outcome) >= _WHOLE else set()
            for sentence in told:
                read_out = any(run in runs for length in {_RUN, len(outcome)} for run in _runs(sentence, length))
                if read_out or (len(own) >= _RUN and len(own & set(sentence)) >= _MOST * len(own)):
                    yield f"the text tells how {goal.intent!r} ends: {' '.join(sentence)!r}"


def _runs(said: Sequence[str], length: int) -> Iterator[tuple[str, ...]]:
    return (tuple(said[at : at + length]) for at in range(len(said) - length + 1))


def _foretold(draft: Draft) -> Iterator[str]:
    for sentence in sentences(draft.told):
        text = plain(sentence)
        found = _DECISION.search(text)
        if found and not _CONDITION.search(text) and "?" not in text:
            yield f"the text tells what the agent does: {sentence.strip()!r}"
