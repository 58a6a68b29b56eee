"""Certificates: which variants are tried, and which verifiers, rules and domains they find out."""

from dataclasses import replace
from itertools import count
from random import Random
from typing import Any

import pytest

from eigengraph.records import (
    Assertion,
    Called,
    Certificate,
    Equals,
    Goal,
    NotCalled,
    OnlyChanged,
    Ordered,
    Said,
    Tally,
    Task,
    ToolCall,
    digest,
    encode,
)
from eigengraph.verify import certify
from eigengraph.verify.behaviour_mutants import APOLOGY, CLAIM, MANY_LOOKUPS
from eigengraph.verify.choosing import MOST_PER_ARGUMENT_KIND
from eigengraph.verify.mutants import MUTATORS
from eigengraph.verify.solutions import solutions
from eigengraph.verify.speech import MOST_NUMBERS
from eigengraph.verify.variants import MOST_PER_KIND, Ground, Variant
from eigengraph.world import Domain, World, tool
from tests.toys import ROUTER, SHOP
from tests.verify.tasks import base_of, call, planned, task_of

ANNA = call("rename_user", user_id="ann", name="Anna")
ROB = call("rename_user", user_id="bob", name="Rob")
CANCEL = call("cancel_order", order_id="A1")
TEMPTING = call("cancel_order", order_id="B1")
LOOK = call("get_order", order_id="B1")
TRANSFER = call("transfer", reason="")

RENAME_AND_REFUSE = task_of(
    Goal("rename", "do", calls=planned(ANNA), say=("Anna",)),
    Goal("cancel", "refuse", calls=planned(LOOK, essential=["get_order"]), tempting=(TEMPTING,)),
)
HAND_OVER = task_of(Goal("complain", "transfer", calls=planned(TRANSFER)))
CANCEL_AND_RENAME = task_of(Goal("both", "do", calls=planned(CANCEL, ANNA)))


@tool(kind="write")
def pay(world: World, amount: float, method: str = "card_1") -> str:
    """Pay with one of Ann's methods."""
    world.accounts["ann"]["methods"][method]["spent"] += amount
    return "paid"


@tool(kind="write")
def add(world: World, key: str, amount: int) -> str:
    """Add to a sum."""
    world.sums[key]["total"] += amount
    return "added"


@tool(kind="write")
def exchange(world: World, old: list[str], new: list[str], notes: list[str]) -> str:
    """Note an exchange."""
    world.sums["a"]["exchanged"] = [old, new, notes]
    return "noted"


def bank_tables(seed: int = 0) -> dict[str, dict[str, dict[str, Any]]]:
    """Return one account with two methods, and one sum."""
    methods = {"card_1": {"spent": 0.0}, "cash_1": {"spent": 0.0}}
    return {"accounts": {"ann": {"methods": methods}}, "sums": {"a": {"total": 0, "exchanged": []}}}


BANK = Domain(name="bank", tools=[pay, add, exchange], tables=bank_tables)


def certified(task: Task, domain: Domain = SHOP, donors: tuple[ToolCall, ...] = (ROB,)) -> Certificate:
    return certify(task, domain, base_of(domain), donors)


def ground(task: Task, *donors: ToolCall) -> Ground:
    base = base_of()
    (gold, *_) = solutions(SHOP, base, task.blueprint, task.initial, task.seed)
    return Ground(task, gold, SHOP, World(SHOP, base, task.initial, seed=task.seed), donors, Random(0))


def variants(kind: str, task: Task, *donors: ToolCall) -> list[Variant]:
    """Return each mutant of a kind."""
    (mutator,) = [mutator for mutator in MUTATORS if mutator.name == kind]
    return list(mutator.make(ground(task, *donors)))


def made(kind: str, task: Task, *donors: ToolCall) -> list[tuple[tuple[ToolCall, ...], tuple[str, ...]]]:
    """Return the calls and texts of each mutant of a kind."""
    return [(variant.calls, variant.said) for variant in variants(kind, task, *donors)]


def details(kind: str, task: Task) -> list[str]:
    """Say of each mutant of a kind what was done."""
    return [variant.detail for variant in variants(kind, task)]


def variants_of(kind: str, task: Task, domain: Domain) -> list[Variant]:
    """Return each mutant of a kind in another domain than the shop."""
    base = base_of(domain)
    (gold, *_) = solutions(domain, base, task.blueprint, task.initial, task.seed)
    (mutator,) = [mutator for mutator in MUTATORS if mutator.name == kind]
    return list(mutator.make(Ground(task, gold, domain, World(domain, base), (), Random(0))))


