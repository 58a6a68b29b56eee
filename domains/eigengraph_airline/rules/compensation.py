"""Clauses on certificates sent to make up for cancelled and delayed flights.

A certificate names a customer, not a reservation, so each clause asks whether some complaint of that customer
justifies it. Complaints that a former clause rules out do not count for the next one, unless it rules out all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from eigengraph.records import Facts, ToolCall
from eigengraph.world import RowView, World, clause
from eigengraph_airline.rules.reading import find, legs_of, status_of
from eigengraph_airline.rules.terms import COMPENSATION, FREQUENT_FLYERS

SEND = "send_certificate"
_STATUS = {"cancelled_flight": "cancelled", "delayed_flight": "delayed"}


@dataclass(frozen=True, slots=True)
class _Claim:
    """One reservation that the user complains about.

    Attributes:
        complaint: What about, or None.
        asked: Whether the user asks for compensation.
        confirmed: Whether the tables show it.
        eligible: Whether membership, cabin or insurance entitle to compensation.
        settled: Whether flights were changed or the reservation cancelled in this dialogue.
        amount: Dollars due, or None where nothing is.
    """

    complaint: object
    asked: bool
    confirmed: bool
    eligible: bool
    settled: bool
    amount: int | None

    @property
    def timely(self) -> bool:
        """Whether a delay has been followed by the change that it must wait for."""
        return self.settled or self.complaint != "delayed_flight"


@clause("airline.compensation.asked", "Compensation is given only to users who explicitly ask for it.", SEND)
def asked(before: World, call: ToolCall, facts: Facts) -> bool | None:
    """Look for a complaint with a demand."""
    claims = _claims(before, call, facts)
    return None if claims is None else any(claim.asked for claim in claims)


@clause(
    "airline.compensation.ground",
    "Compensation is given only for a cancelled or delayed flight of a reservation, and only if the tables confirm it.",
    SEND,
)
def ground(before: World, call: ToolCall, facts: Facts) -> bool | None:
    """Look the complaint up in the tables."""
    claims = _claims(before, call, facts)
    if claims is None:
        return None
    return any(claim.confirmed for claim in _narrow(claims, _is_asked))


@clause(
    "airline.compensation.eligible",
    "Compensation is given only to silver and gold members, and for insured or business reservations.",
    SEND,
)
def eligible(before: World, call: ToolCall, facts: Facts) -> bool | None:
    """Look at membership, insurance and cabin."""
    claims = _claims(before, call, facts)
    if not claims:
        return None
    return any(claim.eligible for claim in _narrow(claims, _is_asked, _is_confirmed))


@clause(
    "airline.compensation.delay_after_change",
    "A delay is compensated only after the reservation was changed or cancelled.",
    SEND,
)
def delay_after_change(before: World, call: ToolCall, facts: Facts) -> bool | None:
    """Compare the reservation with what it was when the dialogue began."""
    claims = _narrow(_claims(before, call, facts) or [], _is_asked, _is_confirmed, _is_eligible)
    if all(claim.complaint != "delayed_flight" for claim in claims):
        return None
    return any(claim.timely for claim in claims)


@clause(
    "airline.compensation.amount",
    "A certificate is worth 100 dollars a passenger for a cancelled flight and 50 for a delayed one.",
    SEND,
)
def amount(before: World, call: ToolCall, facts: Facts) -> bool | None:
    """Compute what is due."""
    claims = _narrow(_claims(before, call, facts) or [], _is_asked, _is_confirmed, _is_eligible, _is_timely)
    due = [claim.amount for claim in claims if claim.amount is not None]
    sent = _dollars(call.arguments.get("amount"))
    return None if not due or sent is None else sent in due


def _claims(before: World, call: ToolCall, facts: Facts) -> list[_Claim] | None:
    """Return what the receiver complains about or asks compensation for, or None where there is no such customer."""
    customer = find(before.users, call.arguments.get("user_id"))
    if customer is None:
        return None
    claims = []
    for number in customer["reservations"]:
        complaint, wants = facts.get("complaint", number), facts.get("asks_compensation", number)
        now = before.reservations.peek(number)
        if now is not None and (complaint is not None or wants is True):
            claims.append(_claim(before, customer, now, complaint, wants=wants is True))
    return claims


def _claim(before: World, customer: RowView, now: RowView, complaint: object, *, wants: bool) -> _Claim:
    # The flight complained about may have been changed away in this dialogue, so the reservation counts as it was.
    then = before.reservations.initial(now["reservation_id"])
    then = now if then is None else then
    legs = legs_of(then["flights"]) or []
    statuses = {status_of(before, number, date) for number, date in legs}
    rate = COMPENSATION.get(complaint) if isinstance(complaint, str) else None
    return _Claim(
        complaint=complaint,
        asked=wants,
        confirmed=isinstance(complaint, str) and _STATUS.get(complaint) in statuses - {None},
        eligible=customer["membership"] in FREQUENT_FLYERS or then["insurance"] == "yes" or then["cabin"] == "business",
        settled=now["status"] == "cancelled" or legs_of(now["flights"]) != legs,
        amount=None if rate is None else rate * len(then["passengers"]),
    )


def _narrow(claims: list[_Claim], *tests: Callable[[_Claim], bool]) -> list[_Claim]:
    """Keep the claims that pass test after test; a test that none passes keeps them all."""
    for test in tests:
        claims = [claim for claim in claims if test(claim)] or claims
    return claims


def _is_asked(claim: _Claim) -> bool:
    return claim.asked


def _is_confirmed(claim: _Claim) -> bool:
    return claim.confirmed


def _is_eligible(claim: _Claim) -> bool:
    return claim.eligible


def _is_timely(claim: _Claim) -> bool:
    return claim.timely


def _dollars(value: object) -> float | None:
    """Return an amount as the tool reads it: a number, or text that is one."""
    if isinstance(value, int | float):
        return value
    try:
        return float(value) if isinstance(value, str) else None
    except ValueError:
        return None


RULES = (asked, ground, eligible, delay_after_change, amount)
