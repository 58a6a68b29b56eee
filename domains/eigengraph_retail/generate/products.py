"""Products with their items: which options are made, what they cost today, and which can be had."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from random import Random
from typing import Any

from eigengraph_retail.generate.catalogue import GOODS, Goods

_FEWEST, _MOST = 6, 18
_IN_STOCK = 0.58
_ALWAYS_IN_STOCK = 2
"""How many items of each product can always be had, so that whatever was bought can be changed for another."""
_NUMBERS = range(1_000_000_000, 10_000_000_000)


def draw_products(random: Random, count: int) -> dict[str, dict[str, Any]]:
    """Draw products by product id, in the fields of ``ProductRow``; no id stands for two things.

    Args:
        random: The source.
        count: How many, at most as many as there are ``GOODS``.
    """
    numbers = map(str, random.sample(_NUMBERS, count * (1 + _MOST)))
    rows = [_draw_product(random, goods, numbers) for goods in random.sample(GOODS, count)]
    return {row["product_id"]: row for row in rows}


def _draw_product(random: Random, goods: Goods, numbers: Iterator[str]) -> dict[str, Any]:
    possible = list(itertools.product(*goods.options.values()))
    made = random.sample(possible, min(random.randint(_FEWEST, _MOST), len(possible)))
    items = [
        {
            "item_id": next(numbers),
            "options": dict(zip(goods.options, values, strict=True)),
            "available": index < _ALWAYS_IN_STOCK or random.random() < _IN_STOCK,
            "price": round(goods.price * random.uniform(0.8, 1.3), 2),
        }
        for index, values in enumerate(made)
    ]
    random.shuffle(items)
    return {"name": goods.name, "product_id": next(numbers), "variants": {item["item_id"]: item for item in items}}
