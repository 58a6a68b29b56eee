"""Recorded runs are read in either format, and what is none is told in a line."""

import gzip
import json
import re

import pytest
from eigengraph_tau2.results import read_results

from eigengraph.errors import ConfigError
from tests.plugins.tau2.dialogues import results, simulation

TASK = {"id": "t1", "user_scenario": {"instructions": "Count."}}
HELLO = [{"role": "assistant", "content": "Hello!", "cost": 0.0}, {"role": "user", "content": "###STOP###"}]
RUN = results("mock", [TASK], simulation("t1", 1.0, HELLO), simulation("t2", None, HELLO, ticks=[]))


@pytest.fixture
def file(tmp_path):
    """Write a results file; its content is bytes, or something to write as JSON."""

    def write(content, name="results.json"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    return write


def test_a_run_is_read(file):
    run = read_results(file(RUN))
    assert (run.domain, run.solo, list(run.tasks)) == ("mock", False, ["t1"])
    first, second = run.simulations
    assert [message.content for message in first.messages] == ["Hello!", "###STOP###"]
    assert (first.recorded.reward, first.spoken) == (1.0, False)
    assert (second.spoken, second.recorded) == (True, None)


@pytest.mark.parametrize(
    ("info", "fields"),
    [
        ({}, {"mode": "full_duplex"}),
        ({}, {"ticks": []}),
        ({"audio_native_config": {}}, {}),
        ({"user_info": {"implementation": "voice_streaming_user_simulator"}}, {}),
    ],
)
def test_a_spoken_dialogue_is_known_by_what_tau2_knows_it_by(file, info, fields):
    raw = results("mock", [TASK], simulation("t1", 1.0, HELLO, **fields))
    [spoken] = read_results(file({**raw, "info": {**raw["info"], **info}})).simulations
    assert spoken.spoken


def test_a_task_may_be_listed_twice_if_it_is_the_same(file):
    assert list(read_results(file({**RUN, "tasks": [TASK, TASK]})).tasks) == ["t1"]
    with pytest.raises(ConfigError, match=r"tasks: there are two different tasks 't1'; tell which one was played"):
        read_results(file({**RUN, "tasks": [TASK, {**TASK, "ticket": "Chairs!"}]}))


def test_a_gzipped_run_is_the_same(file):
    packed = read_results(file(gzip.compress(json.dumps(RUN).encode()), "results.json.gz"))
    assert packed.simulations == read_results(file(RUN)).simulations
    assert read_results(file(gzip.compress(json.dumps(RUN).encode()), "named.json")).simulations == packed.simulations
    assert read_results(file(RUN, "plain.json.gz")).simulations == packed.simulations


def test_a_folder_of_simulations_is_the_same(file, tmp_path):
    plain = read_results(file(RUN)).simulations
    (tmp_path / "simulations").mkdir()
    for item in RUN["simulations"]:
        file(item, f"simulations/{item['id']}.json")
    index = [{"id": item["id"]} for item in RUN["simulations"]]
    meta = file({"info": RUN["info"], "tasks": RUN["tasks"], "simulation_index": index})
    assert read_results(tmp_path).simulations == read_results(meta).simulations == plain
    (tmp_path / "simulations" / "s_t2.json").unlink()
    with pytest.raises(ConfigError, match=r"lists the simulation 's_t2', but '.*simulations' does not hold it"):
        read_results(tmp_path)


def test_solo_is_read_from_both_implementations(file):
    info = {**RUN["info"], "agent_info": {"implementation": "llm_agent_solo"}}
    assert not read_results(file({**RUN, "info": info})).solo
    assert read_results(file({**RUN, "info": {**info, "user_info": {"implementation": "dummy_user"}}})).solo


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        ([{"task_id": 0, "reward": 1.0, "traj": []}], "v1.json", "holds results of tau-bench v1 (a list with 'traj')"),
        ([], "list.json", "holds list, not an object"),
        ({"tasks": []}, "other.json", "has no 'info' (found: tasks)"),
        ({**RUN, "tasks": 3}, "tasks.json", "has no 'tasks' (found 3)"),
        ({**RUN, "info": {}}, "info.json", "has no 'info.environment_info', which names the domain"),
        ({**RUN, "simulations": None}, "none.json", "has no 'simulations'"),
        (gzip.compress(json.dumps(RUN).encode())[:-20], "cut.json.gz", "is cut off"),
        (b"\x1f\x8b\x00 damaged", "odd.json.gz", "is a damaged gzip file"),
        (results("mock", [TASK]), "empty.json", "holds no simulations (found 0); give a run that was played"),
        (
            results("mock", [TASK], simulation("t1", 1.0, HELLO, termination_reason="banana")),
            "banana.json",
            "banana.json: simulations[0].termination_reason: Input should be 'user_stop', 'agent_stop', 'max_steps'",
        ),
        (b'{"info": ', "half.json", "is not JSON: Expecting value: line 1 column 10"),
        (b"\xff\xfe", "bytes.json", "is no text: invalid start byte at byte 0"),
        (
            results("casino", []),
            "casino.json",
            "casino.json: info.environment_info.domain_name: unknown tau2-bench domain 'casino' (known: airline, mock",
        ),
        (
            results("mock", [TASK], {"id": "s1", "task_id": "t1"}),
            "part.json",
            "part.json: simulations[0].termination_reason: Field required",
        ),
        (
            results("mock", [TASK], simulation("t1", 1.0, [{"role": "ghost"}])),
            "ghost.json",
            "ghost.json: simulations[0].messages.0.role: Input should be 'system', 'assistant', 'user' or 'tool'",
        ),
    ],
)
def test_what_is_no_run_is_told_in_a_line(file, content, name, told):
    with pytest.raises(ConfigError, match=re.escape(told)) as caught:
        read_results(file(content, name))
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"'.*gone\.json' cannot be read: No such file"):
        read_results(tmp_path / "gone.json")
