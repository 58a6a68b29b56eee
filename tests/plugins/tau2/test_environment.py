"""tau2-bench in a process of its own: what is asked of it, and one line where it cannot be run."""

import importlib.util
import json
import sys

import pytest
from eigengraph_tau2.environment import Tau2Environment
from eigengraph_tau2.interpreter import PYTHON_VARIABLE, tau2_python

from eigengraph.errors import ConfigError, ReplayError, UnknownNameError
from eigengraph.records import InitialState, ToolCall, ToolResult

ECHO = """
import json, sys
for line in sys.stdin:
    request = json.loads(line)
    value = None
    if "calls" in request:
        value = [[json.dumps(call), call["name"] == "refuse"] for call in request["calls"]]
    elif "databases" in request:
        value = [{"tasks": {}}, None]
    elif request["reset"]["initial"]:
        print(json.dumps({"problem": "AttributeError: " + request["reset"]["initial"][0]["name"]}), flush=True)
        continue
    print(json.dumps({"value": value}), flush=True)
"""


def test_calls_go_over_in_tau2_terms_and_answers_come_back(data, interpreter):
    with Tau2Environment("tau2:mock", data, interpreter(ECHO)) as environment:
        told, refused = environment.run([ToolCall("look", {"at": "sea"}, "user", "c1"), ToolCall("refuse", {})])
        assert json.loads(told.content) == {"requestor": "user", "name": "look", "arguments": {"at": "sea"}}
        assert (told.error, refused.error) == (False, True)
        assert environment.call(ToolCall("refuse", {})) == ToolResult(refused.content, error=True)
        assert environment.databases() == {"agent": {"tasks": {}}}


def test_an_initial_state_that_cannot_be_made_is_told(data, interpreter):
    with Tau2Environment("mock", data, interpreter(ECHO)) as environment:
        with pytest.raises(ReplayError, match=r"^tau2-bench failed: AttributeError: break_all$"):
            environment.reset(InitialState(calls=(ToolCall("break_all", {}),)))
        with pytest.raises(ConfigError, match=r"cannot set rows of tasks before a dialogue; use calls"):
            environment.reset(InitialState(rows={"tasks": {}}))


def test_without_tau2_one_line_says_how_to_get_it(data, monkeypatch):
    monkeypatch.delenv(PYTHON_VARIABLE, raising=False)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(
        ConfigError, match=r"^the package 'tau2' is not installed; install tau2-bench, or set EIGEN\S+ to"
    ):
        Tau2Environment("mock", data)


def test_the_interpreter_is_the_one_given_or_named_or_this_one(monkeypatch):
    monkeypatch.setenv(PYTHON_VARIABLE, "named")
    assert (tau2_python("given"), tau2_python()) == ("given", "named")
    monkeypatch.delenv(PYTHON_VARIABLE)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    assert tau2_python() == sys.executable


def test_an_interpreter_that_fails_is_named_with_its_last_words(data, interpreter):
    with pytest.raises(ConfigError, match=r"'/no/python' cannot be run \(No such file or directory\); install"):
        Tau2Environment("mock", data, "/no/python")
    broken = interpreter("raise ImportError('no tau2 here')")
    with pytest.raises(ConfigError, match=r"cannot run tau2-bench \(ImportError: no tau2 here\); install"):
        Tau2Environment("mock", data, broken)
    with pytest.raises(ConfigError, match=r"cannot run tau2-bench \(exit code 3\); install"):
        Tau2Environment("mock", data, interpreter("raise SystemExit(3)"))


def test_an_unknown_domain_lists_the_known_ones(data):
    with pytest.raises(UnknownNameError, match=r"unknown tau2-bench domain 'xyz' \(known: airline, "):
        Tau2Environment("tau2:xyz", data)
