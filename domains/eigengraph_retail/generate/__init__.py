"""The store's database, drawn from a seed."""

from __future__ import annotations

from random import Random

from eigengraph.errors import ConfigError
from eigengraph.world import Tables
from eigengraph_retail.generate.catalogue import GOODS
from eigengraph_retail.generate.histories import play_histories
from eigengraph_retail.generate.orders import draw_orders
from eigengraph_retail.generate.people import draw_customers
from eigengraph_retail.generate.products import draw_products

__all__ = ["generate_tables"]

_MOST = {"products": len(GOODS), "users": 100_000, "orders": 1_000_000}


def generate_tables(seed: int, products: int = 50, users: int = 500, orders: int = 1000) -> Tables:
    """Generate a consistent database; the same arguments give identical tables in any process.

    Each table has a random source of its own: more orders do not change the products.

    Args:
        seed: Any integer.
        products: How many products, 1 to 66, each in 6 to 18 items where it has so many options.
        users: How many customers, 1 to 100,000.
        orders: How many orders, 1 to 1,000,000.

    Returns:
        The tables ``products``, ``users`` and ``orders``, in the shapes of ``eigengraph_retail.rows``.

    Raises:
        ConfigError: A count is out of its range.
    """
    for name, count in (("products", products), ("users", users), ("orders", orders)):
        if not 1 <= count <= _MOST[name]:
            raise ConfigError(f"the number of {name} must be 1 to {_MOST[name]}, not {count!r}; give another {name}=")
    product_rows = draw_products(_source(seed, "products"), products)
    user_rows = draw_customers(_source(seed, "users"), users)
    order_rows = draw_orders(_source(seed, "orders"), product_rows, user_rows, orders)
    for key, row in order_rows.items():
        user_rows[row["user_id"]]["orders"].append(key)
    placed = {"products": product_rows, "users": user_rows, "orders": order_rows}
    return play_histories(_source(seed, "histories"), placed)


def _source(seed: int, table: str) -> Random:
    # Seeding with text is the same in every process, unlike seeding with a hash.
    return Random(f"{seed}:{table}")
