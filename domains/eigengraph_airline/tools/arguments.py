"""Records that tools accept as arguments, and how plain objects become such records.

Each record's name and fields are part of its validation text, which a caller is shown
(tau2-bench, ``domains/airline/data_model.py``).
"""

from __future__ import annotations

from typing import Any, Literal, TypeVar

from pydantic import BaseModel, Field

from eigengraph_airline.rows import Cabin, FlightType, Insurance

Record = TypeVar("Record", bound=BaseModel)


class FlightInfo(BaseModel):
    """One flight to take."""

    flight_number: str = Field(description="The flight number, such as 'HAT001'.")
    date: str = Field(description="The day of departure as 'YYYY-MM-DD', such as '2024-05-01'.")


class Passenger(BaseModel):
    """One traveller."""

    first_name: str = Field(description="The given name.")
    last_name: str = Field(description="The family name.")
    dob: str = Field(description="The date of birth as 'YYYY-MM-DD'.")


class Payment(BaseModel):
    """One payment."""

    payment_id: str = Field(description="The id of a payment method in the user's profile.")
    amount: int = Field(description="Whole dollars to charge to it.")


class Leg(BaseModel):
    """One flight of a reservation."""

    flight_number: str
    origin: str
    destination: str
    date: str
    price: int


class Reservation(BaseModel):
    """A reservation as it is booked."""

    reservation_id: str
    user_id: str
    origin: str
    destination: str
    flight_type: FlightType
    cabin: Cabin
    flights: list[Leg]
    passengers: list[Passenger]
    payment_history: list[Payment]
    created_at: str
    total_baggages: int
    nonfree_baggages: int
    insurance: Insurance
    status: Literal["cancelled"] | None = None


class Certificate(BaseModel):
    """A travel certificate as it is issued."""

    source: Literal["certificate"]
    id: str
    amount: float


def coerce(record: type[Record], items: Any) -> Any:
    """Turn plain objects into records.

    Args:
        record: The kind of record.
        items: What the caller passed for a list of such records.

    Returns:
        A list of records; or ``items`` as they are if any of them is no object, for the tool to stumble over.

    Raises:
        pydantic.ValidationError: An object does not fit the record.
    """
    if all(isinstance(item, dict) for item in items):
        return [record(**item) for item in items]
    return items


def plain(items: Any) -> Any:
    """Return what ``coerce`` returned as JSON values again."""
    if not isinstance(items, list):
        return items
    return [item.model_dump() if isinstance(item, BaseModel) else item for item in items]
