"""What the rows of the store's tables look like, in tau2-bench's fields (``domains/retail/data_model.py``).

Field order is the order in which tools show a record. Money is in dollars. No field holds a date, for the store has no
clock.
"""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from pydantic import BaseModel, Discriminator, Field
from typing_extensions import TypedDict

from eigengraph.world import TableSchema

Status = Literal[
    "processed",
    "pending",
    "pending (item modified)",
    "delivered",
    "cancelled",
    "exchange requested",
    "return requested",
]
CancelReason = Literal["no longer needed", "ordered by mistake"]


class VariantRow(TypedDict):
    """One kind of a product, such as the blue one in size M; ``price`` is what it costs today."""

    item_id: str
    options: dict[str, str]
    available: bool
    price: float


class ProductRow(TypedDict):
    """A product; ``variants`` by item id."""

    name: str
    product_id: str
    variants: dict[str, VariantRow]


class NameRow(TypedDict):
    """A person's name."""

    first_name: str
    last_name: str


class UserAddress(BaseModel):
    """A postal address; ``address2`` may be empty.

    Tools validate what callers give by it, so its name and fields are part of the texts that a caller may be shown.
    """

    address1: str
    address2: str
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
    balance: float


class PaypalRow(TypedDict):
    """A PayPal account."""

    source: Literal["paypal"]
    id: str


PaymentMethod = Annotated[CreditCardRow | GiftCardRow | PaypalRow, Discriminator("source")]


class UserRow(TypedDict):
    """A customer; ``payment_methods`` by payment id, ``orders`` by order id."""

    user_id: str
    name: NameRow
    address: UserAddress
    email: str
    payment_methods: dict[str, PaymentMethod]
    orders: list[str]


class ItemRow(TypedDict):
    """One item of an order; ``price`` is what it cost when it was bought."""

    name: str
    product_id: str
    item_id: str
    price: float
    options: dict[str, str]


class FulfillmentRow(TypedDict):
    """One shipment: its tracking numbers, and the item ids in it."""

    tracking_id: list[str]
    item_ids: list[str]


class PaymentRow(TypedDict):
    """One movement of money. The type says which way it went; the amount is never negative."""

    transaction_type: Literal["payment", "refund"]
    amount: float
    payment_method_id: str


class OrderRow(TypedDict):
    """An order; what follows the payments is null until it is cancelled, exchanged or returned.

    The lists of exchanged and returned item ids are sorted. ``exchange_price_difference`` is new minus old, so what the
    customer owes is positive.
    """

    order_id: str
    user_id: str
    address: UserAddress
    items: list[ItemRow]
    status: Status
    fulfillments: list[FulfillmentRow]
    payment_history: list[PaymentRow]
    cancel_reason: Annotated[NotRequired[CancelReason | None], Field(default=None)]
    exchange_items: Annotated[NotRequired[list[str] | None], Field(default=None)]
    exchange_new_items: Annotated[NotRequired[list[str] | None], Field(default=None)]
    exchange_payment_method_id: Annotated[NotRequired[str | None], Field(default=None)]
    exchange_price_difference: Annotated[NotRequired[float | None], Field(default=None)]
    return_items: Annotated[NotRequired[list[str] | None], Field(default=None)]
    return_payment_method_id: Annotated[NotRequired[str | None], Field(default=None)]


SCHEMA: dict[str, TableSchema] = {
    "products": TableSchema(ProductRow, key="product_id"),
    "users": TableSchema(UserRow, key="user_id", references={"orders[]": "orders"}),
    "orders": TableSchema(OrderRow, key="order_id", references={"user_id": "users", "items[].product_id": "products"}),
}
"""Row models, keys and references of every table."""
