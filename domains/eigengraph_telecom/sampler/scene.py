"""What the parts of a blueprint share while it is made: a line, its owner, and calls carried out in a live world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eigengraph import authoring
from eigengraph.authoring import DeadEnd
from eigengraph.records import ToolCall
from eigengraph.world import Row, Tables, World
from eigengraph.world.views import thaw

MOST_REFUEL_GB = 2.0
"""How many gigabytes a line may be given in one cycle."""

UNLIMITED_GB = 500.0
"""Nobody uses up an allowance from here on."""


@dataclass(frozen=True)
class Line:
    """A line and its owner, as they are before anything happens.

    Attributes:
        customer_id: The owner.
        line_id: The line.
        name: The owner's full name.
        birth: The owner's date of birth.
        phone_number: The line's number.
        plan_id: The line's plan.
        limit_gb: What the plan allows in a cycle.
        refuelled_gb: What was added to that in this cycle.
        used_gb: What was used.
        price_per_gb: The price of one more gigabyte, in dollars.
        roaming: Whether the carrier lets the line roam.
    """

    customer_id: str
    line_id: str
    name: str
    birth: str
    phone_number: str
    plan_id: str
    limit_gb: float
    refuelled_gb: float
    used_gb: float
    price_per_gb: float
    roaming: bool

    @property
    def used_up(self) -> bool:
        """Whether the allowance is used up."""
        return self.used_gb >= self.limit_gb + self.refuelled_gb

    def ids(self) -> dict[str, str]:
        """Return the arguments by which tools know the line."""
        return {"customer_id": self.customer_id, "line_id": self.line_id}

    def introduction(self) -> ToolCall:
        """Return the call that makes the owner of the line the user."""
        return ToolCall("set_user_info", {"name": self.name, "phone_number": self.phone_number}, "user")


def lines_in_use(world: World) -> tuple[Line, ...]:
    """Return each active line that is its owner's to call about: its number leads to nobody else.

    The lines are as in the tables that the world begins with, whatever happened in it since.
    """
    return world.base.derived(_lines_in_use)


def _lines_in_use(tables: Tables) -> tuple[Line, ...]:
    owners: dict[str, str] = {}
    found: list[tuple[Row, Row]] = []
    for customer_id, customer in tables["customers"].items():
        owners.setdefault(customer["phone_number"], customer_id)
        for line_id in customer["line_ids"]:
            line = tables["lines"].get(line_id)
            if line is not None:
                owners.setdefault(line["phone_number"], customer_id)
                found.append((customer, line))
    return tuple(
        _line(customer, line, tables["plans"][line["plan_id"]])
        for customer, line in found
        if line["status"] == "Active" and owners[line["phone_number"]] == customer["customer_id"]
    )


def _line(customer: Row, line: Row, plan: Row) -> Line:
    return Line(
        customer["customer_id"],
        line["line_id"],
        customer["full_name"],
        customer["date_of_birth"],
        line["phone_number"],
        line["plan_id"],
        plan["data_limit_gb"],
        line["data_refueling_gb"],
        line["data_used_gb"],
        plan["data_refueling_price_per_gb"],
        line["roaming_enabled"],
    )


class Script(authoring.Script):
    """Calls of both sides, and rows read beside them."""

    def agent(self, reason: str, tool: str, /, **arguments: Any) -> str:
        """Execute a call of the agent and remember it; as ``run``."""
        return self.run(reason, tool, **arguments)

    def user(self, reason: str, tool: str, /, **arguments: Any) -> str:
        """Have the user execute a call; as ``run``."""
        return self.execute(reason, ToolCall(tool, arguments, "user"))

    def row(self, table: str, key: str) -> Mapping[str, Any]:
        """Return a copy of a row as it stands.

        Raises:
            DeadEnd: There is none.
        """
        row = self.world.tables[table].peek(key)
        if row is None:
            raise DeadEnd(f"{table} has no {key!r}")
        found: Mapping[str, Any] = thaw(row)
        return found
