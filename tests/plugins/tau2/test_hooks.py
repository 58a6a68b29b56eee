"""What the plugin registers."""

import eigengraph_tau2
import pytest
from eigengraph_tau2.mock import MOCK

from eigengraph.errors import ConfigError, PluginError
from eigengraph.hookspecs import hookimpl
from eigengraph.host import Host
from eigengraph.world import TaskSource


def test_hook_register_task_sources(host, data):
    source = host.task_sources["tau2:mock"]
    assert (source.domain, host.domain("mock")) == ("mock", MOCK)
    found = source.load(host.domain("mock"), data, "base")
    assert [task.id for task in found.tasks] == ["t1"]
    assert list(found.base.tables["tasks"]) == ["task_1"]
    assert found.policy == "Be kind."
    with pytest.raises(ConfigError, match="holds no folder 'retail'"):
        host.task_sources["tau2:retail"].load(host.domain("retail"), data, "")


class Twice:
    @hookimpl
    def register_task_sources(self):
        return [TaskSource("tau2:mock", "mock", lambda domain, folder, split: None)]


class Wrong:
    @hookimpl
    def register_task_sources(self):
        return ["tau2:mock"]


def test_a_source_that_is_taken_or_none_is_refused():
    with pytest.raises(PluginError, match="task source 'tau2:mock' is registered by both"):
        Host([eigengraph_tau2, Twice()])
    with pytest.raises(PluginError, match=r"register_task_sources: returned 'tau2:mock', not a TaskSource"):
        Host([Wrong()])
