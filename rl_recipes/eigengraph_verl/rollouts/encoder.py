"""Tokenising what is read again and again: policies, tools and earlier turns are tokenised once a process."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

_REMEMBERED = 1 << 11  # stretches of text


class Encoder:
    """Turns text into the tokens that its tokenizer makes of it.

    A tokenizer cuts a text at its special tokens before it does anything else, so that what stands between two of them
    can be tokenised by itself. Whether that is so for the tokenizer at hand is tried on the first text.

    Args:
        tokenizer: Of Hugging Face's kind.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        marks = sorted(_marks(tokenizer), key=len, reverse=True)
        self._cut = re.compile(f"({'|'.join(map(re.escape, marks))})") if marks else None
        self._tried = False
        self._stretch = lru_cache(maxsize=_REMEMBERED)(self._whole)

    def encode(self, text: str) -> list[int]:
        """Return the tokens of a text, and no others."""
        if self._cut is None:
            return list(self._whole(text))
        ids: list[int] = []
        for stretch in filter(None, self._cut.split(text)):
            ids += self._stretch(stretch)  # a policy has thousands of tokens, and goes over in one piece
        if not self._tried:
            self._tried = True
            whole = list(self._whole(text))
            if ids != whole:
                self._cut = None
                return whole
        return ids

    def _whole(self, text: str) -> tuple[int, ...]:
        return tuple(self._tokenizer.encode(text, add_special_tokens=False))


@cache
def encoder_of(tokenizer: Any) -> Encoder:
    """Return the encoder of a tokenizer, the same one each time."""
    return Encoder(tokenizer)


def _marks(tokenizer: Any) -> list[str]:
    """Return the special tokens that are cut out as they stand, whatever is beside them."""
    return [
        token.content
        for token in tokenizer.added_tokens_decoder.values()
        if token.special and not (token.lstrip or token.rstrip or token.single_word or token.normalized)
    ]
