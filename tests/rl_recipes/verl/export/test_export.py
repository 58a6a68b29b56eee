"""``eigengraph export --to verl``: what is in the files, and that their real readers read them."""

from __future__ import annotations

import json
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from eigengraph_verl.export import check_digests, export_run, read_manifest
from eigengraph_verl.export.rows import verifier_digest
from eigengraph_verl.export.run import unfit

import eigengraph as eg
from eigengraph.dialogue import GREETING, STOP_TOKENS
from eigengraph.engine.reopen import reopen
from eigengraph.errors import ConfigError, UnknownNameError
from eigengraph.records import Finding, Task, decode

SPLITS = {"train": "train", "validation": "val", "test": "test"}


def rows(path):
    return pq.read_table(path).to_pylist()


def test_tasks_of_each_split_are_in_its_file_and_complete(run, exported):
    ids = []
    for split, name in SPLITS.items():
        found = rows(exported / f"rl_{name}.parquet")
        tasks = [decode(Task, row["extra_info"]["task"]) for row in found]
        assert tasks == [datum.task for datum in run.split(split)]
        for number, (row, task) in enumerate(zip(found, tasks, strict=True)):
            extra, truth = row["extra_info"], json.loads(row["reward_model"]["ground_truth"])
            assert (extra["index"], extra["split"], extra["task_id"]) == (number, split, task.id)
            assert truth == {"task": task.id, "verifier": verifier_digest(task.verifier)}
            assert (row["data_source"], row["agent_name"]) == ("eigengraph/retail", "eigengraph")
            assert [message["role"] for message in row["prompt"]] == ["system", "assistant"]
            assert row["prompt"][0]["content"] == run.prompts["agent"]
            ids.append(task.id)
    assert len(set(ids)) == len(ids) == 20


def test_verifiers_that_differ_have_other_digests(run):
    first, second, *_ = [datum.task.verifier for datum in run.data()]
    assert verifier_digest(first) == verifier_digest(replace(first)) != verifier_digest(second)


@pytest.mark.parametrize("split", ["train", "validation"])
def test_each_message_of_a_side_is_the_target_of_one_row(run, exported, split):
    for who, side in (("policy", "agent"), ("user", "user")):
        found = rows(exported / f"{who}_sft_{SPLITS[split]}.parquet")
        assert len({row["id"] for row in found}) == len(found)
        learned = {(row["id"].rpartition("/")[0], last(row)["content"], calls(last(row))) for row in found}
        wrote = [
            (datum.task.id, message.content, tuple(call.name for call in message.tool_calls))
            for datum in run.split(split)
            for message in datum.trajectory.messages
            if message.side == side and message.role != "tool" and message != GREETING
        ]
        assert learned == set(wrote)
        assert len(found) == len(wrote)
        for row in found:
            assert row["targets"] == [len(json.loads(row["messages"])) - 1]
            assert last(row)["role"] == "assistant"


def last(row):
    return json.loads(row["messages"])[-1]


def calls(message):
    return tuple(call["function"]["name"] for call in message.get("tool_calls", ()))


def test_the_user_model_learns_its_scenario_and_its_own_stop_rules(run, exported):
    by_task = {datum.task.id: datum.task for datum in run.train}
    found = rows(exported / "user_sft_train.parquet")
    assert {row["id"].rpartition("/")[0] for row in found} == by_task.keys()
    stops = 0
    for row in found:
        system, *messages = json.loads(row["messages"])
        assert by_task[row["id"].rpartition("/")[0]].scenario.reason_for_call in system["content"]
        assert "###STOP###" in system["content"]
        assert messages[0] == {"role": "user", "content": GREETING.content}
        assert json.loads(row["tools"]) == run.tools["user"]
        stops += any(token in messages[-1]["content"] for token in STOP_TOKENS)
    assert stops == len(by_task)


def test_a_row_for_a_dialogue_has_all_targets_of_its_turns(run, exported, tmp_path):
    run.export("verl", tmp_path / "d", per="dialogue")
    for name in ("policy_sft_train.parquet", "user_sft_val.parquet"):
        turns, whole = rows(exported / name), rows(tmp_path / "d" / name)
        assert len(whole) < len(turns)
        assert [(row["id"], at) for row in whole for at in row["targets"]] == [
            (row["id"].rpartition("/")[0], row["targets"][0]) for row in turns
        ]
    assert read_manifest(tmp_path / "d").per == "dialogue"


