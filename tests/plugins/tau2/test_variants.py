"""Our domains over tau2-bench's own environments: registered where it can be run, and the same to the last row."""

import json
from random import Random

import pytest
from eigengraph_tau2.data import FILES
from eigengraph_tau2.interpreter import PYTHON_VARIABLE
from eigengraph_tau2.random_calls import Caller
from eigengraph_tau2.replay import respond
from eigengraph_tau2.variants import tau2_variant

import eigengraph as eg
from eigengraph import cli
from eigengraph.errors import ConfigError, EigenGraphError, ToolCrash, UnknownNameError
from eigengraph.records import InitialState, ToolCall, ToolResult, encode
from eigengraph.world import World
from tests.plugins.tau2.grounds import DOMAINS, ground_of, solved

ANSWERING = """
import json, sys
for line in sys.stdin:
    request = json.loads(line)
    if "reset" in request:
        print(json.dumps({"value": None}), flush=True)
        continue
    step = request["step"]
    note = {"notification_id": "n", "message": step["name"], "status": "unread", "task_id": None}
    row = {"task_id": "t", "title": step["name"], "description": None, "status": "pending"}
    changed = [["notifications", "n", note]] if step["requestor"] == "user" else [["tasks", "t", row]]
    value = {
        "content": "Error: no" if "refuse" in step["arguments"] else json.dumps([step["requestor"], step["state"]]),
        "error": "refuse" in step["arguments"],
        "changed": [] if step["name"].startswith("get") else changed,
        "seen": [["users", "user_1"]] if step["requestor"] == "assistant" else [],
        "random": step["random"],
    }
    print(json.dumps({"value": value}), flush=True)
"""


@pytest.fixture
def world(ground, interpreter, monkeypatch):
    """A world of the mock domain over a process that answers with what it was asked."""
    monkeypatch.setenv(PYTHON_VARIABLE, interpreter(ANSWERING))
    return World(tau2_variant(ground.domain), ground.base)


def test_hook_register_variants_for_tau2_bench(host, monkeypatch):
    monkeypatch.setenv(PYTHON_VARIABLE, "/no/python")  # nothing is started
    named = eg.Host()
    assert {f"tau2:{name}" for name in FILES} <= set(named.domains)
    for name in FILES:
        ours, theirs = named.domain(name), named.domain(f"tau2:{name}")
        assert theirs.schemas == ours.schemas
        assert [tool.kind for tool in theirs.tools] == [tool.kind for tool in ours.tools]
        assert (theirs.rules, theirs.sampler, theirs.policy) == (ours.rules, ours.sampler, ours.policy)


