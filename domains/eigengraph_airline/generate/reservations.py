"""Reservations: trips bought by customers, with every dollar accounted for."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from random import Random
from typing import Any

from eigengraph_airline.generate.calendar import draw_fares
from eigengraph_airline.generate.occasions import Occasions, Trip
from eigengraph_airline.generate.people import draw_person
from eigengraph_airline.rules.terms import BAG_PRICE, INSURANCE_PRICE, free_bags

_ID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_RESERVED = "HATHA"
"""How the ids begin that the booking tool gives out."""
_CABINS = {"basic_economy": 0.3, "economy": 0.4, "business": 0.3}
_PARTY = (0.44, 0.32, 0.15, 0.06, 0.03)
_BAGS = (0.5, 0.32, 0.13, 0.05)
_INSURED = 0.45
_TRAVELS_ALONG = 0.87
_GROWN_UP = "2006"


def draw_reservations(
    random: Random, occasions: Occasions, customers: Mapping[str, Mapping[str, Any]], count: int
) -> dict[str, dict[str, Any]]:
    """Draw reservations by id, in the fields of ``ReservationRow``, oldest first."""
    owners = list(customers)
    appetite = [1, *random.choices((0, 1, 2, 3, 4, 5, 6, 7, 9), k=len(owners) - 1)]
    rows: dict[str, dict[str, Any]] = {}
    while len(rows) < count:
        number = "".join(random.choices(_ID_LETTERS, k=6))
        if number in rows or number.startswith(_RESERVED):
            continue
        owner = customers[random.choices(owners, appetite)[0]]
        rows[number] = _buy(random, number, occasions.draw(random), owner)
    return dict(sorted(rows.items(), key=lambda item: (item[1]["created_at"], item[0])))


def _buy(random: Random, number: str, trip: Trip, owner: Mapping[str, Any]) -> dict[str, Any]:
    cabin = random.choices(list(_CABINS), list(_CABINS.values()))[0]
    passengers = _draw_passengers(random, owner)
    bags = sum(random.choices(range(len(_BAGS)), _BAGS, k=len(passengers)))
    paid_bags = max(0, bags - free_bags(owner["membership"], cabin) * len(passengers))
    insurance = "yes" if random.random() < _INSURED else "no"
    legs = [
        {
            "flight_number": flight.number,
            "origin": flight.origin,
            "destination": flight.destination,
            "date": date,
            "price": draw_fares(random, flight)[cabin],
        }
        for flight, date in trip.legs
    ]
    each = sum(leg["price"] for leg in legs) + (INSURANCE_PRICE if insurance == "yes" else 0)
    total = each * len(passengers) + BAG_PRICE * paid_bags
    return {
        "reservation_id": number,
        "user_id": owner["user_id"],
        "origin": trip.out[0].origin,
        "destination": trip.out[-1].destination,
        "flight_type": "round_trip" if trip.back else "one_way",
        "cabin": cabin,
        "flights": legs,
        "passengers": passengers,
        "payment_history": _draw_payments(random, owner["payment_methods"], total),
        "created_at": trip.booked.isoformat(),
        "total_baggages": bags,
        "nonfree_baggages": paid_bags,
        "insurance": insurance,
        "status": None,
    }


def _draw_passengers(random: Random, owner: Mapping[str, Any]) -> list[dict[str, str]]:
    """Draw who travels: as a rule the customer, then people they saved, then others."""
    known = random.sample(owner["saved_passengers"], len(owner["saved_passengers"]))
    if random.random() < _TRAVELS_ALONG:
        known.insert(0, {**owner["name"], "dob": owner["dob"]})
    else:
        known = [person for person in known if person["dob"] < _GROWN_UP]
    size = random.choices(range(1, len(_PARTY) + 1), _PARTY)[0]
    others = [draw_person(random, 1944, 2006) for _ in range(size - len(known))]
    return [dict(person) for person in [*known, *others][:size]]


def _draw_payments(random: Random, methods: Mapping[str, Mapping[str, Any]], total: int) -> list[dict[str, Any]]:
    """Split a total over at most one credit card and three gift cards.

    Certificates never occur, because one that was spent is gone from its owner's profile.
    """
    cards, gifts = ([key for key in methods if methods[key]["source"] == kind] for kind in ("credit_card", "gift_card"))
    chosen: list[str] = []
    if gifts and (not cards or random.random() < 0.35):
        chosen = random.sample(gifts, random.randint(1, min(3, len(gifts))))
    if cards and (not chosen or random.random() < 0.4):
        chosen.append(random.choice(cards))
    cuts = sorted(random.sample(range(1, total), len(chosen) - 1))
    shares = [end - start for start, end in pairwise((0, *cuts, total))]
    return [{"payment_id": method, "amount": share} for method, share in zip(chosen, shares, strict=True)]
