"""What a plugin does wrong costs an item, or says whose fault it is; and what two seeds have in common."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

import eigengraph as eg
from eigengraph.engine.ledger import Ledger
from eigengraph.errors import PluginError
from eigengraph.graphs import Worker
from eigengraph.records import Message, digest, encode

SHOP = Path(__file__).parents[2] / "examples" / "shop_domain"


@pytest.fixture(scope="module")
def host() -> Iterator[eg.Host]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(SHOP)
        yield eg.Host([importlib.import_module("eigengraph_shop")])


def settings(out: Path, **given) -> eg.Settings:
    return eg.Settings(**{"domain": "shop", "tasks": 4, "out": out, **given})


def entries(run: eg.Run):
    with Ledger.open(run.path / "ledger.sqlite", write=False) as ledger:
        return list(ledger.entries())


@eg.tool(kind="read")
def weigh(world: eg.World, parcel_id: str) -> int:
    """Weigh a parcel; the scale knows none whose number ends in 9."""
    return dict.fromkeys("012345678", 100)[parcel_id[-1]]


@eg.tool(kind="write")
def send(world: eg.World, parcel_id: str) -> str:
    """Send a parcel."""
    world.parcels[parcel_id]["sent"] = True
    return "sent"


def sample(world, random, plan):
    parcel = random.choice(sorted(world.parcels))
    calls = [eg.ToolCall(name, {"parcel_id": parcel}) for name in ("weigh", "send")]
    for call in calls:
        world.call(call)
    goal = eg.Goal("send", "do", (eg.Fact("parcel_id", parcel, parcel),), tuple(eg.PlannedCall(c, "") for c in calls))
    return eg.Blueprint((), (goal,))


def careless_agent(shop):
    """Let the agent weigh a parcel that the scale does not know."""

    def play(item, task):
        async def speak(history):
            return Message("assistant", tool_calls=(eg.ToolCall("weigh", {"parcel_id": "P9"}),))

        return speak

    return play


def post_office(*workers):
    """Return a plugin: a domain with a tool that crashes for some parcels, and workers."""
    domain = eg.Domain(
        "post",
        [weigh, send],
        lambda seed: {"parcels": {f"P{number}": {"sent": False} for number in range(100)}},
        sampler=sample,
    )
    return SimpleNamespace(
        __name__="post",
        register_domains=eg.hookimpl(lambda: [domain]),
        register_workers=eg.hookimpl(lambda: list(workers)),
    )


def test_tool_that_crashes_costs_its_items_and_the_run_goes_on(tmp_path):
    run = eg.synthesize(eg.Host([post_office()]), settings(tmp_path / "run", domain="post", tasks=12))
    crashed = [entry for entry in entries(run) if entry.stage == "final" and entry.reason == "environment_error"]
    assert run.summary.certified == 12
    assert run.summary.rejected["environment_error"] == len(crashed) > 0
    for entry in crashed:
        assert entry.status == "rejected"
        assert "Traceback" in entry.detail
        assert "in weigh\n" in entry.detail
        assert "KeyError: " in entry.detail


def test_tool_that_crashes_in_a_dialogue(tmp_path):
    host = eg.Host([post_office(Worker("agent", "careless", careless_agent))])
    asked = settings(tmp_path / "run", domain="post", tasks=1, workers={"agent": "careless"})
    run = eg.synthesize(host, asked)
    assert (run.summary.certified, run.summary.rejected) == (0, {"environment_error": 3})
    assert run.summary.outcomes.keys() == {"environment_error"}
    final = [entry for entry in entries(run) if entry.stage == "final"][-1]
    assert "in weigh\n" in final.detail
    assert list(run.data()) == []


@pytest.mark.parametrize("error", [ValueError("no luck"), AttributeError("no luck"), AssertionError("no luck")])
def test_worker_that_raises_costs_its_items(host, tmp_path, error):
    class Moody:
        @eg.hookimpl(wrapper=True)
        def make_worker(self, role):
            worker = yield
            if role != "scenario":
                return worker

            async def write(item, blueprint):
                if item.index % 2:
                    raise error
                return await worker(item, blueprint)

            return write

    moody = eg.Host([importlib.import_module("eigengraph_shop"), Moody()])
    run = eg.synthesize(moody, settings(tmp_path / "run", tasks=3))
    assert run.summary.certified == 3
    assert run.summary.rejected["scenario_error"] >= 2
    assert {datum.index % 2 for datum in run.data()} == {0}
    [failed, *_] = [entry for entry in entries(run) if entry.reason == "scenario_error"]
    assert f"{type(error).__name__}: no luck" in failed.detail
    assert "event loop" not in failed.detail


def breaks(ground):
    """Make no mutant."""
    raise RuntimeError("no luck\ntoday")


def yields_junk(ground):
    """Make what is no mutant."""
    yield 5


@pytest.mark.parametrize(
    ("make", "line"),
    [
        (breaks, f"mutator 'moody' ({__name__}.breaks) raised RuntimeError: no luck today"),
        (yields_junk, f"mutator 'moody' ({__name__}.yields_junk) yielded 5; it must yield Variants"),
    ],
)
def test_mutator_that_breaks_is_named_before_the_cause(tmp_path, make, line):
    moody = SimpleNamespace(register_mutators=eg.hookimpl(lambda: [eg.Mutator("moody", make, "for tests")]))
    plugins = [importlib.import_module("eigengraph_shop"), moody]
    run = eg.synthesize(eg.Host(plugins), settings(tmp_path / "run", tasks=1))
    assert run.summary.rejected == {"certificate_error": 3}
    [detail] = {entry.detail for entry in run.rejected()}
    assert detail.splitlines()[0] == line
    assert detail.count("Traceback") == (make is breaks)


def test_worker_that_cannot_be_made_leaves_no_folder(tmp_path):
    host = eg.Host([post_office(Worker("agent", "broken", lambda shop: shop.no_such_thing))])
    with pytest.raises(PluginError, match="worker 'broken' for role 'agent': AttributeError"):
        eg.synthesize(host, settings(tmp_path / "run", domain="post", workers={"agent": "broken"}))
    assert not (tmp_path / "run").exists()


def test_two_seeds_share_at_most_one_percent(tmp_path):
    tables = tmp_path / "db.json"
    tables.write_text(json.dumps({"parcels": {f"P{number}": {"sent": False} for number in range(0, 200_000, 10)}}))
    found = []
    for seed in (1, 2):
        asked = settings(tmp_path / str(seed), domain="post", tasks=50, seed=seed, tables=tables)
        run = eg.synthesize(eg.Host([post_office()]), asked)
        found.append({digest(*sorted(encode(call) for call in datum.task.blueprint.gold())) for datum in run.data()})
    one, two = found
    assert (len(one), len(two)) == (50, 50)
    assert len(one & two) <= 0.01 * 50
