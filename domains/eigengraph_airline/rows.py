"""What the rows of the airline's tables look like, in tau2-bench's fields (``domains/airline/data_model.py``).

Field order is the order in which tools show a record. Money is whole dollars, but for the balances of gift cards and
certificates. Times are local text in EST, as the tables hold them.
"""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from pydantic import Discriminator, Field
from typing_extensions import TypedDict

from eigengraph.world import TableSchema

FlightType = Literal["round_trip", "one_way"]
Cabin = Literal["business", "economy", "basic_economy"]
Insurance = Literal["yes", "no"]
Membership = Literal["gold", "silver", "regular"]


class AvailableInstance(TypedDict):
    """A flight on one date that can be booked: seats left, and dollars a passenger, by cabin."""

    status: Literal["available"]
    available_seats: dict[Cabin, int]
    prices: dict[Cabin, int]


class ExpectedInstance(TypedDict):
    """A flight on one date that is closed for booking and has not left."""

    status: Literal["on time", "delayed"]
    estimated_departure_time_est: str
    estimated_arrival_time_est: str


class FlyingInstance(TypedDict):
    """A flight on one date that is in the air."""

    status: Literal["flying"]
    actual_departure_time_est: str
    estimated_arrival_time_est: str


class LandedInstance(TypedDict):
    """A flight on one date that has arrived."""

    status: Literal["landed"]
    actual_departure_time_est: str
    actual_arrival_time_est: str


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
    scheduled_departure_time_est: str
    scheduled_arrival_time_est: str
    dates: dict[str, Instance]


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
    amount: float


class CertificateRow(TypedDict):
    """A travel certificate, worth its amount in dollars once."""

    source: Literal["certificate"]
    id: str
    amount: float


PaymentMethod = Annotated[CreditCardRow | GiftCardRow | CertificateRow, Discriminator("source")]


class PassengerRow(TypedDict):
    """A traveller; ``dob`` is ``YYYY-MM-DD``."""

    first_name: str
    last_name: str
    dob: str


class UserRow(TypedDict):
    """A customer; ``payment_methods`` by payment id, ``reservations`` by reservation id, oldest first."""

    user_id: str
    name: NameRow
    address: AddressRow
    email: str
    dob: str
    payment_methods: dict[str, PaymentMethod]
    saved_passengers: list[PassengerRow]
    membership: Membership
    reservations: list[str]


class LegRow(TypedDict):
    """One flight of a reservation; ``price`` is dollars a passenger, as it was when the leg was bought."""

    flight_number: str
    origin: str
    destination: str
    date: str
    price: int


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
    flights: list[LegRow]
    passengers: list[PassengerRow]
    payment_history: list[PaymentRow]
    created_at: str
    total_baggages: int
    nonfree_baggages: int
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
