"""Budgets are hard: once one is used up nothing more is asked, and a higher one goes on."""

import asyncio

import pytest

from eigengraph.config import Price
from eigengraph.errors import BudgetExceeded, ConfigError
from eigengraph.models import Budget
from eigengraph.models.budget import Budgeted, Spend
from tests.models.asking import Clock, Scripted, reply, request

PRICES = {"openai:big": Price(input=2.0, output=8.0), "openai:small@http://one": Price(input=0.0, output=1.0)}


def spend(budget, count, name="m"):
    """Ask until so many replies have come or the budget is used up; return how many came."""
    model = Budgeted(Scripted([reply(prompt=60, completion=40)] * count), name, budget)

    async def go():
        for done in range(count):
            try:
                await model.complete(request())
            except BudgetExceeded:
                return done
        return count

    return asyncio.run(go())


@pytest.mark.parametrize(("limit", "replies"), [(1, 1), (100, 1), (101, 2), (1000, 10), (None, 12)])
def test_tokens_are_never_passed_by_more_than_what_is_in_flight(limit, replies):
    budget = Budget(tokens=limit)
    assert spend(budget, 12) == replies
    assert budget.spent_tokens == replies * 100


def test_what_is_in_flight_at_once_is_all_that_passes_the_limit():
    budget, gate = Budget(tokens=250), asyncio.Event()

    async def slow(_request):
        await gate.wait()
        return reply(prompt=60, completion=40)

    async def go():
        model = Budgeted(Scripted([slow] * 20), "m", budget)
        flights = [asyncio.create_task(model.complete(request())) for _ in range(5)]
        await asyncio.sleep(0)
        gate.set()
        await asyncio.gather(*flights)
        with pytest.raises(BudgetExceeded):
            await model.complete(request())

    asyncio.run(go())
    assert budget.spent_tokens == 500


def test_money_is_counted_by_the_models_price():
    budget = Budget(usd=0.00088, prices=PRICES)
    assert spend(budget, 5, "openai:big@http://one") == 2  # 60 x 2 + 40 x 8 = 440 millionths each
    assert budget.spent_usd == pytest.approx(0.00088)


def test_a_price_is_for_a_model_anywhere_or_at_one_place():
    budget = Budget(usd=1, prices=PRICES)
    budget.check_prices("openai:big@http://any")
    budget.check_prices("openai:small@http://one")
    with pytest.raises(
        ConfigError,
        match=r"needs the price of 'openai:small@http://two'; add .prices.'openai:small'. with input and output, in US"
        r"D a million tokens .known: 'openai:big', 'openai:small@http://one'.",
    ):
        budget.check_prices("openai:small@http://two")
    Budget(tokens=5).check_prices("openai:small@http://two")  # money is not limited


def test_wall_time_counts_from_the_first_request():
    clock = Clock(now=100.0)
    budget = Budget(seconds=10.0, timing=clock.timing)
    clock.now = 500.0
    budget.check()
    clock.now = 509.9
    budget.check()
    clock.now = 510.0
    with pytest.raises(BudgetExceeded, match="10 s of wall time a sitting; give the same command again to go on"):
        budget.check()


@pytest.mark.parametrize(
    ("budget", "line"),
    [
        (Budget(tokens=90), "budget_tokens is used up: 100 are spent of 90 tokens; .* higher --budget-tokens to go on"),
        (Budget(usd=0.0004, prices=PRICES), "budget_usd is used up: 0.0004 are spent of 0.0004 USD; .*--budget-usd"),
    ],
)
def test_the_line_says_which_limit_and_how_to_go_on(budget, line):
    spend(budget, 1, "openai:big")
    with pytest.raises(BudgetExceeded, match=line):
        budget.check()


def test_accounts_are_kept_by_model():
    budget = Budget(prices=PRICES)
    spend(budget, 2, "openai:big")
    spend(budget, 1, "free")
    assert budget.spent == {"openai:big": Spend(2, 120, 80), "free": Spend(1, 60, 40)}
    assert budget.to_json()["openai:big"] == {
        "calls": 2,
        "prompt_tokens": 120,
        "completion_tokens": 80,
        "usd": pytest.approx(0.00088),
    }
