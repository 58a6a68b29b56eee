"""A database of tau2-bench's as a value; read here as the process reads it, beside the script that it runs."""

import importlib
import sys
from pathlib import Path

import eigengraph_tau2
import pytest
from pydantic import BaseModel


class Bag(BaseModel):
    bag_id: str
    weight: float = 1.0
    tags: dict[str, int] = {}


class Hold(BaseModel):
    bags: dict[str, Bag]
    queue: list[Bag]
    belt: Bag


@pytest.fixture
def state(monkeypatch):
    monkeypatch.syspath_prepend(Path(eigengraph_tau2.__file__).parent)
    yield importlib.import_module("tau2_state")
    for name in ("tau2_state", "tau2_fields"):
        sys.modules.pop(name, None)


@pytest.fixture
def hold():
    return Hold(
        bags={name: Bag(bag_id=name) for name in ("a", "b", "c")},
        queue=[Bag(bag_id=name) for name in ("d", "e")],
        belt=Bag(bag_id="f"),
    )


@pytest.fixture
def database(state, hold):
    return state.Database(hold, {"bags": "bag_id", "queue": "bag_id"})


def part(field, key, weight=1.0, **tags):
    return [field, key, {"bag_id": key or "f", "weight": weight, "tags": tags}]


def test_what_was_looked_at_is_told_and_forgotten(database, hold):
    database.bring([])
    assert database.seen() == [("belt", "")]
    assert hold.bags["b"].weight == 1.0
    assert "zzz" not in hold.bags
    assert next(bag for bag in hold.queue if bag.bag_id == "d")
    assert database.seen() == [("bags", "b"), ("bags", "zzz"), ("queue", "d"), ("belt", "")]
    assert database.changed() == []
    database.bring([])
    assert hold.bags.get("c").weight == 1.0
    assert database.seen() == [("bags", "c"), ("belt", "")]
    assert [key for key, _ in hold.bags.items()] == ["a", "b", "c"]
    assert len(hold.bags.values()) == 3
    assert database.seen() == [("bags", "a"), ("bags", "b"), ("bags", "c"), ("belt", "")]


def test_changes_are_told_once(database, hold):
    database.bring([])
    hold.bags["a"].weight = 9.5
    hold.bags["g"] = Bag(bag_id="g")
    del hold.bags["b"]
    hold.queue.append(Bag(bag_id="h"))
    for bag in hold.queue:
        bag.tags = {"late": 1}
    hold.belt.weight = 3.0
    assert database.changed() == [
        part("bags", "a", 9.5),
        ["bags", "b", None],
        part("bags", "g"),
        part("queue", "d", late=1),
        part("queue", "e", late=1),
        part("queue", "h", late=1),
        part("belt", "", 3.0),
    ]
    assert database.changed() == []


def test_a_state_is_brought_back_and_left_again(database, hold):
    before = hold.model_dump()
    away = [
        part("bags", "a", 7.0),
        ["bags", "c", None],
        part("queue", "e", 8.0),
        part("queue", "z"),
        part("belt", "", 2.0),
    ]
    database.bring(away)
    assert [(bag.bag_id, bag.weight) for bag in hold.queue] == [("d", 1.0), ("e", 8.0), ("z", 1.0)]
    assert {key: bag.weight for key, bag in hold.bags.items()} == {"a": 7.0, "b": 1.0}
    assert hold.belt.weight == 2.0
    database.bring([])
    assert hold.model_dump() == before
    database.bring(away[:1])
    held = hold.bags["a"]
    database.bring(away[:1])
    assert hold.bags["a"] is held


def test_rows_that_no_file_could_hold_are_brought_back_as_they_were(database, hold):
    database.bring([])
    hold.bags["a"].weight = 5
    hold.belt.weight = "heavy"
    odd = database.changed()
    assert odd == [part("bags", "a", 5), part("belt", "", "heavy")]
    database.bring([])
    assert (repr(hold.bags["a"].weight), hold.belt.weight) == ("1.0", 1.0)
    database.bring(odd)
    assert (repr(hold.bags["a"].weight), hold.belt.weight) == ("5", "heavy")
    assert database.changed() == []


def test_the_order_of_keys_is_kept(database, hold):
    database.bring([part("belt", "", b=1, a=2)])
    assert list(hold.belt.tags) == ["b", "a"]
    database.bring([part("belt", "", a=2, b=1)])
    assert list(hold.belt.tags) == ["a", "b"]
