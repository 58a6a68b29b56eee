"""A run as files for chat fine-tuning, held to the API's own types and rules."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from eigengraph_openai.export import FEWEST, export_run

import eigengraph as eg
from eigengraph.errors import ConfigError
from tests.evaluation.conftest import SHOP


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(SHOP)
        import eigengraph_shop

        settings = eg.Settings(
            domain="shop", tasks=8, validation=0.2, test=0.2, out=tmp_path_factory.mktemp("r") / "one"
        )
        yield eg.synthesize(eg.Host([eigengraph_shop]), settings)


@pytest.fixture(scope="module")
def exported(run, tmp_path_factory):
    out = tmp_path_factory.mktemp("exported") / "openai"
    return out, run.export("openai", out)


def lines(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_splits_are_apart_and_the_test_split_stays_out(run, exported):
    out, done = exported
    assert sorted(path.name for path in out.iterdir()) == ["train.jsonl", "validation.jsonl"]
    assert done.details["splits"] == {name: sum(1 for _ in run.split(name)) for name in ("train", "validation")}
    assert done.details["note"] == f"a fine-tuning job needs at least {FEWEST} dialogues"


def test_rules_of_the_format(run, exported):
    out, _ = exported
    for line in lines(out / "train.jsonl"):
        assert line.keys() == {"messages", "tools", "parallel_tool_calls"}
        messages = line["messages"]
        assert (messages[0]["role"], messages[-1]["role"]) == ("system", "assistant")
        known = {tool["function"]["name"] for tool in line["tools"]}
        waiting: set[str] = set()
        for message in messages:
            if message["role"] == "tool":
                waiting.remove(message["tool_call_id"])
                continue
            assert not waiting, "every call is answered before anyone goes on"
            calls = message.get("tool_calls", [])
            assert all(call["function"]["name"] in known for call in calls)
            assert all(isinstance(json.loads(call["function"]["arguments"]), dict) for call in calls)
            assert message["content"] or (calls and message["content"] is None)
            waiting = {call["id"] for call in calls}
        assert not waiting


def test_the_packages_own_types_take_it(exported):
    pytest.importorskip("openai", reason="openai is no dependency")
    from openai.types.chat import ChatCompletionMessageParam, ChatCompletionToolParam
    from pydantic import TypeAdapter

    out, _ = exported
    messages = TypeAdapter(list[ChatCompletionMessageParam])
    tools = TypeAdapter(list[ChatCompletionToolParam])
    for line in lines(out / "train.jsonl"):
        for message in line["messages"]:
            messages.validate_python([message])
        assert len(tools.validate_python(line["tools"])) == len(line["tools"])


def test_names_that_the_api_does_not_take(tmp_path):
    tool = {"type": "function", "function": {"name": "get order", "parameters": {}}}
    run = SimpleNamespace(tools={"agent": [tool]})
    with pytest.raises(ConfigError, match="tool 'get order' has a name that OpenAI's API does not take"):
        export_run(run, tmp_path)
    run = SimpleNamespace(tools={"agent": [{"function": {"name": f"tool_{number}"}} for number in range(129)]})
    with pytest.raises(ConfigError, match="the domain has 129 tools for its agent, and OpenAI's API takes 128"):
        export_run(run, tmp_path)
