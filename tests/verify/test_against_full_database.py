"""Scores against a naive oracle that shares nothing with them: whole databases, written out and compared."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from eigengraph_airline import AIRLINE
from eigengraph_retail import RETAIL
from eigengraph_telecom import TELECOM

from benchmarks.oracle import Judgement, Oracle
from eigengraph.records import Environment, Fact, Goal, InitialState, Task, ToolCall
from eigengraph.verify import derive_verifier, score, score_steps
from eigengraph.world import FIXED, Base, Domain, World
from tests.toys import ROUTER, SHOP
from tests.verify.tasks import SCENARIO, base_of, call, dialogue, planned, steps, task_of

ANNA = call("rename_user", user_id="ann", name="Anna")
CANCEL = call("cancel_order", order_id="A1")
ORDER = call("place_order", user_id="ann", lines=[{"item": "cup", "count": 1}])
TEMPTING = call("cancel_order", order_id="B1")
SHOP_GOALS = [
    Goal("rename", "do", calls=planned(ANNA), say=("Anna",)),
    Goal(
        "cancel",
        "do",
        calls=planned(call("get_order", order_id="A1"), CANCEL, essential=["get_order"]),
        alternatives=(planned(ANNA, CANCEL), planned(call("get_order", order_id="A2"))),
        say=("7",),
    ),
    Goal("order", "do", calls=planned(ORDER)),
    Goal(
        "cancel",
        "refuse",
        calls=planned(call("get_order", order_id="B1"), essential=["get_order"]),
        tempting=(TEMPTING,),
    ),
    Goal("complain", "transfer", calls=planned(call("transfer", reason="complaint"))),
]
ACTIVATE, ON = call("activate_line", line_id="L1"), call("switch_router", "user", on=True)
REPAIR = Goal("repair", "do", calls=planned(ACTIVATE, ON), alternatives=(planned(ON, ACTIVATE),))
ONLINE = Environment("is_online", {"line_id": "L1"})


def behaviours(
    task: Task, others: list[ToolCall], random: Random, number: int
) -> Iterator[tuple[list[Any], list[str]]]:
    """Yield random behaviours near a right one: a way to do the task with things left out, added, doubled, moved."""
    goals = task.blueprint.goals
    for _ in range(number):
        ways = [random.choice([goal.calls, *goal.alternatives]) for goal in goals]
        calls = [item.call for way in ways for item in way]
        said = [text for goal in goals for text in goal.say]
        for _ in range(random.choice([0, 1, 1, 2, 3])):
            match random.choice(["drop", "add", "double", "swap", "mute", "move"]):
                case "drop" if calls:
                    calls.pop(random.randrange(len(calls)))
                case "add":
                    calls.insert(random.randint(0, len(calls)), random.choice(others))
                case "double" if calls:
                    calls.insert(random.randint(0, len(calls)), random.choice(calls))
                case "swap" if len(calls) > 1:
                    one, other = random.sample(range(len(calls)), 2)
                    calls[one], calls[other] = calls[other], calls[one]
                case "mute" if said:
                    said.pop(random.randrange(len(said)))
                case "move" if calls:
                    calls.append(calls.pop(0))
        yield calls, said


def compare(
    task: Task, domain: Domain, base: Base, others: list[ToolCall], number: int, seed: int = 0
) -> Counter[bool]:
    """Judge random behaviours both ways; return how many are right and how many wrong."""
    oracle = Oracle(domain, base)
    ways = oracle.ways(task)
    counts: Counter[bool] = Counter()
    for calls, said in behaviours(task, others, Random(seed), number):
        recorded = dialogue(task, domain, base, *calls, *said)
        judgement = oracle.judge(task, ways, recorded.messages)
        assert judgement.reproduced, (calls, said)
        verdict = score(task, domain, base, recorded)
        assert verdict.passed is judgement.right, (calls, said, verdict.reason, judgement)
        happened = steps(*calls, *said)
        assert score_steps(task, domain, base, happened).passed is judgement.right, (calls, said, judgement)
        assert score_steps(task, domain, base, happened, recorded.messages) == verdict
        counts[judgement.right] += 1
    return counts


@pytest.mark.parametrize("seed", range(6))
def test_the_shop(seed: int) -> None:
    random = Random(seed)
    goals = random.sample(SHOP_GOALS, random.randint(1, 4))
    others = [TEMPTING, call("rename_user", user_id="bob", name="Rob"), call("transfer", reason="x"), call("nothing")]
    others.append(call("nothing", "user"))
    counts = compare(task_of(*goals), SHOP, base_of(), others, 80, seed)
    assert counts[True] >= 5
    assert counts[False] >= 5


@pytest.mark.parametrize("goal", [REPAIR, replace(REPAIR, assertions=(ONLINE,), free=(("device", "router", ()),))])
@pytest.mark.parametrize("initial", [InitialState(), InitialState(calls=(ON,))])
def test_the_router(goal: Goal, initial: InitialState) -> None:
    others = [
        call("switch_router", "user", on=False),
        call("get_line", line_id="L1"),
        call("nothing"),
    ]
    task = task_of(goal, domain=ROUTER, initial=initial)
    counts = compare(task, ROUTER, base_of(ROUTER), others, 120)
    assert counts[True] >= 20
    assert counts[False] >= 20


def sampled(domain: Domain, base: Base, number: int) -> list[Task]:
    assert domain.sampler is not None
    found: list[Task] = []
    seed = 0
    while len(found) < number:
        blueprint = domain.sampler(World(domain, base, seed=seed), Random(seed), FIXED)
        if blueprint is not None:
            verifier = derive_verifier(domain, base, blueprint, blueprint.initial, seed)
            found.append(Task(f"t{seed}", domain.name, blueprint, SCENARIO, verifier, blueprint.initial, seed))
        seed += 1
    return found


@pytest.mark.parametrize("domain", [AIRLINE, RETAIL, TELECOM], ids=lambda domain: domain.name)
def test_a_whole_domain(domain: Domain) -> None:
    base = base_of(domain)
    tasks = sampled(domain, base, 5)
    foreign = [
        item for task in tasks for item in task.blueprint.gold() if domain.by_side[item.side][item.name].kind == "write"
    ]
    foreign.append(call(domain.transfer_tool, summary="The user wants a human."))
    counts = sum((compare(task, domain, base, foreign, 6, task.seed) for task in tasks), Counter())
    assert counts[True] >= 5
    assert counts[False] >= 5


# The oracle itself


def judged(task: Task, domain: Domain, *happened: ToolCall | str) -> Judgement:
    oracle = Oracle(domain, base_of(domain))
    return oracle.judge(task, oracle.ways(task), dialogue(task, domain, base_of(domain), *happened).messages)


def test_the_oracle_tells_databases_apart() -> None:
    task = task_of(Goal("rename", "do", (Fact("name", "Anna", "Anna"),), planned(ANNA)))
    assert judged(task, SHOP, ANNA).right
    assert not judged(task, SHOP).right
    assert not judged(task, SHOP, ANNA, CANCEL).state
    assert not judged(task, SHOP, ANNA, call("transfer", reason="x")).transfer


def test_the_oracle_knows_a_number_from_a_part_of_one() -> None:
    task = task_of(Goal("count", "do", say=("12",)))
    assert judged(task, SHOP, "You have 12, all of them cups.").said
    assert judged(task, SHOP, "That is $12.00.").said
    assert not judged(task, SHOP, "Your order is 4107812777.").said


def test_the_oracle_asks_what_works_and_not_how_free_places_stand() -> None:
    goal = Goal("repair", "do", calls=planned(ACTIVATE, ON), assertions=(ONLINE,), free=(("device", "router", ()),))
    task = task_of(goal, domain=ROUTER)
    assert judged(task, ROUTER, ON, ACTIVATE).right
    assert not judged(task, ROUTER, ACTIVATE).works
    unasked = task_of(replace(goal, calls=planned(ON), assertions=()), domain=ROUTER)
    assert judged(unasked, ROUTER).right
    assert not judged(unasked, ROUTER, ON, ACTIVATE).state  # the line is not free


def test_the_oracle_notices_an_answer_that_was_made_up() -> None:
    task = task_of(Goal("look", "do"))
    oracle, base = Oracle(SHOP, base_of()), base_of()
    messages = dialogue(task, SHOP, base, call("get_order", order_id="A1")).messages
    made_up = (messages[0], replace(messages[1], content="{}"))
    assert oracle.judge(task, oracle.ways(task), messages).reproduced
    assert not oracle.judge(task, oracle.ways(task), made_up).reproduced
