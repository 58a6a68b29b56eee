"""Lists that writes carry lose items, hold them twice or in another order."""

from dataclasses import replace

import pytest

from eigengraph.records import Equals, Goal, Task
from eigengraph.verify import certify
from eigengraph.verify.choosing import MOST_PER_ARGUMENT_KIND
from tests.verify.tasks import base_of, call, planned, task_of
from tests.verify.test_certify import BANK, details, ordering, variants_of

EXCHANGE = task_of(
    Goal("exchange", "do", calls=planned(call("exchange", old=["a", "b"], new=["c", "d"], notes=["x"]))), domain=BANK
)


def test_items_of_several_are_left_out_one_by_one() -> None:
    assert set(details("dropped_item", ordering(("tea", 2), ("cup", 1)))) == {
        "place_order.lines: without number 0",
        "place_order.lines: without number 1",
    }
    assert details("dropped_item", ordering(("tea", 2))) == []


def test_lists_that_go_along_lose_their_items_together() -> None:
    exchange = call("exchange", old=["a", "b"], new=["c", "d"], notes=["x"])
    task = task_of(Goal("exchange", "do", calls=planned(exchange)), domain=BANK)
    found = variants_of("dropped_item", task, BANK)
    (together, *_) = [variant for variant in found if variant.detail == "exchange.old and new: without number 1"]
    assert together.calls == (call("exchange", old=["a"], new=["c"], notes=["x"]),)
    assert len(found) == MOST_PER_ARGUMENT_KIND  # of six that there are


def test_items_are_put_in_twice_also_where_there_is_but_one() -> None:
    assert details("doubled_item", ordering(("tea", 2))) == ["place_order.lines: number 0 twice"]


def test_lists_are_turned_round_alone_and_together() -> None:
    found = {variant.detail: variant.calls for variant in variants_of("reordered_items", EXCHANGE, BANK)}
    assert found == {
        "exchange.old: in reverse": (call("exchange", old=["b", "a"], new=["c", "d"], notes=["x"]),),
        "exchange.new: in reverse": (call("exchange", old=["a", "b"], new=["d", "c"], notes=["x"]),),
        "exchange.old and new: in reverse": (call("exchange", old=["b", "a"], new=["d", "c"], notes=["x"]),),
    }


def test_neighbours_of_several_items_are_exchanged_too() -> None:
    long = task_of(
        Goal("note", "do", calls=planned(call("exchange", old=["a", "b", "c"], new=[], notes=[]))), domain=BANK
    )
    found = [variant.calls[0].arguments["old"] for variant in variants_of("reordered_items", long, BANK)]
    assert ["c", "b", "a"] in found
    assert ["b", "a", "c"] in found or ["a", "c", "b"] in found


def test_what_reads_the_same_in_reverse_has_no_other_order() -> None:
    same = task_of(Goal("note", "do", calls=planned(call("exchange", old=["a", "a"], new=[], notes=[]))), domain=BANK)
    assert variants_of("reordered_items", same, BANK) == []


def without_the_exchange(task: Task) -> Task:
    """Return a task whose verifier says nothing of the lists."""
    (outcome,) = task.verifier.outcomes
    kept = tuple(item for item in outcome.assertions if not isinstance(item, Equals))
    return replace(task, verifier=replace(task.verifier, outcomes=(replace(outcome, assertions=kept),)))


@pytest.mark.parametrize("kind", ["dropped_item", "doubled_item", "reordered_items"])
def test_a_verifier_that_does_not_look_at_a_list_is_found_out(kind: str) -> None:
    certificate = certify(without_the_exchange(EXCHANGE), BANK, base_of(BANK))
    assert certificate.mutants[kind].bad
    assert certify(EXCHANGE, BANK, base_of(BANK)).issued
