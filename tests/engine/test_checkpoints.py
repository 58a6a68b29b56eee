"""A checkpointer for the control plane: what it holds, and how a run goes on from it."""

from __future__ import annotations

import importlib
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from langgraph.checkpoint.memory import InMemorySaver

import eigengraph as eg
from eigengraph.errors import ConfigError
from eigengraph.graphs import stage

SHOP = Path(__file__).parents[2] / "examples" / "shop_domain"
ASKED = {"domain": "shop", "tasks": 6, "batch": 2, "seed": 3}
EVOLVING = {"streams": 2, "rounds": 2, "pilot": 3}


class Interrupted(BaseException):
    """What ends a process in the middle of its work."""


@dataclass
class Interruption:
    """A stage that ends the process when so many items have come by, once."""

    at: int
    seen: int = 0
    stages: list[int] = field(default_factory=list)

    @property
    def part(self):
        @stage("interruption", reads=["task"])
        async def look(item, bench):
            self.seen += 1
            if self.seen == self.at:
                raise Interrupted
            return item

        return look


@pytest.fixture(scope="module")
def host():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(SHOP)
        yield eg.Host([importlib.import_module("eigengraph_shop")])


def states(graph, run):
    """Every state of a run's thread, newest first."""
    return list(graph.get_state_history({"configurable": {"thread_id": str(run.resolve())}}))


@pytest.mark.parametrize("more", [{}, EVOLVING], ids=["one plan", "evolving"])
def test_a_run_goes_on_from_its_checkpoint(host, tmp_path, more):
    settings = eg.Settings(**ASKED, **more, out=tmp_path / "run")
    saver, interruption = InMemorySaver(), Interruption(at=5 if not more else 15)
    graph = eg.compose(host, settings, insert_after={"feasibility": interruption.part}, checkpointer=saver)
    with pytest.raises(Interrupted):
        eg.synthesize(host, settings, graph=graph)
    before = states(graph, tmp_path / "run")
    done = before[0].values["drawn"] + before[0].values["pilots"]
    assert done > 0
    run = eg.synthesize(host, settings, graph=graph)
    after = states(graph, tmp_path / "run")
    planned = [state for state in after if state.next == ("plan",)]
    assert len(planned) == 1  # the second sitting did not begin anew

    whole = eg.Settings(**ASKED, **more, out=tmp_path / "whole")
    plain = eg.compose(host, whole, insert_after={"feasibility": Interruption(at=-1).part})
    assert eg.synthesize(host, whole, graph=plain).summary.digest == run.summary.digest
    assert after[0].next == ()
    assert after[0].values["accepted"] == 6


def test_checkpoints_hold_counters_and_indices_only(host, tmp_path):
    settings = eg.Settings(**ASKED, **EVOLVING, out=tmp_path / "run")
    graph = eg.compose(host, settings, checkpointer=InMemorySaver())
    eg.synthesize(host, settings, graph=graph)
    kept = states(graph, tmp_path / "run")
    assert len(kept) > 20
    for state in kept:
        for value in state.values.values():
            assert all(type(number) is int for number in (value if isinstance(value, list) else [value]))


def test_a_new_run_in_an_old_place_begins_anew(host, tmp_path):
    settings = eg.Settings(**ASKED, out=tmp_path / "run")
    graph = eg.compose(host, settings, checkpointer=InMemorySaver())
    first = eg.synthesize(host, settings, graph=graph)
    shutil.rmtree(tmp_path / "run")
    again = eg.synthesize(host, settings, graph=graph)
    assert again.summary.digest == first.summary.digest
    assert len([state for state in states(graph, again.path) if state.next == ("plan",)]) == 1


def test_a_ledger_without_checkpoints_is_enough(host, tmp_path):
    settings = eg.Settings(**ASKED, out=tmp_path / "run")
    interruption = Interruption(at=5)
    parts = {"insert_after": {"feasibility": interruption.part}}
    with pytest.raises(Interrupted):
        eg.synthesize(host, settings, graph=eg.compose(host, settings, **parts))
    graph = eg.compose(host, settings, **parts, checkpointer=InMemorySaver())
    assert eg.synthesize(host, settings, graph=graph).summary.certified == 6


def test_a_checkpoint_ahead_of_its_ledger_is_refused(host, tmp_path):
    settings = eg.Settings(**ASKED, out=tmp_path / "run")
    graph = eg.compose(
        host, settings, insert_after={"feasibility": Interruption(at=1).part}, checkpointer=InMemorySaver()
    )
    with pytest.raises(Interrupted):
        eg.synthesize(host, settings, graph=graph)
    shutil.copytree(tmp_path / "run", tmp_path / "copy")
    eg.synthesize(host, settings, graph=graph)
    shutil.rmtree(tmp_path / "run")
    shutil.copytree(tmp_path / "copy", tmp_path / "run")
    with pytest.raises(ConfigError, match="checkpoint is ahead of the run folder: candidate 0 is not settled there"):
        eg.synthesize(host, settings, graph=graph)
