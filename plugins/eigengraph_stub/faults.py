"""What goes wrong with a request, as a function of its digest and its attempt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from eigengraph.errors import ConfigError, UnknownNameError
from eigengraph.records import digest

TRANSPORT: Mapping[str, str] = {
    "rate_limited": "429 with Retry-After",
    "rate_limited_bare": "429 without Retry-After",
    "server_error": "500",
    "hang": "no answer until the client hangs up",
    "reset": "the connection is reset",
    "truncated": "200 with half of the JSON",
    "not_json": "200 with a page of HTML",
    "slow": "the right reply, after a long time",
    "drip": "the right reply, a few bytes at a time",
}
"""Faults of the connection, drawn for each attempt anew: a request that is sent again may get through."""

CONTENT: Mapping[str, str] = {
    "wrong_schema": "JSON that breaks the schema; a call without its arguments where tools are offered",
    "refusal": "a polite refusal in place of what was asked for",
    "empty": "no text and no call",
}
"""Faults of the reply, drawn once for a request: whoever sends it again gets the same."""

KINDS = {**TRANSPORT, **CONTENT}


@dataclass(frozen=True, slots=True)
class Faults:
    """How often what goes wrong.

    Attributes:
        rates: Share of requests, by kind; of the connection and of the reply at most 1 each.
        seed: Draws which.

    Raises:
        UnknownNameError: A kind is none of ``KINDS``.
        ConfigError: A rate is no share, or they add up to more than 1.
    """

    rates: Mapping[str, float] = field(default_factory=dict)
    seed: int = 0

    def __post_init__(self) -> None:
        for kind, rate in self.rates.items():
            if kind not in KINDS:
                raise UnknownNameError("kind of fault", kind, KINDS)
            if not 0 <= rate <= 1:
                raise ConfigError(f"the rate of fault {kind!r} cannot be {rate!r}; give a share from 0 to 1")
        for kinds in (TRANSPORT, CONTENT):
            given = [kind for kind in self.rates if kind in kinds]
            total = sum(self.rates[kind] for kind in given)
            if total > 1 + 1e-9:
                raise ConfigError(f"the rates of {', '.join(given)} add up to {total!r}; give at most 1 in all")

    def of_connection(self, request: str, attempt: int) -> str:
        """Return what goes wrong with one attempt at a request, or an empty string."""
        return self._drawn(TRANSPORT, f"{request} {attempt}")

    def of_reply(self, request: str) -> str:
        """Return what is wrong with every reply to a request, or an empty string."""
        return self._drawn(CONTENT, request)

    def _drawn(self, kinds: Mapping[str, str], key: str) -> str:
        left = int(digest(str(self.seed).encode(), key.encode())[:13], 16) / 16**13
        for kind in kinds:
            left -= self.rates.get(kind, 0.0)
            if left < 0:
                return kind
        return ""


def read_faults(text: str) -> dict[str, float]:
    """Read rates of faults as they are typed: as ``read_rates`` does, or one number, which all kinds share evenly.

    Raises:
        ConfigError: It is neither, or the number is no share.
    """
    try:
        rate = float(text)
    except ValueError:
        return read_rates(text, "faults")
    if not 0 <= rate <= 1:
        raise ConfigError(
            f"faults {text!r} cannot be; a number is the share of requests, from 0 to 1, that all {len(KINDS)} kinds "
            "of fault have between them"
        )
    return dict.fromkeys(KINDS, rate / len(KINDS))


def read_rates(text: str, what: str) -> dict[str, float]:
    """Read rates as they are typed, ``hang=0.02,reset=0.05``; none for an empty text.

    Args:
        text: What was typed.
        what: What the rates are of.

    Raises:
        ConfigError: It cannot be read.
    """
    try:
        pairs = [item.split("=") for item in text.split(",") if item]
        return {kind.strip(): float(rate) for kind, rate in pairs}
    except ValueError:
        raise ConfigError(f"{what} {text!r} cannot be read; write KIND=RATE, with commas between several") from None