def test_without_tau2_bench_there_are_none_and_a_line_says_what_to_do(monkeypatch):
    monkeypatch.delenv(PYTHON_VARIABLE, raising=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    host = eg.Host()
    assert not [name for name in host.domains if name.startswith("tau2:")]
    with pytest.raises(UnknownNameError, match=rf"^unknown domain 'tau2:retail'.* set {PYTHON_VARIABLE} to an inter"):
        host.domain("tau2:retail")


def test_an_interpreter_that_cannot_run_it_is_told_when_the_tables_are_opened(tmp_path, monkeypatch):
    monkeypatch.setenv(PYTHON_VARIABLE, "/no/python")
    with pytest.raises(ConfigError, match=r"^'/no/python' cannot be run \(No such file or directory\); install"):
        eg.synthesize(eg.Host(), eg.Settings(domain="tau2:airline", tasks=1, out=tmp_path / "run"))
    assert not (tmp_path / "run").exists()


def test_a_call_goes_over_with_its_side_of_the_state_and_its_rows_come_back(world):
    call = ToolCall("create_task", {"anything": 1})
    assert json.loads(world.call(call).content) == ["assistant", {"assistant": []}]
    made = {"task_id": "t", "title": "create_task", "description": None, "status": "pending"}
    assert world.delta() == {"tasks": {"t": made}}
    twin = world.fork()
    assert json.loads(twin.call(call).content) == ["assistant", {"assistant": [["tasks", "t", made]]}]
    assert json.loads(twin.run("get_users").content)[1] == {"assistant": [["tasks", "t", made]]}
    assert twin.digest() == world.digest()
    told = twin.call(ToolCall("dismiss_notification", {}, "user"))
    assert json.loads(told.content) == ["user", {"user": []}]
    assert list(twin.delta()) == ["notifications", "tasks"]
    assert "notifications" not in world.delta()


def test_a_refusal_is_told_and_what_it_wrote_stays(world):
    assert world.call(ToolCall("create_task", {"refuse": True})) == ToolResult("Error: no", error=True)
    assert list(world.delta()["tasks"]) == ["t"]


def test_what_was_looked_at_counts_as_read(world):
    with world.trace() as (reads, writes):
        world.run("create_task")
    assert ("users", "user_1") in reads
    assert writes == {("tasks", "t")}


def test_a_tool_that_should_not_write_may_not(ground, interpreter, monkeypatch):
    monkeypatch.setenv(PYTHON_VARIABLE, interpreter(ANSWERING.replace('"get"', '"-"')))
    world = World(tau2_variant(ground.domain), ground.base)
    with pytest.raises(ToolCrash, match="tool 'get_users': row 't' of table 'tasks' can only be written by a tool"):
        world.run("get_users")


@pytest.fixture(scope="module")
def variants():
    """Our domains over tau2-bench's environments, by our name."""
    made = {name: tau2_variant(domain) for name, domain in DOMAINS.items()}
    try:
        made["airline"].check_tables(ground_of("airline").base.tables)
    except EigenGraphError as error:
        pytest.skip(f"tau2-bench cannot be run: {error}")
    return made


@pytest.mark.parametrize("name", DOMAINS)
def test_calls_answer_the_same_in_tau2_bench_wherever_worlds_fork(name, variants):
    ground, random = ground_of(name), Random(name)
    for solution in solved(name)[:6]:
        caller = Caller(ground.domain, ground.base, solution.calls, random)
        pairs = [
            tuple(World(domain, ground.base, solution.initial, seed=7) for domain in (ground.domain, variants[name]))
        ]
        for _ in range(40):
            ours, theirs = random.choice(pairs)
            call = caller.draw(random)
            assert respond(ours, call) == respond(theirs, call), call
            assert ours.digest() == theirs.digest(), call
            if random.random() < 0.2:
                pairs.append((ours.fork(), theirs.fork()))


def test_what_is_missing_is_told_in_tau2_benchs_words(variants):
    ground = ground_of("airline")
    for call in (ToolCall("fly", {}), ToolCall("calculate", {}, "user"), ToolCall("calculate", {"self": 1})):
        ours, theirs = (World(domain, ground.base).call(call) for domain in (ground.domain, variants["airline"]))
        assert ours == theirs


def test_an_initial_call_that_fails_is_told(variants):
    ground, broken = ground_of("telecom"), InitialState(calls=(ToolCall("set_user_info", {"name": "x"}, "user"),))
    with pytest.raises(ToolCrash, match="the initial call 'set_user_info' fails: Error: "):
        World(variants["telecom"], ground.base, broken)


def test_gold_solutions_are_worth_the_same(variants, data, capsys):
    told = []
    for name in ("mock", "tau2:mock"):
        assert cli.run(["tau2", "replay-gold", name, "--data", str(data), "--json"]) == 0
        told.append(json.loads(capsys.readouterr().out))
    assert [report.pop("domain") for report in told] == ["mock", "tau2:mock"]
    assert told[0] == told[1]


def test_tasks_and_dialogues_are_the_same_over_tau2_bench(variants, tmp_path):
    data = {}
    for name in ("retail", "tau2:retail"):
        settings = eg.Settings(domain=name, tasks=1, seed=3, out=tmp_path / name)
        [data[name]] = eg.synthesize(eg.Host(), settings).data()
    ours, theirs = (
        encode([datum.task, datum.certificate, datum.trajectory, datum.verdict]).replace(b"tau2:retail", b"retail")
        for datum in data.values()
    )
    assert ours == theirs
