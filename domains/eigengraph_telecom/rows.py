"""What the rows of the carrier's tables look like, in tau2-bench's fields (``domains/telecom/data_model.py``).

Field order is the order in which tools show a record. Money is dollars, data gigabytes. Dates are ``YYYY-MM-DD``,
moments ``YYYY-MM-DD HH:MM:SS``, both in EST without a zone. As there, a field that is not listed is an error.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from eigengraph.world import TableSchema
from eigengraph_telecom.phone_rows import USER, DeviceRow, SurroundingsRow

AccountStatus = Literal["Active", "Suspended", "Pending Verification", "Closed"]
LineStatus = Literal["Active", "Suspended", "Pending Activation", "Closed"]
BillStatus = Literal["Draft", "Issued", "Awaiting Payment", "Paid", "Overdue", "Disputed"]
Moment = Annotated[datetime, PlainSerializer(str)]


class PlanRow(BaseModel):
    """A plan: monthly allowance in GB, and its prices."""

    model_config = ConfigDict(extra="forbid")

    plan_id: str
    name: str
    data_limit_gb: float
    price_per_month: float
    data_refueling_price_per_gb: float


class AddressRow(BaseModel):
    """A postal address."""

    model_config = ConfigDict(extra="forbid")

    street: str
    city: str
    state: str
    zip_code: str


class PaymentMethodRow(BaseModel):
    """A way to pay; ``expiration_date`` is ``MM/YYYY``."""

    model_config = ConfigDict(extra="forbid")

    method_type: Literal["Credit Card", "Debit Card", "PayPal"]
    account_number_last_4: str
    expiration_date: str


class CustomerRow(BaseModel):
    """A customer; ``phone_number`` is where they can be reached, which need not be one of their lines."""

    model_config = ConfigDict(extra="forbid")

    customer_id: str
    full_name: str
    date_of_birth: str
    email: str
    phone_number: str
    address: AddressRow
    account_status: AccountStatus = "Pending Verification"
    payment_methods: list[PaymentMethodRow] = Field(default_factory=list)
    line_ids: list[str] = Field(default_factory=list)
    bill_ids: list[str] = Field(default_factory=list)
    created_at: Moment = date(2025, 1, 1)  # type: ignore[assignment]  # shown as a date, as in tau2-bench
    last_extension_date: date | None = None
    goodwill_credit_used_this_year: float = 0.0


class LineRow(BaseModel):
    """A phone line; data is counted for the running billing cycle, ``data_refueling_gb`` adds to the plan's limit."""

    model_config = ConfigDict(extra="forbid")

    line_id: str
    phone_number: str
    status: LineStatus = "Pending Activation"
    plan_id: str
    device_id: str | None = None
    data_used_gb: float = 0.0
    data_refueling_gb: float = 0.0
    roaming_enabled: bool = False
    contract_end_date: date | None = None
    last_plan_change_date: date | None = None
    last_sim_replacement_date: date | None = None
    suspension_start_date: date | None = None


class LineItemRow(BaseModel):
    """One charge of a bill, or with a negative amount one credit."""

    model_config = ConfigDict(extra="forbid")

    description: str
    amount: float
    date: date
    item_type: str


class BillRow(BaseModel):
    """A bill; ``total_due`` is the sum of its items."""

    model_config = ConfigDict(extra="forbid")

    bill_id: str
    customer_id: str
    period_start: date
    period_end: date
    issue_date: date
    total_due: float
    due_date: date
    line_items: list[LineItemRow] = Field(default_factory=list)
    status: BillStatus = "Draft"


class CustomerDeviceRow(BaseModel):
    """A device as the carrier knows it, which is not the phone that the user holds (``phone_rows``)."""

    model_config = ConfigDict(extra="forbid")

    device_id: str
    device_type: Literal["phone", "router", "tablet", "watch", "other"]
    model: str
    imei: str | None = None
    is_esim_capable: bool
    activated: bool = False
    activation_date: Moment | None = None
    last_esim_transfer_date: Moment | None = None


SCHEMA: dict[str, TableSchema] = {
    "plans": TableSchema(PlanRow, key="plan_id"),
    "customers": TableSchema(CustomerRow, key="customer_id", references={"line_ids[]": "lines", "bill_ids[]": "bills"}),
    "lines": TableSchema(LineRow, key="line_id", references={"plan_id": "plans", "device_id": "devices"}),
    "bills": TableSchema(BillRow, key="bill_id", references={"customer_id": "customers"}),
    "devices": TableSchema(CustomerDeviceRow, key="device_id"),
    "device": TableSchema(DeviceRow, side="user", single=USER),
    "surroundings": TableSchema(SurroundingsRow, side="user", single=USER),
}
"""Row models, sides, keys and references of every table: five of the carrier, two of the user."""
