"""Characters: what tells one customer from another, in words that say nothing of any domain.

A number would do for a strong model; a weak one writes it into the text, where it looks like data.
"""

from __future__ import annotations

from random import Random

_WORK = (
    "accountant", "architect", "baker", "bookseller", "bus driver", "carpenter", "chemist", "cook", "dancer",
    "designer", "electrician", "farmer", "firefighter", "florist", "gardener", "journalist", "lawyer", "librarian",
    "mechanic", "musician", "nurse", "painter", "pharmacist", "photographer", "plumber", "potter", "researcher",
    "sailor", "singer", "tailor", "teacher", "translator", "veterinarian", "waiter", "welder", "writer",
)  # fmt: skip
_MOOD = (
    "anxious", "blunt", "cautious", "cheerful", "curious", "distracted", "easy-going", "forgetful", "formal",
    "friendly", "hurried", "impatient", "orderly", "patient", "polite", "quiet", "sceptical", "stubborn", "talkative",
    "tired",
)  # fmt: skip
_MANNER = (
    "asks back before agreeing", "comes to the point at once", "explains why before saying what",
    "likes short sentences", "makes small jokes", "repeats what was agreed", "says please and thank you",
    "starts with a complaint", "wants one thing settled before the next", "writes as one speaks",
)  # fmt: skip


def character(seed: int) -> str:
    """Return a trade, a mood and a manner; there are 7,200.

    Args:
        seed: Decides which.
    """
    random = Random(seed)
    return f"{random.choice(_MOOD)}; works as {_article(random.choice(_WORK))}; {random.choice(_MANNER)}"


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
