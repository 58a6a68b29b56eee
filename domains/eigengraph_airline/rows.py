"""What the rows of the airline's tables look like, in tau2-bench's fields (``domains/airline/data_model.py``).

Field order is the order in which tools show a record. Money is whole dollars, but for the balances of gift cards and
certificates. Times are local text in EST, as the tables hold them: they must read as dates and times, but stay text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Annotated, Literal, NotRequired

from pydantic import AfterValidator, Discriminator, Field
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

from eigengraph.world import TableSchema

FlightType = Literal["round_trip", "one_way"]
Cabin = Literal["business", "economy", "basic_economy"]
Insurance = Literal["yes", "no"]
Membership = Literal["gold", "silver", "regular"]


def _reads_as(form: str, pattern: str, read: Callable[[str], object]) -> AfterValidator:
    """Return the check that a text has a form and, there being no 31st of June, a meaning; the text stays as it is."""
    shape = re.compile(pattern)

    def check(text: str) -> str:
        try:
            read(text.removesuffix("+1"))
            fits = shape.fullmatch(text)
        except ValueError:
            fits = None
        if fits is None:
            raise PydanticCustomError("form", "must be {form}", {"form": form})
        return text

    return AfterValidator(check)


_DAY, _TIME = r"\d{4}-\d\d-\d\d", r"\d\d:\d\d:\d\d"
Day = Annotated[str, _reads_as("a date such as '2024-05-15'", _DAY, date.fromisoformat)]
Moment = Annotated[
    str, _reads_as("a date and time such as '2024-05-15T06:30:00'", f"{_DAY}T{_TIME}", datetime.fromisoformat)
]
Departure = Annotated[str, _reads_as("a time such as '06:30:00'", _TIME, time.fromisoformat)]
Arrival = Annotated[
    str, _reads_as("a time such as '06:30:00', or '06:30:00+1' for the next day", rf"{_TIME}(\+1)?", time.fromisoformat)
]
Count = Annotated[int, Field(ge=0)]
Dollars = Annotated[int, Field(ge=0)]
Balance = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class AvailableInstance(TypedDict):
    """A flight on one date that can be booked: seats left, and dollars a passenger, by cabin."""

    status: Literal["available"]
    available_seats: dict[Cabin, Count]
    prices: dict[Cabin, Dollars]


class ExpectedInstance(TypedDict):
    """A flight on one date that is closed for booking and has not left."""

    status: Literal["on time", "delayed"]
    estimated_departure_time_est: Moment
    estimated_arrival_time_est: Moment


class FlyingInstance(TypedDict):
    """A flight on one date that is in the air."""

    status: Literal["flying"]
    actual_departure_time_est: Moment
    estimated_arrival_time_est: Moment


class LandedInstance(TypedDict):
    """A flight on one date that has arrived."""

    status: Literal["landed"]
    actual_departure_time_est: Moment
    actual_arrival_time_est: Moment


class CancelledInstance(TypedDict):
    """A flight on one date that the airline cancelled."""

    status: Literal["cancelled"]


Instance = Annotated[
    AvailableInstance | ExpectedInstance | FlyingInstance | LandedInstance | CancelledInstance, Discriminator("status")
]


class FlightRow(TypedDict):
    """A flight number with its schedule; ``dates`` maps ``YYYY-MM-DD`` to what is known of that day's flight.

    Scheduled times are ``HH:MM:SS``, with ``+1`` behind an arrival on the next day.
    """

    flight_number: str
    origin: str
    destination: str
    scheduled_departure_time_est: Departure
    scheduled_arrival_time_est: Arrival
    dates: dict[Day, Instance]


class NameRow(TypedDict):
    """A person's name."""

    first_name: str
    last_name: str


class AddressRow(TypedDict):
    """A postal address."""

    address1: str
    address2: Annotated[NotRequired[str | None], Field(default=None)]
    city: str
    country: str
    state: str
    zip: str


class CreditCardRow(TypedDict):
    """A credit card."""

    source: Literal["credit_card"]
    id: str
    brand: str
    last_four: str


class GiftCardRow(TypedDict):
    """A gift card with its balance in dollars."""

    source: Literal["gift_card"]
    id: str
    amount: Balance


class CertificateRow(TypedDict):
    """A travel certificate, worth its amount in dollars once."""

    source: Literal["certificate"]
    id: str
    amount: Balance


PaymentMethod = Annotated[CreditCardRow | GiftCardRow | CertificateRow, Discriminator("source")]


class PassengerRow(TypedDict):
    """A traveller; ``dob`` is ``YYYY-MM-DD``."""

    first_name: str
    last_name: str
    dob: Day


class UserRow(TypedDict):
    """A customer; ``payment_methods`` by payment id, ``reservations`` by reservation id, oldest first."""

    user_id: str
    name: NameRow
    address: AddressRow
    email: str
    dob: Day
    payment_methods: dict[str, PaymentMethod]
    saved_passengers: list[PassengerRow]
    membership: Membership
    reservations: list[str]


class LegRow(TypedDict):
    """One flight of a reservation; ``price`` is dollars a passenger, as it was when the leg was bought."""

    flight_number: str
    origin: str
    destination: str
    date: Day
    price: Dollars


class PaymentRow(TypedDict):
    """One charge, or with a negative amount one refund, in dollars."""

    payment_id: str
    amount: int


class ReservationRow(TypedDict):
    """A reservation; ``status`` is null until it is cancelled, ``created_at`` is ``YYYY-MM-DDTHH:MM:SS``."""

    reservation_id: str
    user_id: str
    origin: str
    destination: str
    flight_type: FlightType
    cabin: Cabin
    flights: Annotated[list[LegRow], Field(min_length=1)]
    passengers: Annotated[list[PassengerRow], Field(min_length=1)]
    payment_history: list[PaymentRow]
    created_at: Moment
    total_baggages: Count
    nonfree_baggages: Count
    insurance: Insurance
    status: Annotated[NotRequired[Literal["cancelled"] | None], Field(default=None)]


SCHEMA: dict[str, TableSchema] = {
    "flights": TableSchema(FlightRow, key="flight_number"),
    "users": TableSchema(UserRow, key="user_id", references={"reservations[]": "reservations"}),
    "reservations": TableSchema(
        ReservationRow, key="reservation_id", references={"user_id": "users", "flights[].flight_number": "flights"}
    ),
}
"""Row models, keys and references of every table."""
