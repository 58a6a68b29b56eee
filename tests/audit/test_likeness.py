"""Near-duplicates: what counts as nearly the same task."""

from dataclasses import replace

from eigengraph.audit import Likenesses, likeness
from eigengraph.records import Goal, InitialState, Scenario, Task
from tests.verify.tasks import call, planned, task_of

WORDS = (
    "You want a blue kettle with a long cord and a whistle, delivered on Monday to your sister in Graz, who does not "
    "like surprises and would rather be told beforehand that something is on its way to her door."
)


def asking(text: str, *, name: str = "Anna", intent: str = "rename", id: str = "t1") -> Task:
    task = task_of(Goal(intent, "do", calls=planned(call("rename_user", user_id="ann", name=name))))
    return replace(task, id=id, scenario=Scenario("", text, "", "", ""))


def known(*tasks: Task) -> Likenesses:
    found = Likenesses()
    for task in tasks:
        found.add(likeness(task))
    return found


def test_the_same_gold_calls():
    seen = known(asking(WORDS, id="first"))
    assert seen.same(likeness(asking("Something else entirely.", id="second"))) == "first"
    assert seen.same(likeness(asking(WORDS, name="Annie"))) == ""


def test_a_word_or_two_do_not_make_another_task():
    near = known(asking(WORDS, id="first")).nearest(likeness(asking(WORDS.replace("blue", "red"), name="Anny")))
    assert near is not None
    assert near[0] == "first"
    assert 0.92 <= near[1] < 1


def test_word_order_does_not_matter():
    turned = " ".join(reversed(WORDS.split()))
    assert known(asking(WORDS, id="first")).nearest(likeness(asking(turned))) == ("first", 1.0)


def test_another_request_is_another_task():
    assert known(asking(WORDS)).nearest(likeness(asking("You want your money back for the broken lamp."))) is None


def test_only_tasks_of_one_kind_are_compared():
    seen = known(asking(WORDS))
    assert seen.nearest(likeness(asking(WORDS, intent="other"))) is None
    broken = replace(asking(WORDS), initial=InitialState(calls=(call("rename_user", user_id="bob", name="Rob"),)))
    assert seen.nearest(likeness(broken)) is None


def test_nothing_is_near_nothing():
    assert Likenesses().nearest(likeness(asking(WORDS))) is None


def test_whose_world_it_is_makes_no_kind():
    def broken(order: str) -> Task:
        setup = (call("cancel_order", order_id=order), call("rename_user", user_id="ann", name="Rob"))
        return replace(asking(WORDS, id=order), initial=InitialState(calls=setup))

    assert known(broken("A1")).nearest(likeness(broken("B2"))) == ("A1", 1.0)
    other = replace(asking(WORDS), initial=InitialState(calls=(call("rename_user", user_id="ann", name="Bob"),)))
    assert known(broken("A1")).nearest(likeness(other)) is None


def test_a_tenth_of_the_words_makes_another_task():
    words = WORDS.split()
    other = " ".join([*words[: -len(words) // 10 - 1], *(f"other{number}" for number in range(len(words) // 10 + 1))])
    assert known(asking(WORDS)).nearest(likeness(asking(other, name="Annie"))) is None
