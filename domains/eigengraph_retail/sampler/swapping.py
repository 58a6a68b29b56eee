"""What items are to be replaced by: variants named, described in part, or chosen by price."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations, product
from typing import Any

from eigengraph.authoring import DeadEnd, Script
from eigengraph.records import Fact, ToolCall
from eigengraph_retail.sampler.lookups import difference, look_up_products
from eigengraph_retail.sampler.picking import others_in_stock
from eigengraph_retail.sampler.scene import Scene
from eigengraph_retail.sampler.telling import complete_fact, item_text, items_fact, options_fact, options_text

_MOST_WAYS = 6
_NEAR = 2  # options that differ between an item and what people would rather have
_LEFT_OPEN = 0.3
_BY_PRICE = 0.2


@dataclass(frozen=True)
class Wish:
    """What one item is to be replaced by.

    Attributes:
        options: What the user says about it, as options of the variant or as ``{"price": "lowest"}``.
        text: How the user says it.
        fitting: The variants that fulfil it, all in stock.
    """

    options: Mapping[str, str]
    text: str
    fitting: Sequence[Any]


@dataclass(frozen=True)
class Swap:
    """Items of one order, and what they are to be replaced by.

    Attributes:
        order: The order.
        items: Its items.
        choices: For each way to fulfil the wishes, the new variants, in the order of the items.
        facts: What the user says about it.
    """

    order: Any
    items: Sequence[Any]
    choices: Sequence[Sequence[Any]]
    facts: tuple[Fact, ...]

    @property
    def sum(self) -> str:
        """The expression for what the first way costs on top."""
        return difference([new["price"] for new in self.choices[0]], [item["price"] for item in self.items])

    @property
    def is_settled(self) -> bool:
        """Whether there is one way only."""
        return len(self.choices) == 1

    def text(self, word: str) -> str:
        """Say what the first way does, with a word between old and new."""
        pairs = zip(self.items, self.choices[0], strict=True)
        return ", ".join(f"{item_text(self.order, old)} {word} {options_text(new['options'])}" for old, new in pairs)

    def writes(self, tool: str, payment_id: str, *, any_order: bool = False) -> list[ToolCall]:
        """Return the call for each way.

        Args:
            tool: The tool that replaces items.
            payment_id: What pays the difference.
            any_order: Whether to list the items in every order, because the tool's result depends on it and nobody
                can know which order the user would want.
        """
        return [
            ToolCall(
                tool,
                {
                    "order_id": self.order["order_id"],
                    "item_ids": [old["item_id"] for old, _ in pairs],
                    "new_item_ids": [new["item_id"] for _, new in pairs],
                    "payment_method_id": payment_id,
                },
            )
            for choice in self.choices
            for pairs in _orders(list(zip(self.items, choice, strict=True)), any_order)
        ]


def plan_swap(scene: Scene, script: Script, order: Any, items: Sequence[Any], *, settled: bool = False) -> Swap:
    """Decide what items are to be replaced by, after a look at their products.

    Args:
        scene: Who wishes.
        script: Gets the look-ups.
        order: The order.
        items: Its items.
        settled: Whether the wish must leave nothing open.

    Raises:
        DeadEnd: A product has nothing else in stock, or too much fits.
    """
    look_up_products(script, items)
    first, *others = items
    wishes = [_named(scene, order, first) if settled else _wish(scene, order, first)]
    wishes += [_named(scene, order, item) for item in others]
    choices = [list(choice) for choice in product(*(wish.fitting for wish in wishes)) if _distinct(choice)]
    if not choices or len(choices) > _MOST_WAYS:
        raise DeadEnd("too little or too much fits")
    about = order["order_id"]
    facts = (
        items_fact(order, items),
        complete_fact(about),
        options_fact(about, [wish.options for wish in wishes], [wish.text for wish in wishes]),
    )
    return Swap(order, items, choices, facts)


def named_wish(order: Any, item: Any, variant: Any) -> Wish:
    """Wish for a certain variant, by what sets it apart from the item."""
    wanted = dict(variant["options"])
    new = {name: value for name, value in wanted.items() if item["options"].get(name) != value}
    rest = ", the rest as it is" if len(new) < len(wanted) else ""
    return Wish(wanted, f"for {item_text(order, item)}, {options_text(new)}{rest}", [variant])


def _wish(scene: Scene, order: Any, item: Any) -> Wish:
    at = scene.random.random()
    if at < _BY_PRICE:
        return _by_price(scene, order, item)
    return _left_open(scene, order, item) if at < _BY_PRICE + _LEFT_OPEN else _named(scene, order, item)


def _named(scene: Scene, order: Any, item: Any) -> Wish:
    """Wish for one variant that differs a little, if there is one."""
    stock = [variant for variant in others_in_stock(scene, order, item) if _changed(item, variant)]
    near = [variant for variant in stock if len(_changed(item, variant)) <= _NEAR] or stock
    if not near:
        raise DeadEnd("nothing else is in stock")
    chosen = scene.random.choice(near)
    twins = [variant for variant in stock if variant["options"] == chosen["options"]]
    wish = named_wish(order, item, chosen)
    return Wish(wish.options, wish.text, scene.shuffled(twins))


def _left_open(scene: Scene, order: Any, item: Any) -> Wish:
    """Wish for one option and leave the others to the agent."""
    stock = others_in_stock(scene, order, item)
    wishes = sorted({(name, variant["options"][name]) for variant in stock for name in _changed(item, variant)})
    for name, value in scene.shuffled(wishes):
        fitting = [variant for variant in stock if variant["options"].get(name) == value]
        if 1 < len(fitting) <= _MOST_WAYS:
            text = f"for {item_text(order, item)}, {name} {value}, whatever the other options are"
            return Wish({name: value}, text, scene.shuffled(fitting))
    raise DeadEnd("no option leaves a choice")


def _by_price(scene: Scene, order: Any, item: Any) -> Wish:
    """Wish for the cheapest or the most expensive of the others."""
    stock = others_in_stock(scene, order, item)
    if not stock:
        raise DeadEnd("nothing else is in stock")
    best, level, word = scene.random.choice([(min, "lowest", "cheapest"), (max, "highest", "most expensive")])
    price = best(variant["price"] for variant in stock)
    text = f"for {item_text(order, item)}, the {word} of the others in stock"
    return Wish({"price": level}, text, [variant for variant in stock if variant["price"] == price])


def _changed(item: Any, variant: Any) -> list[str]:
    return [name for name, value in variant["options"].items() if item["options"].get(name) != value]


def _distinct(choice: Sequence[Any]) -> bool:
    return len({variant["item_id"] for variant in choice}) == len(choice)


def _orders(pairs: list[tuple[Any, Any]], any_order: bool) -> Iterator[Sequence[tuple[Any, Any]]]:
    return permutations(pairs) if any_order else iter([pairs])
