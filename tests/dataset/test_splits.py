"""Splits: shares are met, and nobody is in two splits."""

from hypothesis import given
from hypothesis import strategies as st

from eigengraph.dataset import SPLITS, assign, households, touched
from eigengraph.records import Certificate, Datum, Fact, Goal, Message, Outcome, Trajectory, Verdict
from tests.toys import ROUTER, SHOP
from tests.verify.tasks import base_of, call, planned, task_of

SHARES = {"train": 0.8, "validation": 0.1, "test": 0.1}
ANN = frozenset({"orders/A1"})
BOB = frozenset({"orders/B1"})
touches = st.lists(st.frozensets(st.sampled_from("abcdefghijklmnop"), max_size=3), max_size=30).map(
    lambda named: {f"t{number}": names for number, names in enumerate(named)}
)


def datum(*goals: Goal, answer: str = "", facts: tuple[Fact, ...] = ()) -> Datum:
    messages = (Message("tool", answer, side="agent", call_id="1"),) if answer else ()
    trajectory = Trajectory("t1", messages, Outcome.COMPLETED)
    task = task_of(*goals)
    return Datum(0, task, Certificate("", issued=True), trajectory, Verdict(1.0, ""), {})


def test_a_user_and_what_is_the_users_is_one_household():
    known = households(SHOP, base_of())
    assert known == {**dict.fromkeys(("ann", "A1", "A2"), ANN), **dict.fromkeys(("bob", "B1"), BOB)}


def test_a_catalogue_ties_nobody_together():
    assert "tea" not in households(SHOP, base_of())


def test_a_record_of_the_users_own_side_is_no_household_of_a_catalogue():
    assert households(ROUTER, base_of(ROUTER)) == {"router": frozenset({"device/router"})}


def test_what_a_dialogue_names_is_what_it_touches():
    known = households(SHOP, base_of())
    assert touched(datum(), known) == ANN  # the fact that every toy task has: user_id is ann
    assert touched(datum(Goal("look", "do", calls=planned(call("get_order", order_id="B1")))), known) == ANN | BOB
    assert touched(datum(answer='{"seen": ["B1"]}'), known) == ANN | BOB
    assert touched(datum(answer="B1"), known) == ANN | BOB
    assert touched(datum(answer='{"text": "not B1 alone"}'), known) == ANN


@given(touches)
def test_no_household_is_in_two_splits(tasks):
    found = assign(tasks.items(), SHARES)
    assert found.keys() == tasks.keys()
    for name in frozenset().union(*tasks.values()):
        assert len({found[task] for task, names in tasks.items() if name in names}) == 1


@given(touches)
def test_the_order_of_tasks_does_not_matter(tasks):
    assert assign(tasks.items(), SHARES) == assign(reversed(tasks.items()), SHARES)


def test_shares_are_met_where_nothing_is_tied():
    found = assign([(f"t{number}", frozenset({f"h{number}"})) for number in range(100)], SHARES)
    assert [sum(split == name for split in found.values()) for name in SPLITS] == [80, 10, 10]


def test_what_is_tied_through_others_stays_together():
    chain = [(f"t{number}", frozenset({f"h{number}", f"h{number + 1}"})) for number in range(10)]
    assert set(assign(chain, SHARES).values()) == {"train"}


def test_a_share_of_nothing_gets_nothing():
    tasks = [(f"t{number}", frozenset[str]()) for number in range(10)]
    assert set(assign(tasks, {"train": 1.0, "validation": 0.0, "test": 0.0}).values()) == {"train"}
