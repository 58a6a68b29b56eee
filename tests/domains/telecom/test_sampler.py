"""The telecom sampler, judged by executing what it finds, on a generated database and on tau2-bench's."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from random import Random

import pytest
from eigengraph_offline.model import open_offline
from eigengraph_telecom.generate import generate_tables
from eigengraph_telecom.sampler import FAMILIES, ISSUES, Case, combinations, repair, sample_blueprint
from eigengraph_telecom.sampler.scene import Line, Script, lines_in_use

from eigengraph.dialogue import model_participant, rollout
from eigengraph.models import Context, Request
from eigengraph.records import Blueprint, Environment, Facts, Goal, Outcome, Scenario, ToolCall, decode, encode
from eigengraph.verify import certify, score
from eigengraph.world import FIXED, Base, Plan, World, broken_rules, read_tables
from tests.domains.telecom.desks import DESK, base_of, task_of

SEEDS = 100
STEP = 60
INTENTS = {
    "fix_no_service", "fix_mobile_data", "fix_slow_data", "fix_mms", "pay_overdue_bill", "refuel_data", "change_plan",
    "ask_usage",
}  # fmt: skip


@pytest.fixture(scope="module", params=["generated", "tau2"])
def base(request: pytest.FixtureRequest) -> Base:
    if request.param == "generated":
        return base_of(generate_tables(0, 40))
    return base_of(read_tables(request.getfixturevalue("tau2_data") / "telecom"))


@pytest.fixture(scope="module")
def blueprints(base: Base) -> list[Blueprint]:
    found = [sample(base, seed) for seed in range(SEEDS)]
    assert None not in found
    return [blueprint for blueprint in found if blueprint is not None]


def sample(base: Base, seed: int, plan: Plan = FIXED) -> Blueprint | None:
    return sample_blueprint(World(DESK, base, seed=seed), Random(seed), plan)


def opened(base: Base, blueprint: Blueprint, seed: int = 0) -> World:
    return World(DESK, base, blueprint.initial, seed=seed)


def execute(world: World, calls: Sequence[ToolCall]) -> World:
    for call in calls:
        result = world.call(call)
        assert not result.error, (call, result.content)
    return world


def holds(world: World, assertions: Sequence[Environment]) -> bool:
    return all(DESK.assertions[one.name](world, **one.arguments) == one.value for one in assertions)


def broken(goal: Goal) -> bool:
    return goal.intent.startswith("fix_")


# Issues


@pytest.mark.parametrize(("family", "count"), [("mobile_data", 382), ("service", 47), ("mms", 2976)])
def test_each_family_has_as_many_combinations_as_tau2_bench_finds(family, count):
    found = list(combinations(FAMILIES[family]))
    assert len(found) == len(set(found)) == count
    assert [len(issues) for issues in found] == sorted(len(issues) for issues in found)


def test_sets_exclude_and_nothing_else_does():
    for family in FAMILIES.values():
        for issues in combinations(family):
            assert all(len(set(names).intersection(issues)) <= 1 for names in family.sets)
            assert family.own.intersection(issues)
            assert list(issues) == sorted(issues)
    assert {name for family in FAMILIES.values() for names in family.sets for name in names} == set(ISSUES)


def test_combinations_are_those_of_tau2_bench_s_tasks(tau2_data):
    """Theirs leave out what is used up for good."""
    tasks = json.loads((tau2_data / "telecom" / "tasks.json").read_text("utf-8"))
    theirs = {task["id"].partition("]")[0][1:] + task["id"].partition("]")[2].partition("[")[0] for task in tasks}
    ours = {
        f"{family.name}_issue{'|'.join(issues)}"
        for family in FAMILIES.values()
        for issues in combinations(family)
        if "data_usage_exceeded_no_refuel" not in issues
    }
    assert theirs
    assert theirs <= ours
    assert len(ours) == 2285


def test_issues_break_tau2_bench_s_phone_as_its_tasks_do(tau2_data):
    """For each task of theirs with their names, our calls leave the phone as theirs do."""
    tasks = json.loads((tau2_data / "telecom" / "tasks.json").read_text("utf-8"))
    base = base_of(read_tables(tau2_data / "telecom"))
    line = next(line for line in lines_in_use(World(DESK, base)) if line.line_id == "L1002")
    for task in tasks[:: max(1, len(tasks) // 40)]:
        names = tuple(task["id"].partition("]")[2].partition("[")[0].split("|"))
        calls = [call for name in names for call in ISSUES[name].breaks(line)]
        actions = task["initial_state"]["initialization_actions"]
        theirs = [(action["func_name"], action["arguments"]) for action in actions[1:]]
        ours = [(call.name, dict(call.arguments)) for call in calls]
        assert [name for name, _ in ours] == [name for name, _ in theirs], task["id"]
        for (_, mine), (_, other) in zip(ours, theirs, strict=True):
            assert {**mine, "new_bill_id": 0} == {**other, "new_bill_id": 0}, task["id"]


def every_case(line: Line) -> list[Case]:
    return [Case(name, issues, line) for name, family in FAMILIES.items() for issues in combinations(family)]


def carried_out(base: Base, case: Case) -> Blueprint:
    world = World(DESK, base, case.initial(), seed=1)

    def identify(script: Script) -> None:
        script.agent("Who is it?", "get_customer_by_phone", phone_number=case.line.phone_number)

    return Blueprint((), (repair(world, case, Random(0), identify),), case.initial())


def fit_line(base: Base) -> Line:
    """Return a line that can have any issue."""
    world = World(DESK, base)
    owing = {row["customer_id"] for row in world.bills.values() if row["status"] in ("Overdue", "Awaiting Payment")}
    return next(
        line
        for line in lines_in_use(world)
        if line.customer_id not in owing and not line.used_up and line.limit_gb < 500 and not line.refuelled_gb
    )


def test_combinations_are_broken_before_and_whole_after(base: Base) -> None:
    cases = every_case(fit_line(base))[::STEP]
    for case in cases:
        blueprint = carried_out(base, case)
        goal, family = blueprint.goals[0], FAMILIES[case.family]
        world = opened(base, blueprint, 1)
        assert not holds(world, family.works)
        execute(world, blueprint.gold())
        assert holds(world, goal.assertions)
        assert holds(world, family.works) is (goal.decision == "do")
        assert goal.decision == ("transfer" if case.stays else "do")


def test_combinations_differ_as_tasks(base: Base) -> None:
    found = [carried_out(base, case) for case in every_case(fit_line(base))[::STEP]]
    assert len({encode(blueprint) for blueprint in found}) == len(found)


def test_who_refuses_to_pay_or_to_buy_is_handed_over(base: Base) -> None:
    line = fit_line(base)
    for family, issue, refusal in (
        ("service", "overdue_bill_suspension", {"will_pay": False}),
        ("mobile_data", "data_usage_exceeded", {"refuel_gb": 0.0}),
    ):
        (goal,) = carried_out(base, Case(family, (issue,), line, **refusal)).goals
        assert goal.decision == "transfer"
        assert goal.calls[-1].call.name == "transfer_to_human_agents"
        assert goal.tempting


# Blueprints


def test_gold_and_alternatives_execute_and_end_as_asserted(base: Base, blueprints: list[Blueprint]) -> None:
    for seed, blueprint in enumerate(blueprints):
        for goal in blueprint.goals:
            assert broken(goal) == bool(goal.assertions) == bool(goal.free)
        world = execute(opened(base, blueprint, seed), blueprint.gold())
        assert all(holds(world, goal.assertions) for goal in blueprint.goals)
        if len(blueprint.goals) == 1:
            for way in blueprint.goals[0].alternatives:
                world = execute(opened(base, blueprint, seed), [planned.call for planned in way])
                assert holds(world, blueprint.goals[0].assertions)


def test_the_rules_agree(base: Base, blueprints: list[Blueprint]) -> None:
    tempted = 0
    for seed, blueprint in enumerate(blueprints):
        world = opened(base, blueprint, seed)
        for goal in blueprint.goals:
            facts = Facts([*blueprint.facts, *goal.facts])
            assert set(goal.clauses) <= DESK.rule_ids
            for planned in goal.calls:
                assert broken_rules(DESK, world, planned.call, facts) == (), (seed, goal.outcome)
                world.call(planned.call)
            for call in goal.tempting:
                tempted += 1
                assert broken_rules(DESK, world, call, facts), (seed, goal.outcome)
    assert tempted


def test_certificates_are_issued(base: Base, blueprints: list[Blueprint]) -> None:
    for seed, blueprint in enumerate(blueprints[::3]):
        certificate = certify(task_of(base, blueprint, seed), DESK, base)
        assert certificate.issued, certificate.reasons


def test_dialogues_make_exactly_the_gold_calls_and_pass(base: Base, blueprints: list[Blueprint]) -> None:
    model = open_offline("", {})

    async def play(seed: int, blueprint: Blueprint) -> None:
        context = Context(DESK, seed, blueprint=blueprint)
        scenario = decode(Scenario, (await model.complete(Request("scenario", (), context))).message.content)
        unknown = [fact for goal in blueprint.goals for fact in goal.facts if fact.disclosure == "unknown"]
        assert not any(fact.text in scenario.known_info for fact in unknown)
        task = task_of(base, blueprint, seed, scenario)
        sides = [model_participant(model, side, Context(DESK, seed, task=task)) for side in ("agent", "user")]
        trajectory = await rollout(opened(base, blueprint, seed), *sides)
        made = [ToolCall(call.name, call.arguments, call.side) for call in trajectory.calls()]
        assert made == list(blueprint.gold()), seed
        assert trajectory.outcome is Outcome.COMPLETED
        assert score(task, DESK, base, trajectory).reward == 1.0

    for seed, blueprint in enumerate(blueprints):
        asyncio.run(play(seed, blueprint))


def test_users_who_only_claim_to_have_acted_fail_some_tasks(base: Base, blueprints: list[Blueprint]) -> None:
    model = open_offline("", {"user_faults": {"claimed_call": 1.0}})
    rewards = []
    for seed, blueprint in enumerate(blueprints[:40]):
        task = task_of(base, blueprint, seed)
        sides = [model_participant(model, side, Context(DESK, seed, task=task)) for side in ("agent", "user")]
        trajectory = asyncio.run(rollout(opened(base, blueprint, seed), *sides))
        if trajectory.labels():
            rewards.append(score(task, DESK, base, trajectory).reward)
    assert len(rewards) > 15
    assert rewards.count(0.0) > len(rewards) / 2


def test_everything_is_covered(blueprints: list[Blueprint]) -> None:
    goals = [goal for blueprint in blueprints for goal in blueprint.goals]
    assert {goal.intent for goal in goals} == INTENTS
    decisions = Counter(goal.decision for goal in goals)
    assert decisions["do"] > decisions["transfer"] > 5
    called = {(call.side, call.name) for blueprint in blueprints for call in blueprint.gold()}
    repairs = {
        "toggle_airplane_mode", "reseat_sim_card", "toggle_data", "toggle_roaming", "toggle_data_saver_mode",
        "disconnect_vpn", "set_network_mode_preference", "reset_apn_settings", "reboot_device", "toggle_wifi_calling",
        "grant_app_permission", "make_payment",
    }  # fmt: skip
    assert {("user", name) for name in repairs} <= called
    assert {("agent", name) for name in ("resume_line", "refuel_data", "enable_roaming")} <= called


def test_facts_of_the_user_hold_nothing_they_cannot_know(blueprints: list[Blueprint]) -> None:
    for blueprint in blueprints:
        for goal in filter(broken, blueprint.goals):
            (issues,) = (fact for fact in goal.facts if fact.name == "issues")
            assert issues.disclosure == "unknown"
            assert set(issues.value) <= set(ISSUES)


def test_the_same_seed_gives_the_same_blueprint(base: Base, blueprints: list[Blueprint]) -> None:
    for seed in range(0, SEEDS, 30):
        assert encode(sample(base, seed)) == encode(blueprints[seed])


def test_a_plan_says_how_many_goals_and_which(base: Base) -> None:
    plan = Plan("two, with picture messages", goals=(2, 2), emphasis={"fix_mms": 100.0, "transfer": 0.0})
    found = [sample(base, seed, plan) for seed in range(12)]
    assert all(blueprint is not None and len(blueprint.goals) == 2 for blueprint in found)
    goals = [goal for blueprint in found if blueprint is not None for goal in blueprint.goals]
    assert sum(goal.intent == "fix_mms" for goal in goals) >= 11
    assert all(goal.decision != "transfer" for goal in goals)


def test_none_where_the_database_offers_too_little() -> None:
    tables = generate_tables(0, 1)
    closed = {key: {**line, "status": "Closed"} for key, line in tables["lines"].items()}
    assert sample(base_of({**tables, "lines": closed}), 0) is None
