"""The carrier's records and the phone, drawn from a seed."""

from __future__ import annotations

from random import Random

from eigengraph.errors import ConfigError
from eigengraph.world import Tables
from eigengraph_telecom.generate.accounts import draw_account
from eigengraph_telecom.generate.handset import draw_phone, draw_surroundings
from eigengraph_telecom.generate.numbers import Numbers
from eigengraph_telecom.generate.people import draw_customer
from eigengraph_telecom.generate.plans import draw_plans
from eigengraph_telecom.phone_rows import USER

__all__ = ["generate_tables"]

_MOST = 20_000


def generate_tables(seed: int, customers: int = 150) -> Tables:
    """Generate a consistent database; the same arguments give identical tables in any process.

    Each customer has a random source of their own: more customers leave the others as they are.

    Args:
        seed: Any integer.
        customers: How many customers, 1 to 20,000; they have about two lines and five bills each.

    Returns:
        The tables ``plans``, ``customers``, ``lines``, ``bills``, ``devices``, ``device`` and ``surroundings``, in the
        shapes of ``eigengraph_telecom.rows``.

    Raises:
        ConfigError: The number of customers is out of its range.
    """
    if not 1 <= customers <= _MOST:
        raise ConfigError(f"the number of customers must be 1 to {_MOST}, not {customers!r}; give another customers=")
    plans = draw_plans(_source(seed, "plans"))
    tables: dict[str, dict[str, dict[str, object]]] = {
        "plans": plans,
        "customers": {},
        "lines": {},
        "bills": {},
        "devices": {},
    }
    numbers = Numbers(_source(seed, "numbers"))
    for index in range(customers):
        random = _source(seed, f"customer {index}")
        account = draw_account(random, draw_customer(random), plans, numbers)
        for name, rows in account.items():
            tables[name].update(rows)
    phone = _source(seed, "phone")
    surroundings = draw_surroundings(phone)
    return {
        **tables,
        "device": {USER: draw_phone(phone, surroundings)},
        "surroundings": {USER: surroundings},
    }


def _source(seed: int, what: str) -> Random:
    # Seeding with text is the same in every process, unlike seeding with a hash.
    return Random(f"{seed}:{what}")
