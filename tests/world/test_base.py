"""What worlds share beside the tables they begin with."""

import pickle
from collections.abc import Mapping

from eigengraph.world import Base, Tables, World
from tests.toys import open_world, shop_tables


def orders_by_user(tables: Tables) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for user, row in tables["users"].items():
        found[user] = list(row["orders"])
    return found


def test_what_is_derived_is_made_once_for_every_world_of_a_base() -> None:
    world = open_world()
    made = world.base.derived(orders_by_user)
    assert made["ann"] == ["A1", "A2"]
    assert World(world.domain, world.base).base.derived(orders_by_user) is made
    assert world.fork().base.derived(orders_by_user) is made


def test_each_function_and_each_base_has_a_value_of_its_own() -> None:
    base = Base(shop_tables())
    assert base.derived(orders_by_user) == {"ann": ["A1", "A2"], "bob": ["B1"]}
    assert base.derived(len) == len(base.tables)
    assert Base({"users": {}}).derived(orders_by_user) == {}


def test_a_pickled_base_leaves_behind_what_was_derived() -> None:
    base = Base(shop_tables(), {"users": "user"})
    base.derived(lambda tables: sorted(tables))
    again = pickle.loads(pickle.dumps(base))
    assert (again.tables, again.sides, again.digest) == (base.tables, base.sides, base.digest)
    assert again.derived(orders_by_user) == base.derived(orders_by_user)
