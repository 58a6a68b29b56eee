"""Audits of tasks: each kind of defect is found where it was put, and sound tasks have none."""

from dataclasses import replace

import pytest

from eigengraph.audit import TASK_KINDS, Audit, audit_tasks
from eigengraph.errors import SandboxError
from eigengraph.records import (
    AcceptableOutcome,
    Assertion,
    Checker,
    Environment,
    Equals,
    Goal,
    OnlyChanged,
    Said,
    Scenario,
    Task,
    Verifier,
)
from eigengraph.verify.sandbox import OnDemand, Sandbox
from eigengraph.world import Domain, Remark, Rule, Ruling, World, tool
from tests.toys import ROUTER, SHOP
from tests.verify.in_process import InProcess
from tests.verify.tasks import base_of, call, only, planned, task_of

ANNA = call("rename_user", user_id="ann", name="Anna")
LOOK = call("get_order", order_id="A2")
CANCEL = call("cancel_order", order_id="A1")
TOO_LATE = call("cancel_order", order_id="A2")
REQUEST = Scenario("Ann.", "Call me Anna.", "", "", "")
SOUND = replace(task_of(Goal("rename", "do", calls=planned(LOOK, ANNA), say=("Anna",))), scenario=REQUEST)
NOTHING = task_of(Goal("rename", "do"))


def audited(
    *tasks: Task, domain: Domain = SHOP, remarks: tuple[Remark, ...] = (), sandbox: Sandbox | None = None
) -> Audit:
    return audit_tasks(tasks, domain, base_of(domain), remarks, sandbox=sandbox)


def found(*tasks: Task, domain: Domain = SHOP, sandbox: Sandbox | None = None) -> list[tuple[str, str]]:
    return [(one.kind, one.detail) for one in audited(*tasks, domain=domain, sandbox=sandbox).findings]


def checked(task: Task, body: str) -> Task:
    """Return a task that code alone decides."""
    checker = Checker("code", f"def check(view):\n    {body}")
    return replace(task, verifier=Verifier((AcceptableOutcome("code", ()),), (), (checker,)))


def demanding(task: Task, *assertions: Assertion) -> Task:
    places = [(one.table, one.key) for one in assertions if isinstance(one, Equals)]
    return replace(task, verifier=only(*assertions, needs=places))


def test_a_sound_task_has_no_defect():
    assert audited(SOUND) == Audit(1, ())


def test_a_grounded_refusal_has_no_defect():
    goal = Goal(
        "cancel",
        "refuse",
        calls=planned(LOOK, essential=["get_order"]),
        tempting=(TOO_LATE,),
        clauses=("shop.cancel.pending",),
    )
    assert found(task_of(goal)) == []


def test_gold_that_is_refused():
    task = replace(SOUND, blueprint=replace(SOUND.blueprint, goals=(Goal("x", "do", calls=planned(TOO_LATE, ANNA)),)))
    assert ("gold_raises", "cancel_order: Error: Only pending orders can be cancelled") in found(task)


def test_gold_that_does_nothing_for_no_reason():
    kinds = [kind for kind, _ in found(NOTHING)]
    assert kinds == ["gold_is_noop", "do_nothing_passes"]
    assert found(task_of(Goal("ask", "do", calls=planned(LOOK), say=("delivered",)))) == []


def test_reward_for_doing_nothing_names_its_basis():
    assert ("do_nothing_passes", "an empty dialogue earns 1.0 (basis: calls, state)") in found(NOTHING)


def test_a_goal_that_is_met_at_the_start():
    met = demanding(task_of(Goal("rename", "do", calls=planned(ANNA))), Equals("users", "ann", ("name",), "Ann"))
    assert [kind for kind, _ in found(met)] == ["initial_passes", "do_nothing_passes"]
    wanted = (Environment("is_online", {"line_id": "L1"}, False),)
    switch = Goal("off", "do", calls=planned(call("switch_router", "user", on=True)), assertions=wanted)
    assert "initial_passes" in [
        kind for kind, _ in found(demanding(task_of(switch, domain=ROUTER), *wanted), domain=ROUTER)
    ]


