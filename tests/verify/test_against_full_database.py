"""Scores against a naive oracle that shares nothing with them: whole databases, written out and compared."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from random import Random
from typing import Any

import orjson
import pytest
from eigengraph_airline.domain import AIRLINE

from eigengraph.records import Fact, Goal, InitialState, PlannedCall, Task, ToolCall
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
ROUTER_GOALS = [Goal("repair", "do", calls=planned(ACTIVATE, ON), alternatives=(planned(ON, ACTIVATE),))]


def shown(world: World) -> bytes:
    return orjson.dumps(world.materialise(), option=orjson.OPT_SORT_KEYS)


@dataclass(frozen=True)
class Oracle:
    """Right is what ends in a database, told, transferred and looked up, that one way of doing the task ends in."""

    task: Task
    domain: Domain
    base: Base

    def play(self, calls: list[ToolCall]) -> tuple[bytes, set[int]]:
        """Return the whole database after some calls, and which of them were refused."""
        world = World(self.domain, self.base, self.task.initial, seed=self.task.seed)
        refused = {index for index, item in enumerate(calls) if world.call(item).error}
        return shown(world), refused

    @cached_property
    def endings(self) -> list[tuple[bytes, list[ToolCall]]]:
        """Each right database, with the look-ups nobody can do without on the way there."""
        found = []
        ways = product(*[(goal.calls, *goal.alternatives) for goal in self.task.blueprint.goals])
        for way in ways:
            items: list[PlannedCall] = [item for part in way for item in part]
            database, refused = self.play([item.call for item in items])
            if not refused:
                found.append((database, [item.call for item in items if item.essential]))
        return found

    def accepts(self, calls: list[ToolCall], said: list[str]) -> bool:
        goals = self.task.blueprint.goals
        if not all(text in said for goal in goals for text in goal.say):
            return False
        database, refused = self.play(calls)
        made = [item for index, item in enumerate(calls) if index not in refused]
        transfer = self.domain.transfer_tool
        due = any(goal.decision == "transfer" for goal in goals)
        tried = [item.name == transfer for item in (made if due else calls)]
        if transfer and any(tried) != due:
            return False
        return any(database == right and all(look in made for look in looks) for right, looks in self.endings)


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


def compare(oracle: Oracle, others: list[ToolCall], seed: int, number: int) -> tuple[int, int]:
    """Score random behaviours both ways; return how many are right and how many wrong."""
    task, domain, base = oracle.task, oracle.domain, oracle.base
    right = wrong = 0
    for calls, said in behaviours(task, others, Random(seed), number):
        expected = oracle.accepts(calls, said)
        bare = score_steps(task, domain, base, steps(*calls, *said))
        assert bare.passed is expected, (calls, said, bare.reason)
        recorded = dialogue(task, domain, base, *calls, *said)
        assert score(task, domain, base, recorded) == score_steps(
            task, domain, base, steps(*calls, *said), recorded.messages
        )
        right, wrong = right + expected, wrong + (not expected)
    return right, wrong


@pytest.mark.parametrize("seed", range(6))
def test_the_shop(seed: int) -> None:
    random = Random(seed)
    goals = random.sample(SHOP_GOALS, random.randint(1, 4))
    others = [TEMPTING, call("rename_user", user_id="bob", name="Rob"), call("transfer", reason="x"), call("nothing")]
    right, wrong = compare(Oracle(task_of(*goals), SHOP, base_of()), others, seed, 80)
    assert right >= 5
    assert wrong >= 5


def test_the_router() -> None:
    others = [
        call("switch_router", "user", on=False),
        call("get_line", line_id="L1"),
        call("nothing"),
    ]
    oracle = Oracle(task_of(*ROUTER_GOALS, domain=ROUTER), ROUTER, base_of(ROUTER))
    right, wrong = compare(oracle, others, 0, 120)
    assert right >= 20
    assert wrong >= 20


@pytest.fixture(scope="session")
def airline_base() -> Base:
    return Base(AIRLINE.tables(0), AIRLINE.sides())


def airline_tasks(base: Base, number: int) -> list[Task]:
    found: list[Task] = []
    seed = 0
    assert AIRLINE.sampler is not None
    while len(found) < number:
        blueprint = AIRLINE.sampler(World(AIRLINE, base, seed=seed), Random(seed), FIXED)
        if blueprint is not None:
            verifier = derive_verifier(AIRLINE, base, blueprint, InitialState(), seed)
            found.append(Task(f"t{seed}", "airline", blueprint, SCENARIO, verifier, seed=seed))
        seed += 1
    return found


def test_the_airline(airline_base: Base) -> None:
    tasks = airline_tasks(airline_base, 8)
    writes = {tool.name for tool in AIRLINE.tools if tool.kind == "write"}
    foreign = [item for task in tasks for item in task.blueprint.gold() if item.name in writes]
    foreign.append(call("transfer_to_human_agents", summary="The user wants a human."))
    counts = [compare(Oracle(task, AIRLINE, airline_base), foreign, task.seed, 5) for task in tasks]
    assert sum(right for right, _ in counts) >= 5
    assert sum(wrong for _, wrong in counts) >= 5


def test_the_oracle_itself_tells_databases_apart() -> None:
    task = task_of(Goal("rename", "do", (Fact("name", "Anna", "Anna"),), planned(ANNA)))
    oracle = Oracle(task, SHOP, base_of())
    assert oracle.accepts([ANNA], [])
    assert not oracle.accepts([], [])
    assert not oracle.accepts([ANNA, CANCEL], [])