def without(task: Task, assertion: Assertion) -> Task:
    outcomes = tuple(
        replace(outcome, assertions=tuple(item for item in outcome.assertions if item != assertion))
        for outcome in task.verifier.outcomes
    )
    return replace(task, verifier=replace(task.verifier, outcomes=outcomes))


def with_assertion(task: Task, assertion: Assertion) -> Task:
    outcomes = tuple(
        replace(outcome, assertions=(*outcome.assertions, assertion)) for outcome in task.verifier.outcomes
    )
    return replace(task, verifier=replace(task.verifier, outcomes=outcomes))


# What is tried


def renamed(user: str, name: str) -> ToolCall:
    return call("rename_user", user_id=user, name=name)


def test_the_mutants_of_a_task_made_by_hand() -> None:
    task, said = RENAME_AND_REFUSE, ("Anna",)
    human = call("transfer", reason="The user wants a human.")
    assert {mutator.name: made(mutator.name, task, ROB) for mutator in MUTATORS} == {
        "dropped_write": [((LOOK,), said)],
        "duplicated_write": [((ANNA, ANNA, LOOK), said)],
        "stopped_early": [],
        "swapped_writes": [],
        "dropped_item": [],
        "doubled_item": [],
        "reordered_items": [],
        "off_by_one": [],
        "wrong_date": [],
        "wrong_value": [((renamed("ann", name), LOOK), said) for name in ("", "Anne", "Anea", "anna")],
        "wrong_member": [],
        "wrong_entity": [((renamed("bob", "Anna"), LOOK), said)],
        "swapped_arguments": [],
        "extra_write": [((ANNA, LOOK, ROB), said)],
        "do_nothing": [((), ())],
        "refusal_instead_of_action": [((LOOK,), said)],
        "action_instead_of_refusal": [((ANNA, LOOK, TEMPTING), said)],
        "needless_transfer": [((ANNA, LOOK, human), said), ((human,), ())],
        "missing_transfer": [],
        "missing_lookup": [((ANNA,), said)],
        "unsaid_fact": [((ANNA, LOOK), ())],
        "said_everything": [((ANNA, LOOK), (f"Anna {' '.join(map(str, range(MOST_NUMBERS + 1)))}",))],
        "claimed_success": [((LOOK,), (*said, CLAIM)), ((ANNA, LOOK, TEMPTING), (*said, CLAIM))],
        "apologised_instead": [((), (*said, APOLOGY)), ((LOOK,), (*said, APOLOGY))],
        "many_lookups": [
            ((LOOK,) * (MANY_LOOKUPS + 1), said),
            ((*(LOOK,) * MANY_LOOKUPS, ANNA, LOOK, TEMPTING), said),
        ],
        "refused_twice": [
            ((call("cancel_order"), call("cancel_order"), LOOK), said),
            ((call("cancel_order"), call("cancel_order"), ANNA, LOOK, TEMPTING), said),
        ],
    }


def test_the_mutant_of_a_transfer_is_none() -> None:
    assert made("missing_transfer", HAND_OVER) == [((), ())]
    assert made("needless_transfer", HAND_OVER) == []


def ordering(*lines: tuple[str, int]) -> Task:
    """Return a task of one order."""
    order = call("place_order", user_id="ann", lines=[{"item": item, "count": count} for item, count in lines])
    return task_of(Goal("order", "do", calls=planned(order)))


def test_numbers_are_off_by_one_and_entities_others() -> None:
    task = ordering(("tea", 2))
    assert {"place_order.lines.0.count: 2 -> 1", "place_order.lines.0.count: 2 -> 3"} < set(details("off_by_one", task))
    assert details("wrong_entity", task) == [
        "place_order.user_id: 'ann' -> 'bob'",
        "place_order.lines.0.item: 'tea' -> 'cup'",
    ]
    assert details("wrong_value", task) == []


def test_amounts_with_cents_are_off_by_one_cent() -> None:
    paid = task_of(Goal("pay", "do", calls=planned(call("pay", amount=3.5))), domain=BANK)
    assert {variant.detail for variant in variants_of("off_by_one", paid, BANK)} == {
        "pay.amount: 3.5 -> 3.49",
        "pay.amount: 3.5 -> 3.51",
        "pay.amount: 3.5 -> -3.5",
        "pay.amount: 3.5 -> 1.75",
    }