def test_an_order_that_only_reorders_a_list():
    task = tagging_task()
    assert found(task, domain=TAGS) == [("order_sensitive", "add_tag before add_tag only reorders a list")]
    either = AcceptableOutcome(
        "other", (Equals("things", "a", ("tags",), ["y", "x"]), OnlyChanged((("things", "a", ("tags",)),)))
    )
    lenient = replace(task, verifier=replace(task.verifier, outcomes=(*task.verifier.outcomes, either)))
    assert found(lenient, domain=TAGS) == []


def test_an_order_that_code_accepts_or_fails():
    tags = "[row['tags'] for row in view['after']['things'].values()]"
    alike = checked(tagging_task(), f"return [sorted(each) for each in {tags}] == [['x', 'y']]")
    assert found(alike, domain=TAGS, sandbox=InProcess()) == []
    strict = checked(tagging_task(), f"return {tags} == [['x', 'y']]")
    assert ("order_sensitive", "add_tag before add_tag only reorders a list") in found(
        strict, domain=TAGS, sandbox=InProcess()
    )


def test_checkers_are_asked_in_the_sandbox():
    assert found(checked(SOUND, "return bool(view['changed'])"), sandbox=InProcess()) == []
    lazy = ("do_nothing_passes", "an empty dialogue earns 1.0 (basis: code)")
    assert found(checked(SOUND, "return True"), sandbox=InProcess()) == [lazy]


def test_a_verifier_that_cannot_decide_is_a_finding_and_the_others_are_audited():
    broken = checked(SOUND, "return view['after']['users']['ann']['name'] == 'Anna'")
    audit = audited(broken, replace(NOTHING, id="t2"), sandbox=InProcess())
    assert [(one.kind, one.task) for one in audit.findings] == [
        ("verifier_breaks", "t1"),
        ("gold_is_noop", "t2"),
        ("do_nothing_passes", "t2"),
    ]
    assert audit.findings[0].detail.startswith("asked for do_nothing_passes: error: checker 'code': KeyError: ")
    unneeded = replace(SOUND, verifier=only(Equals("users", "ann", ("name",), "Anna")))
    [(kind, detail)] = found(unneeded)
    assert kind == "verifier_breaks"
    assert "has not changed; name it among the verifier's needs" in detail


def test_what_no_sandbox_can_run_is_not_checked():
    def refuse() -> InProcess:
        raise SandboxError("this machine has no walls")

    for sandbox, why in (
        (None, "its checkers could not be run: checker 'code': there is no sandbox to run it in"),
        (OnDemand(refuse), "its checkers could not be run: this machine has no walls"),
    ):
        audit = audited(checked(SOUND, "return True"), replace(NOTHING, id="t2"), sandbox=sandbox)
        assert audit.not_checked["do_nothing_passes"] == (1, why)
        assert [one.task for one in audit.findings] == ["t2", "t2"]


def test_what_code_demands_of_the_state_alone_is_not_checked():
    audit = audited(checked(SOUND, "return bool(view['changed'])"), sandbox=InProcess())
    assert audit.not_checked["initial_passes"][0] == 1
    beside = replace(SOUND.verifier, checkers=(Checker("code", "def check(view):\n    return True"),))
    assert "initial_passes" not in audited(replace(SOUND, verifier=beside), sandbox=InProcess()).not_checked


def test_a_text_that_code_demands_and_nobody_can_know():
    goal = Goal("rename", "do", calls=planned(ANNA), say=("wolpertinger",))
    [(kind, _)] = found(checked(task_of(goal), "return bool(view['changed'])"), sandbox=InProcess())
    assert kind == "communicate_unreachable"


def test_a_text_that_nobody_can_know():
    unknown = demanding(SOUND, *SOUND.verifier.outcomes[0].assertions, Said("wolpertinger"))
    [(kind, detail)] = found(unknown)
    assert kind == "communicate_unreachable"
    assert "'wolpertinger' is in no table" in detail
    assert found(demanding(SOUND, *SOUND.verifier.outcomes[0].assertions, Said("delivered"))) == []


