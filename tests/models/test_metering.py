"""What models of one run share."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from eigengraph.config import Settings
from eigengraph.models import EndpointFacts, open_meter
from tests.models.asking import reply, request


@dataclass
class Slots:
    """An endpoint that notes how many requests it holds at once."""

    endpoint: str
    parallel: int | None = None
    inside: int = 0
    most: int = 0

    async def complete(self, _request):
        self.inside += 1
        self.most = max(self.most, self.inside)
        for _ in range(3):
            await asyncio.sleep(0)
        self.inside -= 1
        return reply()

    async def inspect(self):
        return EndpointFacts("m")

    async def close(self):
        pass


def flood(meter, *models):
    async def go():
        wrapped = [meter.around(model, f"m{number}") for number, model in enumerate(models)]
        asked = [model.complete(request(str(number))) for model in wrapped for number in range(20)]
        await asyncio.gather(*asked)

    asyncio.run(go())
    meter.journal.close()


@pytest.mark.parametrize(("parallel", "most"), [(None, 8), (2, 2), (99, 8)])
def test_requests_in_flight_follow_the_concurrency_and_the_slots(tmp_path, parallel, most):
    model = Slots("http://one", parallel)
    flood(open_meter(Settings(domain="shop", concurrency=8), tmp_path), model)
    assert model.most == most


def test_models_at_one_endpoint_share_its_throttle(tmp_path):
    server = Slots("http://one")
    flood(open_meter(Settings(domain="shop", concurrency=8), tmp_path), server, server)
    assert server.most == 8


def test_models_at_two_endpoints_do_not(tmp_path):
    one, other = Slots("http://one"), Slots("http://other", 3)
    flood(open_meter(Settings(domain="shop", concurrency=8), tmp_path), one, other)
    assert (one.most, other.most) == (8, 3)


def test_one_journal_and_one_budget_for_all(tmp_path):
    meter = open_meter(Settings(domain="shop"), tmp_path)
    flood(meter, Slots("http://one"), Slots("http://other"))
    assert meter.budget.spent_tokens == 40 * 15
    assert {model: spend.calls for model, spend in meter.budget.spent.items()} == {"m0": 20, "m1": 20}
    again = open_meter(Settings(domain="shop"), tmp_path)
    again.journal.open()
    assert again.budget.spent == meter.budget.spent
    again.journal.close()