def test_dates_are_a_day_a_month_and_a_year_off() -> None:
    dated = task_of(Goal("rename", "do", calls=planned(renamed("ann", "2024-02-29"))))
    days = {variant.calls[0].arguments["name"] for variant in variants("wrong_date", dated)}
    assert len(days) == MOST_PER_ARGUMENT_KIND
    assert days & {"2024-02-28", "2024-03-01"}
    assert days & {"2024-01-29", "2024-03-29"}
    assert days & {"2023-02-28", "2025-02-28"}
    assert made("wrong_value", dated) == []


def test_a_member_is_another_of_its_group() -> None:
    paid = task_of(Goal("pay", "do", calls=planned(call("pay", amount=1, method="card_1"))), domain=BANK)
    assert [variant.detail for variant in variants_of("wrong_member", paid, BANK)] == [
        "pay.method: 'card_1' -> 'cash_1'"
    ]


def test_values_of_one_sort_are_swapped() -> None:
    assert set(details("swapped_arguments", ordering(("tea", 2), ("cup", 1)))) == {
        "place_order: lines.0.item and lines.1.item",
        "place_order: lines.0.count and lines.1.count",
    }
    assert details("swapped_arguments", ordering(("tea", 2), ("cup", 2))) == [
        "place_order: lines.0.item and lines.1.item"
    ]


def test_what_two_writes_name_is_swapped_between_them() -> None:
    pair = [call("pay", amount=amount, method=method) for amount, method in ((1, "card_1"), (2, "cash_1"))]
    (swapped, *_) = variants_of(
        "swapped_arguments", task_of(Goal("pay", "do", calls=planned(*pair)), domain=BANK), BANK
    )
    assert swapped.detail == "pay.method and pay.method"
    assert [made.arguments for made in swapped.calls] == [
        {"amount": 1, "method": "cash_1"},
        {"amount": 2, "method": "card_1"},
    ]


def test_of_several_writes_only_the_first_are_made() -> None:
    task = task_of(Goal("all", "do", calls=planned(ANNA, CANCEL, LOOK, ROB)))
    assert made("stopped_early", task) == [((ANNA,), ()), ((ANNA, CANCEL), ())]


def test_writes_that_depend_on_each_other_are_swapped() -> None:
    anne = renamed("ann", "Anne")
    dependent = task_of(Goal("both", "do", calls=planned(ANNA, anne)))
    assert made("swapped_writes", dependent) == [((anne, ANNA), ())]
    assert certified(dependent).mutants["swapped_writes"] == Tally(1, 1)
    assert made("swapped_writes", CANCEL_AND_RENAME) == []


def test_an_order_that_makes_no_difference_is_not_applicable() -> None:
    add = [call("add", key="a", amount=amount) for amount in (1, 2)]
    certificate = certify(task_of(Goal("add", "do", calls=planned(*add)), domain=BANK), BANK, base_of(BANK))
    assert certificate.mutants["swapped_writes"] == Tally(0, 0, 1)
    assert certificate.issued


def test_the_certificate_of_a_task_made_by_hand() -> None:
    certificate = certified(RENAME_AND_REFUSE)
    assert certificate == Certificate(
        verifier=digest(encode(RENAME_AND_REFUSE.verifier)),
        issued=True,
        mutants={
            "dropped_write": Tally(1, 1),
            "duplicated_write": Tally(0, 0, 1),  # renaming twice ends where renaming once does
            "stopped_early": Tally(),
            "swapped_writes": Tally(),
            "dropped_item": Tally(),
            "doubled_item": Tally(),
            "reordered_items": Tally(),
            "off_by_one": Tally(),
            "wrong_date": Tally(),
            "wrong_value": Tally(4, 4),
            "wrong_member": Tally(),
            "wrong_entity": Tally(1, 1),
            "swapped_arguments": Tally(),
            "extra_write": Tally(1, 1),
            "do_nothing": Tally(1, 1),
            "refusal_instead_of_action": Tally(1, 1),
            "action_instead_of_refusal": Tally(1, 1),
            "needless_transfer": Tally(2, 2),
            "missing_transfer": Tally(),
            "missing_lookup": Tally(1, 1),
            "unsaid_fact": Tally(1, 1),
            "said_everything": Tally(1, 1),
            "claimed_success": Tally(2, 2),
            "apologised_instead": Tally(2, 2),
            "many_lookups": Tally(2, 2),
            "refused_twice": Tally(2, 2, refused=2),
        },
        must_pass={
            "gold": Tally(2, 2),
            "reordered_calls": Tally(),
            "extra_reads": Tally(1, 1),
            "alternatives": Tally(1, 1),
            "said_otherwise": Tally(4, 4),
        },
        rules={"gold_allowed": Tally(1, 1), "tempting_forbidden": Tally(1, 1)},
        untested=(
            "stopped_early",
            "swapped_writes",
            "dropped_item",
            "doubled_item",
            "reordered_items",
            "off_by_one",
            "wrong_date",
            "wrong_member",
            "swapped_arguments",
            "missing_transfer",
            "reordered_calls",
        ),
    )


