"""Recorded runs as recordings."""

import json

import pytest

from eigengraph.dialogue import DialogueSource
from eigengraph.errors import ConfigError, PluginError
from eigengraph.hookspecs import hookimpl
from eigengraph.host import Host


def test_hook_register_dialogue_sources(host, tau2_runs):
    found = host.dialogue_sources["tau2"].read(tau2_runs)
    counts = {
        domain: sum(len(one.dialogues) for one in found if one.domain == domain) for domain in ("airline", "retail")
    }
    assert counts == {"airline": 51, "retail": 41}
    assert not any("no-user" in one.name for one in found)
    assert found[0].dialogues[0][0].content == "Hi! How can I help you today?"


def test_what_is_no_json_is_left_to_other_sources(host, tmp_path):
    (tmp_path / "notes.txt").write_text("none")
    assert host.dialogue_sources["tau2"].read(tmp_path / "notes.txt") == []
    assert host.dialogue_sources["tau2"].read(tmp_path) == []


def test_json_that_is_no_run_is_refused(host, tmp_path):
    (tmp_path / "other.json").write_text(json.dumps({"a": 1}))
    with pytest.raises(ConfigError, match=r"other.json' has no 'info' \(found: a\)"):
        host.dialogue_sources["tau2"].read(tmp_path)


class Twice:
    @hookimpl
    def register_dialogue_sources(self):
        return [DialogueSource("tau2", lambda path: ())]


def test_a_name_that_is_taken_is_refused():
    with pytest.raises(PluginError, match="dialogue source 'tau2' is registered by both"):
        Host([Twice()])
