"""Whole runs over a model that costs: budgets stop them cleanly, and the journal answers what was asked before."""

from __future__ import annotations

import asyncio
import importlib
from pathlib import Path

import pytest
from eigengraph_offline.model import open_offline

import eigengraph as eg
from eigengraph.config import Price
from eigengraph.errors import BudgetExceeded, ConfigError, RetryableError
from eigengraph.models import EndpointFacts, Reply

SHOP = Path(__file__).parents[2] / "examples" / "shop_domain"
PRICES = {"paid": {"input": 10.0, "output": 50.0}}
PRICE = Price(**PRICES["paid"])


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

    def run(out, watch=None, **settings):
        asked = {"domain": "shop", "tasks": 4, "model": "paid", "batch": 4, "concurrency": 3, "prices": PRICES}
        return eg.synthesize(host, eg.Settings(**asked | {"out": tmp_path / out} | settings), watch=watch)

    run.host = host
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
    assert run.manifest["cost_per_certified"] == {"tokens": run.summary.tokens / 4, "usd": run.summary.usd / 4}
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


# What it will cost


def test_a_run_is_estimated_before_anything_is_paid_for(synthesize, paid):
    seen = []
    run = synthesize("run", watch=lambda snapshot: seen.append((snapshot, len(paid.asked))))
    first, asked = seen[0]
    assert (first.candidates, asked) == (0, 0)
    assert 0 < first.estimate.tokens.low < first.estimate.tokens.likely < first.estimate.tokens.high
    assert 0 < first.estimate.usd.low < first.estimate.usd.high
    assert "rehearsed offline" in first.estimate.basis
    last, _ = seen[-1]
    assert last.estimate.tokens.likely == run.summary.tokens
    assert last.estimate.usd.low == pytest.approx(run.summary.usd)
    assert last.estimate.basis == f"from {run.summary.candidates} settled candidates, 4 of them good"


def test_an_estimate_asks_nobody_and_leaves_nothing_behind(synthesize, paid, tmp_path):
    settings = eg.Settings(domain="shop", tasks=4, model="paid", out=tmp_path / "run")
    found = eg.estimate(synthesize.host, settings)
    assert found.tokens.low > 0
    assert found.usd is None  # without a price
    assert paid.asked == []
    assert not (tmp_path / "run").exists()
    assert eg.estimate(synthesize.host, settings) == found


def test_an_estimate_of_what_costs_nothing(synthesize, tmp_path):
    assert eg.estimate(synthesize.host, eg.Settings(domain="shop", out=tmp_path / "run")) is None


def test_what_a_run_has_cost_so_far_outweighs_a_rehearsal(synthesize, tmp_path):
    asked = {"tasks": 12, "batch": 12}
    synthesize("run", **asked)
    settings = eg.Settings(domain="shop", model="paid", prices=PRICES, out=tmp_path / "run", **asked)
    found = eg.estimate(synthesize.host, settings)
    spent = 100 * len(journaled(tmp_path / "run"))
    assert (found.tokens.low, found.tokens.likely, found.tokens.high) == (spent, spent, spent)
    assert "settled candidates" in found.basis


def test_an_estimate_says_when_a_budget_is_too_small(synthesize, tmp_path):
    settings = eg.Settings(domain="shop", model="paid", budget_tokens=700, out=tmp_path / "run")
    assert eg.estimate(synthesize.host, settings).basis.endswith("; the budget of 700 tokens would end it first")
    settings = settings.model_copy(update={"budget_tokens": None, "budget_usd": 0.5, "prices": {"paid": PRICE}})
    assert eg.estimate(synthesize.host, settings).basis.endswith("; the budget of 0.5 USD would end it first")


def test_what_cannot_be_rehearsed_is_not_estimated(synthesize, paid, tmp_path, monkeypatch):
    hosted = eg.Host([importlib.import_module("eigengraph_shop"), PaidOnly(paid)], installed=False)
    assert eg.estimate(hosted, eg.Settings(domain="shop", model="paid", out=tmp_path / "run")) is None


class PaidOnly:
    def __init__(self, model):
        self.model = model

    @eg.hookimpl
    def register_models(self):
        return [eg.ModelScheme("paid", lambda rest, options: self.model)]


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