def test_independent_writes_are_tried_in_another_order() -> None:
    assert certified(CANCEL_AND_RENAME).must_pass["reordered_calls"] == Tally(1, 1)
    dependent = task_of(Goal("both", "do", calls=planned(ANNA, renamed("ann", "Anne"))))
    assert certified(dependent).must_pass["reordered_calls"] == Tally()


def test_an_order_that_ends_elsewhere_is_no_equivalent() -> None:
    orders = [call("place_order", user_id=user, lines=[{"item": "tea", "count": 1}]) for user in ("ann", "bob")]
    certificate = certified(task_of(Goal("order", "do", calls=planned(*orders))))  # numbers are drawn at random
    assert certificate.must_pass["reordered_calls"] == Tally()
    assert certificate.issued


def test_a_bounded_number_of_mutants_is_tried() -> None:
    donors = tuple(renamed("bob", f"Rob {number}") for number in range(30))
    assert certified(RENAME_AND_REFUSE, donors=donors).mutants["extra_write"].tried == MOST_PER_KIND


def test_what_ends_exactly_as_a_solution_does_is_not_applicable() -> None:
    alternative = task_of(Goal("cancel", "do", calls=planned(CANCEL), alternatives=(planned(CANCEL, ANNA),)))
    certificate = certified(alternative, donors=(ANNA, ROB))
    assert certificate.mutants["extra_write"] == Tally(1, 1, 1)
    assert certificate.issued


def test_doing_nothing_may_be_right_where_all_that_is_due_is_a_refusal() -> None:
    refuse = task_of(Goal("cancel", "refuse", tempting=(TEMPTING,)))
    certificate = certified(refuse)
    assert certificate.issued
    assert certificate.mutants["do_nothing"] == Tally(0, 0, 1)
    assert certificate.mutants["action_instead_of_refusal"] == Tally(1, 1)
    assert certificate.mutants["needless_transfer"] == Tally(2, 2)


def test_certificates_are_the_same_each_time() -> None:
    donors = tuple(renamed("bob", f"Rob {number}") for number in range(30))
    assert encode(certified(CANCEL_AND_RENAME, donors=donors)) == encode(certified(CANCEL_AND_RENAME, donors=donors))


def test_both_sides_of_a_dual_control_task_are_tried() -> None:
    repair = planned(call("activate_line", line_id="L1"), call("switch_router", "user", on=True))
    certificate = certified(task_of(Goal("repair", "do", calls=repair), domain=ROUTER), ROUTER, ())
    assert certificate.issued
    assert certificate.mutants["dropped_write"] == Tally(2, 2)
    assert certificate.mutants["wrong_value"] == Tally(1, 1)  # on: True -> False
    assert certificate.must_pass["reordered_calls"] == Tally()  # sync reads for each call what the other one writes


# What is found out


WEAK = [
    (RENAME_AND_REFUSE, Equals("users", "ann", ("name",), "Anna"), {"dropped_write", "wrong_value"}),
    (RENAME_AND_REFUSE, OnlyChanged((("users", "ann", ("name",)),)), {"extra_write", "action_instead_of_refusal"}),
    (RENAME_AND_REFUSE, Said("Anna"), {"unsaid_fact", "said_everything"}),
    (RENAME_AND_REFUSE, Called("get_order", {"order_id": "B1"}), {"missing_lookup"}),
    (RENAME_AND_REFUSE, NotCalled("transfer"), {"needless_transfer"}),
    (HAND_OVER, Called("transfer"), {"missing_transfer", "do_nothing"}),
    (HAND_OVER, OnlyChanged(()), {"extra_write"}),
]