def test_failures_and_dialogues_with_a_user_at_fault_are_no_example(run, tmp_path, monkeypatch):
    good, failed, odd, *_ = run.train
    failed = replace(failed, verdict=replace(failed.verdict, reward=0.0))
    odd = replace(odd, findings=(Finding("leaked_goal", "told too much", 1),))
    assert [unfit(datum) for datum in (good, failed, odd)] == ["", "failed", "user: leaked_goal"]
    monkeypatch.setattr(eg.Run, "split", lambda _run, name: iter((good, failed, odd) if name == "train" else ()))
    done = export_run(run, tmp_path, "dialogue")
    for who in ("policy", "user"):
        assert [row["id"] for row in rows(tmp_path / f"{who}_sft_train.parquet")] == [good.task.id]
    assert len(rows(tmp_path / "rl_train.parquet")) == 3  # their tasks are certified all the same
    assert done.details["left_out"] == {"failed": 1, "user: leaked_goal": 1}
    assert "policy_sft_val.parquet" in done.details["empty"]


def test_worlds_open_without_the_run(run, exported):
    domain, base = reopen(eg.Host(), exported / "world")
    _, theirs = reopen(eg.Host(), run.path)
    assert (domain.name, domain.policy_text, base.digest) == ("retail", run.policy, theirs.digest)


def test_an_export_is_the_same_whenever_it_is_made(run, exported, tmp_path):
    run.export("verl", tmp_path / "d")
    assert read_manifest(tmp_path / "d") == read_manifest(exported)


def test_the_manifest_knows_run_and_files(run, exported):
    manifest = check_digests(exported)
    assert (manifest.domain, manifest.dataset, manifest.per) == ("retail", run.summary.digest, "turn")
    assert manifest.limits == {"turns": 200, "errors": 10}
    assert manifest.rows("rl_train.parquet") == sum(1 for _ in run.train)
    assert manifest.rows("nothing.parquet") == 0
    assert 1000 < manifest.context["prompt"] < manifest.context["dialogue"]
    written = {str(path.relative_to(exported)) for path in exported.rglob("*") if path.is_file()}
    assert written == {*manifest.files, "manifest.json"}


def test_a_changed_file_is_refused(run, tmp_path):
    run.export("verl", tmp_path / "d")
    path = tmp_path / "d" / "rl_train.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
    with pytest.raises(
        ConfigError, match=r"rl_train.parquet' was changed after it was exported: its digest is '\w{12}'"
    ):
        check_digests(tmp_path / "d")
    path.unlink()
    with pytest.raises(ConfigError, match=r"rl_train.parquet' is missing; export run 'retail' again"):
        check_digests(tmp_path / "d")
    (tmp_path / "d" / "manifest.json").write_text("{}")
    with pytest.raises(ConfigError, match=r"is no manifest of verl data"):
        check_digests(tmp_path / "d")
    with pytest.raises(ConfigError, match=r"has no manifest.json to read .*eigengraph export RUN --to verl"):
        check_digests(run.path / "data")


def test_bad_options_are_told(run, tmp_path):
    with pytest.raises(UnknownNameError, match=r"unknown value of the option 'per' 'turns'; did you mean 'turn'\?"):
        run.export("verl", tmp_path / "d", per="turns")
    with pytest.raises(UnknownNameError, match=r"unknown option of the format 'verl' 'pre'; did you mean 'per'\?"):
        run.export("verl", tmp_path / "d", pre="turn")
    assert not (tmp_path / "d").exists()


def test_verls_own_dataset_reads_the_tasks(verl, tokenizers, exported):
    from omegaconf import OmegaConf
    from verl.utils.dataset.rl_dataset import RLHFDataset

    settings = OmegaConf.create(
        {"max_prompt_length": 10**6, "filter_overlong_prompts": False, "cache_dir": str(exported)}
    )
    data = RLHFDataset([str(exported / "rl_train.parquet")], tokenizers(), settings)
    found = rows(exported / "rl_train.parquet")
    assert len(data) == len(found)
    assert [data[at]["index"] for at in range(len(data))] == list(range(len(found)))
    assert data[1]["raw_prompt"] == found[1]["prompt"]
    assert data[1]["extra_info"] == found[1]["extra_info"]


def test_a_user_with_tools_learns_to_call_them(tmp_path):
    run = eg.synthesize(
        eg.Host(), eg.Settings(domain="telecom", tasks=6, seed=3, validation=0, test=0, out=tmp_path / "r")
    )
    run.export("verl", tmp_path / "d", per="dialogue")
    called = {side: set() for side in ("policy", "user")}
    for who, names in called.items():
        for row in rows(tmp_path / "d" / f"{who}_sft_train.parquet"):
            tools = {tool["function"]["name"] for tool in json.loads(row["tools"])}
            messages = json.loads(row["messages"])
            names.update(name for message in messages for name in calls(message))
            assert names <= tools
            assert sum(message["role"] == "tool" for message in messages) == sum(len(calls(one)) for one in messages)
    assert called["user"]
    assert called["user"] <= {tool["function"]["name"] for tool in run.tools["user"]}
    assert not called["user"] & called["policy"]


def test_a_run_is_no_export(run):
    with pytest.raises(ConfigError, match=r"is a run, not verl data; export it with `eigengraph export \S+ --to verl"):
        read_manifest(run.path)
