"""Random calls of both sides, right and wrong: what always holds of a world, and that tau2-bench answers the same."""

import hashlib
import json
from functools import partial
from random import Random

import pytest
from eigengraph_tau2.differential import Program, compare, explain, from_json, to_json, whole_databases
from eigengraph_tau2.environment import Tau2Environment
from eigengraph_tau2.random_calls import Caller
from eigengraph_tau2.replay import respond
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from eigengraph.errors import EigenGraphError
from eigengraph.records import ToolCall, ToolResult, canonical
from eigengraph.world import Base, World
from tests.plugins.tau2.grounds import DOMAINS, FIXTURES, ground_of, solved, write_data

CASES = json.loads((FIXTURES / "tau2_differential" / "cases.json").read_text("utf-8"))
SEEDS = st.integers(0, 2**32 - 1)
EFFORT = settings(
    max_examples=40,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


class Dialogue(RuleBasedStateMachine):
    """Calls in a world, each right or wrong, with what must hold after each.

    Args:
        name: The domain.
        reference: tau2-bench's environment, which runs the same calls at the end; None to go without.
    """

    def __init__(self, name: str, reference: Tau2Environment | None) -> None:
        super().__init__()
        self.ground, self.reference, self.solutions = ground_of(name), reference, solved(name)
        self.calls: list[ToolCall] = []
        self.answers: list[ToolResult] = []

    @initialize(seed=SEEDS, solo=st.booleans())
    def open(self, seed: int, solo: bool) -> None:
        random = Random(seed)
        solution = random.choice(self.solutions)
        self.solo = solo and bool(self.ground.domain.by_side["user"])
        self.initial, self.seed = solution.initial, seed
        self.caller = Caller(self.ground.domain, self.ground.base, solution.calls, random)
        self.world = self.fresh_world()
        self.before = self.world.materialise()

    def fresh_world(self) -> World:
        return World(self.ground.domain, self.ground.base, self.initial, seed=self.seed, solo=self.solo)

    @rule(seeds=st.lists(SEEDS, min_size=1, max_size=8))
    def call(self, seeds: list[int]) -> None:
        for seed in seeds:
            self.call_one(self.caller.draw(Random(seed)))

    def call_one(self, call: ToolCall) -> None:
        tool, digest, given = self.world.find(call.name, call.side), self.world.digest(), canonical(call.arguments)
        answer = self.world.call(call)  # a ToolCrash fails here
        assert canonical(call.arguments) == given
        assert answer.content.startswith("Error: ") or not answer.error
        if tool is None or tool.kind != "write":
            assert self.world.digest() == digest
        self.calls.append(call)
        self.answers.append(answer)

    @rule(seed=SEEDS)
    def a_fork_goes_its_own_way(self, seed: int) -> None:
        digest, fork = self.world.digest(), self.world.fork()
        assert fork.digest() == digest
        call = self.caller.draw(Random(seed))
        told = fork.call(call)
        assert self.world.digest() == digest
        assert self.world.fork().call(call) == told

    @invariant()
    def the_delta_is_what_differs(self) -> None:
        changed: dict = {}
        for table, rows in self.world.materialise().items():
            before = self.before[table]
            for key in before.keys() | rows.keys():
                if canonical(before.get(key)) != canonical(rows.get(key)):
                    changed.setdefault(table, {})[key] = rows.get(key)
        assert canonical(self.world.delta()) == canonical(changed)

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        again, written = self.fresh_world(), self.fresh_world()
        assert [again.call(call) for call in self.calls] == self.answers
        for call in self.calls:
            tool = written.find(call.name, call.side)
            if tool is not None and tool.kind == "write":
                written.call(call)
        assert again.digest() == written.digest() == self.world.digest()
        assert Base(self.ground.base.tables).digest == self.ground.base.digest
        if self.reference is not None:
            program = Program(tuple(self.calls), self.initial, self.solo, self.seed)
            assert unexplained(program, self.ground, self.reference) == []


def unexplained(program, ground, reference):
    return [difference for difference in compare(program, ground, reference).differences if not difference.reason]


@pytest.mark.parametrize("name", DOMAINS)
def test_whatever_is_called_a_world_keeps_its_promises(name):
    run_state_machine_as_test(partial(Dialogue, name, None), settings=EFFORT)


@pytest.fixture(scope="module")
def references(tmp_path_factory):
    """tau2-bench's environments over the same databases, by domain."""
    data = write_data(tmp_path_factory.mktemp("tau2"))
    opened = {}
    try:
        for name in DOMAINS:
            opened[name] = Tau2Environment(name, data)
    except EigenGraphError as error:
        pytest.skip(f"tau2-bench cannot be run: {error}")
    yield opened
    for reference in opened.values():
        reference.close()


@pytest.mark.parametrize("name", DOMAINS)
def test_tau2_bench_answers_and_ends_the_same(name, references):
    run_state_machine_as_test(partial(Dialogue, name, references[name]), settings=EFFORT)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_regression_cases_answer_as_tau2_bench_did(case):
    ground, program = ground_of(case["domain"]), from_json(case)
    world = World(ground.domain, ground.base, program.initial, seed=program.seed, solo=program.solo)
    for call, recorded in zip(program.calls, case["answers"], strict=True):
        told, theirs = respond(world, call), ToolResult(*recorded)
        assert told == theirs or explain(told, theirs), call
    assert {side: tau2_hash(database) for side, database in whole_databases(world).items()} == case["hashes"]


def tau2_hash(database: dict) -> str:
    return hashlib.sha256(json.dumps(database, sort_keys=True, default=str).encode()).hexdigest()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_regression_cases_still_stand_in_tau2_bench(case, references):
    ground, program = ground_of(case["domain"]), from_json(case)
    assert unexplained(program, ground, references[case["domain"]]) == []


def test_programs_survive_json():
    program = Program((ToolCall("get_bills", {"limit": 2}, "user"),), solved("telecom")[0].initial, True, 7)
    assert from_json(json.loads(json.dumps(to_json(program)))) == program


@pytest.mark.parametrize("name", DOMAINS)
def test_random_calls_are_right_and_wrong_and_reach_most_tools(name):
    ground = ground_of(name)
    worked, refused = set(), set()
    for seed in range(40):
        random = Random(seed)
        solution = solved(name)[seed % len(solved(name))]
        caller, world = Caller(ground.domain, ground.base, solution.calls, random), World(ground.domain, ground.base)
        for _ in range(40):
            call = caller.draw(random)
            (refused if world.call(call).error else worked).add((call.side, call.name))
    tools = {(tool.side, tool.name) for tool in ground.domain.tools}
    assert len(tools & worked) >= 0.9 * len(tools)
    assert len(tools & refused) >= 0.9 * len(tools)


class Twin:
    """Stands in for tau2-bench: another world of ours, with answers and databases changed on the way."""

    def __init__(self, ground, answer=lambda told: told, database=lambda found: found):
        self.ground, self.answer, self.database = ground, answer, database

    def reset(self, initial, *, solo, seed):
        self.world = World(self.ground.domain, self.ground.base, initial, seed=seed, solo=solo)

    def run(self, calls):
        return [self.answer(respond(self.world, call)) for call in calls]

    def databases(self):
        return self.database(whole_databases(self.world))


def test_another_answer_is_found_unless_its_reason_is_known():
    ground, program = ground_of("retail"), Program((ToolCall("calculate", {"expression": "1 + 1"}),))
    told = compare(program, ground, Twin(ground, lambda told: ToolResult(told.content, error=True)))
    [found] = told.differences
    assert told.answers == (ToolResult("2.0"),)
    assert (found.where, found.call, found.reason) == ("call 0, agent calculate", program.calls[0], "")
    assert (found.ours, found.theirs) == (ToolResult("2.0"), ToolResult("2.0", error=True))
    ours, theirs = (
        ToolResult(f"Error: too short, see https://errors.pydantic.dev/{version}/v/too_short", error=True)
        for version in ("2.10", "2.12")
    )
    assert explain(ours, theirs).startswith("pydantic's error texts link to the version")
    assert explain(ours, ToolResult(theirs.content)) == ""


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda bill: bill.update(total_due=int(bill["total_due"])), ("agent.bills[0].total_due", 54.5, 54)),
        (lambda bill: bill.pop("status"), ("agent.bills[0].status", "Paid", "(absent)")),
        (lambda bill: bill.update(line_items=[]), ("agent.bills[0].line_items", 2, 0)),
    ],
)
def test_another_database_is_found_field_by_field(change, found):
    ground = ground_of("telecom")

    def changed(databases):
        change(databases["agent"]["bills"][0])
        return databases

    [difference] = compare(Program(()), ground, Twin(ground, database=changed)).differences
    assert (difference.call, difference.reason) == (None, "")
    sizes = [len(it) if isinstance(it, list) else it for it in (difference.ours, difference.theirs)]
    assert (difference.where, *sizes) == found