@pytest.mark.parametrize(("task", "assertion", "kinds"), WEAK)
def test_a_verifier_that_lacks_one_assertion_is_found_out(task: Task, assertion: Assertion, kinds: set[str]) -> None:
    certificate = certified(without(task, assertion))
    assert not certificate.issued
    survivors = {kind for kind, tally in certificate.mutants.items() if tally.bad}
    assert kinds <= survivors
    assert all(reason.startswith("mutant_survives: ") for reason in certificate.reasons)
    assert certified(task).issued


def test_the_cases_above_leave_out_every_assertion() -> None:
    for task in (RENAME_AND_REFUSE, HAND_OVER):
        (outcome,) = task.verifier.outcomes
        assert {encode(item) for item in outcome.assertions} == {encode(item) for at, item, _ in WEAK if at is task}


def test_a_verifier_that_passes_everything_is_found_out_by_every_kind() -> None:
    (outcome,) = RENAME_AND_REFUSE.verifier.outcomes
    anything = replace(RENAME_AND_REFUSE.verifier, outcomes=(replace(outcome, assertions=()),))
    certificate = certified(replace(RENAME_AND_REFUSE, verifier=anything))
    tried = {kind for kind, tally in certificate.mutants.items() if tally.tried}
    assert {kind for kind, tally in certificate.mutants.items() if tally.bad} == tried
    assert len(tried) == 15


def test_a_verifier_that_demands_too_much_fails_the_gold_solution() -> None:
    certificate = certified(with_assertion(RENAME_AND_REFUSE, Said("Goodbye")))
    assert certificate.must_pass["gold"].bad == ("run 1", "run 2")
    assert "right_solution_fails: gold: run 1" in certificate.reasons
    assert not certificate.issued


def test_a_verifier_that_demands_one_order_is_found_out() -> None:
    certificate = certified(with_assertion(CANCEL_AND_RENAME, Ordered(Called("cancel_order"), Called("rename_user"))))
    assert certificate.reasons == ("right_solution_fails: reordered_calls: rename_user first",)


def test_a_verifier_that_knows_one_way_only_is_found_out() -> None:
    task = task_of(Goal("rename", "do", calls=planned(ANNA), alternatives=(planned(renamed("ann", "A.")),)))
    narrow = replace(task.verifier, outcomes=task.verifier.outcomes[:1])
    certificate = certified(replace(task, verifier=narrow))
    assert "right_solution_fails: alternatives: alternative 1" in certificate.reasons
    assert certified(task).issued


def test_an_alternative_that_looks_elsewhere_is_a_solution_of_its_own() -> None:
    other = call("list_orders", user_id="ann")
    goal = Goal(
        "cancel",
        "refuse",
        calls=planned(LOOK, essential=["get_order"]),
        alternatives=(planned(other, essential=["list_orders"]),),
    )
    task = task_of(goal)
    assert [outcome.name for outcome in task.verifier.outcomes] == ["gold", "alternative 1"]
    certificate = certified(task)
    assert certificate.must_pass["alternatives"] == Tally(2, 2)
    assert certificate.mutants["missing_lookup"] == Tally(1, 1)


def test_a_gold_solution_that_is_refused_gets_no_certificate() -> None:
    bad = replace(RENAME_AND_REFUSE.blueprint.goals[0], calls=planned(call("cancel_order", order_id="A2")))
    task = replace(RENAME_AND_REFUSE, blueprint=replace(RENAME_AND_REFUSE.blueprint, goals=(bad,)))
    certificate = certified(task)
    assert not certificate.issued
    assert certificate.reasons == ("gold_raises: cancel_order: Error: Only pending orders can be cancelled",)


def test_a_domain_that_does_not_repeat_itself_is_found_out() -> None:
    numbers = count()

    @tool(kind="write")
    def stamp(world: World) -> str:
        """Write something new each time."""
        world.users["ann"]["name"] = f"Ann {next(numbers)}"
        return "stamped"

    domain = replace(SHOP, tools=[*SHOP.tools, stamp], rules=[])
    task = task_of(Goal("stamp", "do", calls=planned(call("stamp"))), domain=domain)
    anything = replace(task.verifier, outcomes=(replace(task.verifier.outcomes[0], assertions=()),))
    certificate = certify(replace(task, verifier=anything), domain, base_of(domain))
    assert "run 1 ends in another state than the first time" in certificate.must_pass["gold"].bad


def test_a_variant_is_told_by_what_was_done_to_it() -> None:
    certificate = certified(without(RENAME_AND_REFUSE, Said("Anna")))
    assert certificate.mutants["unsaid_fact"].bad == ("Anna",)
    assert "mutant_survives: unsaid_fact: Anna" in certificate.reasons