def test_a_number_may_have_been_worked_out():
    audit = audited(demanding(SOUND, *SOUND.verifier.outcomes[0].assertions, Said("1729")))
    assert audit.findings == ()
    assert audit.not_checked["communicate_unreachable"][0] == 1


def test_gold_that_breaks_a_rule():
    foreign = call("cancel_order", order_id="B1")
    assert found(task_of(Goal("cancel", "do", calls=planned(foreign)))) == [
        ("rule_contradiction", "cancel_order is forbidden by shop.cancel.own")
    ]


def test_a_refusal_that_no_rule_asks_for():
    goal = Goal("cancel", "refuse", calls=planned(LOOK, essential=["get_order"]), tempting=(CANCEL,), clauses=("x",))
    assert found(task_of(goal)) == [("rule_contradiction", "no rule forbids cancel_order for cancel")]


def test_a_rule_that_misses_a_fact_says_nothing():
    task = task_of(Goal("cancel", "do", calls=planned(CANCEL)))
    audit = audited(replace(task, blueprint=replace(task.blueprint, facts=())))
    assert audit.findings == ()
    assert audit.not_checked["rule_contradiction"][0] == 1
    assert "typed fact" in audit.not_checked["rule_contradiction"][1]


def test_a_domain_without_rules_is_not_checked():
    assert audited(SOUND, domain=replace(SHOP, rules=())).not_checked["rule_contradiction"] == (
        1,
        "domain 'shop' has no rules in code",
    )


def test_ids_that_repeat_and_tasks_that_are_alike():
    again = replace(SOUND, scenario=replace(SOUND.scenario, persona="Someone else."))
    assert found(SOUND, again) == [("duplicate_id", "2 tasks have this id"), ("near_duplicate", "100% the same as t1")]


def test_remarks_of_the_source_count():
    remarks = (Remark("t1", "gold_raises", "pay: Error"), Remark("t1", "basis_missing", "1 of X"))
    assert [one.kind for one in audited(SOUND, remarks=remarks).findings] == ["gold_raises", "basis_missing"]


def test_what_needs_a_judge_is_not_checked():
    audit = audited(NOTHING, remarks=(Remark("t1", "unjudged", "1 of NL_ASSERTION"),))
    assert "do_nothing_passes" not in audit.counts()
    assert audit.not_checked["do_nothing_passes"][0] == 1


def test_findings_come_in_the_order_of_the_tasks():
    first, second = (replace(NOTHING, id=name) for name in ("b", "a"))
    assert [one.task for one in audited(first, second).findings] == ["b", "b", "a", "a", "a"]


@pytest.mark.parametrize(
    ("domain", "raising", "raising_tasks", "idle", "noop", "near"),
    [("airline", 0, 0, 23, 24, 1), ("retail", 18, 15, 6, 11, 5), ("telecom", 0, 0, 0, 20, 0)],
)
def test_tau2_bench_has_the_defects_that_its_users_reported(
    tau2_data, domain, raising, raising_tasks, idle, noop, near
):
    from eigengraph.host import Host

    host = Host()
    tasks = host.task_sources[f"tau2:{domain}"].load(host.domain(domain), tau2_data, "base")
    audit = audit_tasks(tasks.tasks, host.domain(domain), tasks.base, tasks.remarks)
    counts = audit.counts()
    assert (counts.get("gold_raises", 0), counts.get("do_nothing_passes", 0)) == (raising, idle)
    assert (counts["gold_is_noop"], counts.get("near_duplicate", 0)) == (noop, near)
    assert len({one.task for one in audit.findings if one.kind == "gold_raises"}) == raising_tasks
    assert set(counts) <= set(TASK_KINDS)


@tool(kind="write")
def add_tag(world: World, tag: str) -> None:
    """Add a tag."""
    world.things["a"]["tags"].append(tag)


TAGS = Domain(
    "tags",
    tools=[add_tag],
    tables=lambda seed: {"things": {"a": {"tags": []}}},
    rules=[Rule("tags.any", "Anything goes.", lambda before, call, facts: Ruling.ALLOWED)],
)


def tagging_task() -> Task:
    goal = Goal("tag", "do", calls=planned(call("add_tag", tag="x"), call("add_tag", tag="y")))
    return task_of(goal, domain=TAGS)
