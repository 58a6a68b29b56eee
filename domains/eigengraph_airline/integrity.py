"""What must hold between the airline's rows, beyond what a row's model and its references say."""

from __future__ import annotations

from collections.abc import Iterator

from eigengraph.world import Row, Tables


def cross_row_problems(tables: Tables) -> Iterator[str]:
    """Yield a line for each disagreement between rows: owners, payment ids, bags, dates and ends of legs.

    Args:
        tables: Tables that passed ``check_tables``.
    """
    for key, user in tables["users"].items():
        for reservation_id in user["reservations"]:
            owner = tables["reservations"][reservation_id]["user_id"]
            if owner != key:
                yield f"users[{key!r}].reservations: {reservation_id!r} belongs to {owner!r}"
        for payment_id, method in user["payment_methods"].items():
            if method["id"] != payment_id:
                yield f"users[{key!r}].payment_methods[{payment_id!r}].id: must repeat the key, found {method['id']!r}"
    for key, reservation in tables["reservations"].items():
        yield from _reservation_problems(f"reservations[{key!r}]", reservation, tables)


def _reservation_problems(place: str, reservation: Row, tables: Tables) -> Iterator[str]:
    owner = tables["users"][reservation["user_id"]]
    if reservation["reservation_id"] not in owner["reservations"]:
        yield f"{place}.user_id: {reservation['user_id']!r} does not list this reservation"
    paid, bags = reservation["nonfree_baggages"], reservation["total_baggages"]
    if paid > bags:
        yield f"{place}.nonfree_baggages: must not be more than total_baggages ({bags}), found {paid}"
    for index, payment in enumerate(reservation["payment_history"]):
        if payment["payment_id"] not in owner["payment_methods"]:
            yield f"{place}.payment_history[{index}]: {payment['payment_id']!r} is no payment method of its user"
    for index, leg in enumerate(reservation["flights"]):
        flight = tables["flights"][leg["flight_number"]]
        if leg["date"] not in flight["dates"]:
            yield f"{place}.flights[{index}].date: {leg['flight_number']!r} does not fly on {leg['date']!r}"
        ends = (leg["origin"], leg["destination"])
        if ends != (flight["origin"], flight["destination"]):
            yield f"{place}.flights[{index}]: {leg['flight_number']!r} does not fly from {ends[0]!r} to {ends[1]!r}"
