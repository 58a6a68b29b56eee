"""Whole runs over a model that costs: budgets stop them cleanly, and the journal answers what was asked before."""

from __future__ import annotations

import asyncio
import importlib
from pathlib import Path

import pytest
from eigengraph_offline.model import open_offline

import eigengraph as eg
from eigengraph.errors import BudgetExceeded, ConfigError, RetryableError
from eigengraph.models import EndpointFacts, Reply

SHOP = Path(__file__).parents[2] / "examples" / "shop_domain"
PRICES = {"paid": {"input": 10.0, "output": 50.0}}


class Paid:
    """The offline backend at a price, behind an endpoint that fails every third request at first.

    Attributes:
        asked: The key of each request that was answered; empty for what is asked before a run.
        facts: What the endpoint says of itself.
    """

    endpoint = "http://paid"
    parallel = None

    def __init__(self) -> None:
        self.model = open_offline("", {"agent_faults": {"skipped_step": 0.3}})
        self.asked: list[str] = []
        self.seen = 0
        self.facts = EndpointFacts("paid")

    async def complete(self, request):
        if "probe" in request.tags:
            self.asked.append("")
            return Reply(eg.Message("assistant", "Hm."), 5, 5)
        self.seen += 1
        await asyncio.sleep(0)
        if self.seen % 3 == 0 and request.tries == 0:
            raise RetryableError("not now", after=0.0)
        self.asked.append(request.key)
        reply = await self.model.complete(request)
        return Reply(reply.message, 60, 40)

    async def inspect(self):
        return self.facts

    async def close(self):
        pass


@pytest.fixture
def paid():
    return Paid()


@pytest.fixture
def synthesize(paid, monkeypatch, tmp_path):
    """``synthesize(out, **settings)`` makes four tasks of the example shop."""
    monkeypatch.syspath_prepend(SHOP)

    class Plugin:
        @eg.hookimpl
        def register_models(self):
            return [eg.ModelScheme("paid", lambda rest, options: paid)]

    host = eg.Host([importlib.import_module("eigengraph_shop"), Plugin()])

    def run(out, **settings):
        asked = {"domain": "shop", "tasks": 4, "model": "paid", "batch": 4, "concurrency": 3, "prices": PRICES}
        return eg.synthesize(host, eg.Settings(**asked | {"out": tmp_path / out} | settings))

    return run


def data(run):
    return {path.name: path.read_bytes() for path in sorted((run.path / "data").iterdir())}


def journaled(folder):
    return [line for path in sorted((folder / "journal").iterdir()) for line in path.read_bytes().splitlines()]


def test_every_reply_is_journaled_and_counted(synthesize, paid):
    run = synthesize("run")
    keys = [key for key in paid.asked if key]
    assert len(set(keys)) == len(keys) == len(journaled(run.path))
    assert run.summary.tokens == 100 * len(keys) + 10
    assert run.summary.usd == pytest.approx((60 * 10 + 40 * 50) * len(keys) / 1e6 + (5 * 10 + 5 * 50) / 1e6)
    assert run.summary.usd_per_task == run.summary.usd / 4
    assert run.manifest["spend"]["paid"]["calls"] == len(keys) + 1
    assert any(b'"tries":2' in line for line in journaled(run.path))


def test_what_is_finished_asks_nobody(synthesize, paid):
    first = synthesize("run")
    asked = len(paid.asked)
    again = synthesize("run")
    assert len(paid.asked) == asked
    assert data(again) == data(first)
    assert again.summary.tokens == first.summary.tokens - 10  # what was asked before the run is not journaled


def test_a_budget_stops_a_run_and_a_higher_one_goes_on(synthesize, paid, tmp_path):
    whole = data(synthesize("whole"))
    paid.asked.clear()
    for limit in (500, 1500, 3000, 3000):
        with pytest.raises(BudgetExceeded, match=rf"budget_tokens is used up: [\d,]+ are spent of {limit:,} tokens; "):
            synthesize("run", budget_tokens=limit)
        spent = 100 * len(journaled(tmp_path / "run"))
        assert limit - 10 <= spent <= limit + 3 * 100
    run = synthesize("run", budget_tokens=10**6)
    assert data(run) == whole
    keys = [key for key in paid.asked if key]
    assert len(keys) == len(set(keys))


def test_money_is_a_limit_too(synthesize):
    with pytest.raises(BudgetExceeded, match=r"budget_usd is used up: .* with a higher --budget-usd to go on"):
        synthesize("run", budget_usd=0.01)


def test_money_needs_prices(synthesize, paid, tmp_path):
    with pytest.raises(ConfigError, match="budget_usd needs the price of 'paid'"):
        synthesize("run", budget_usd=1.0, prices={})
    assert paid.asked == []
    assert not (tmp_path / "run").exists()


def test_no_budget_ends_in_the_ledger(synthesize, tmp_path):
    """What a budget interrupted must not look like a failure when the run goes on."""
    with pytest.raises(BudgetExceeded):
        synthesize("run", budget_tokens=2000)
    run = synthesize("run")
    assert not any("budget" in entry.reason for index in range(12) for entry in run.history(index))


def test_a_replay_makes_the_same_dataset_without_a_model(synthesize, paid, tmp_path):
    first = synthesize("run")
    paid.asked.clear()
    again = synthesize("again", replay=tmp_path / "run")
    assert paid.asked == []
    assert data(again) == data(first)
    assert not (tmp_path / "again" / "journal").exists()


def test_a_replay_needs_a_run(synthesize, tmp_path):
    with pytest.raises(ConfigError, match=r"none/journal' is no journal to replay; give a run folder that has one"):
        synthesize("again", replay=tmp_path / "none")
    assert not (tmp_path / "again").exists()


def test_a_replay_of_something_else_is_an_error(synthesize, tmp_path):
    synthesize("run")
    with pytest.raises(ConfigError, match=r"journal '.*run/journal' has no reply to request '"):
        synthesize("again", replay=tmp_path / "run", seed=1)


# What cannot work is found before anything is paid for


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        (EndpointFacts("paid", ("big", "small")), r"unknown model of this endpoint 'paid' \(known: big, small\)"),
        (
            EndpointFacts("paid", context=2000),
            r"the context of model 'paid' is too small for domain 'shop': of 2,000 tokens, policy and tools take about "
            r"[\d,]+ and a reply up to 8,192; serve it with a longer one",
        ),
    ],
)
def test_an_endpoint_is_looked_at_first(synthesize, paid, tmp_path, facts, line):
    paid.facts = facts
    with pytest.raises(ConfigError, match=line):
        synthesize("run")
    assert paid.asked == []
    assert not (tmp_path / "run").exists()


def test_an_endpoint_that_refuses_ends_the_run_at_once(synthesize, paid, monkeypatch):
    """Also in the middle of a dialogue, so that not every candidate is turned down for a key that has expired."""
    model = paid.model

    async def refuse(request):
        if len(paid.asked) > 10:
            raise ConfigError("the key has expired")
        return await model.complete(request)

    paid.model = type("Expiring", (), {"complete": staticmethod(refuse)})
    with pytest.raises(ConfigError, match=r"^the key has expired"):
        synthesize("run")
    paid.model = model
    assert synthesize("run").summary.certified == 4
