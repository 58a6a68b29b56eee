"""Other values of facts whose values are few, or have names, sorts or just a yes and a no."""

import pytest

from eigengraph.dialogue.audit import user_auditor
from eigengraph.records import Blueprint, Fact, Goal, Outcome, Trajectory
from eigengraph.world import Base
from tests.dialogue.audit.scenes import talk, task
from tests.toys import SHOP

CABINS = [Fact("cabin", "basic_economy", "basic economy"), Fact("cabin", "economy", "economy")]
CITIES = [Fact("origin", "DEN", "Denver"), Fact("origin", "DEN", "DEN"), Fact("origin", "SEA", "Seattle")]
THINGS = [Fact("product", name, f"the {name}") for name in ("Rice Cooker", "Wool Sweater")]
CARDS = [Fact("payment", f"{sort}_11", f"{sort}_11") for sort in ("gift_card", "credit_card", "paypal")]
INSURED = [Fact("insurance", "yes", "with travel insurance"), Fact("insurance", "no", "no travel insurance")]
PLACES = [Fact("abroad", True, "abroad in France"), Fact("abroad", False, "at home in the States")]
TRIPS = [Fact("trip", "one_way", "one way"), Fact("trip", "round_trip", "a round trip")]
CLASSES = (CABINS, CITIES, THINGS, CARDS, INSURED, PLACES, TRIPS)


def sample(_world, random, _plan):
    return Blueprint((), (Goal("go", "do", tuple(random.choice(facts) for facts in CLASSES)),))


DOMAIN = type(SHOP)("shop", SHOP.tools, SHOP.tables, sampler=sample)
AUDIT = user_auditor(DOMAIN, Base(DOMAIN.tables(0)))


def found(fact, *said):
    played = task(Goal("go", "do", (fact,)), domain=DOMAIN)
    return [finding.kind for finding in AUDIT(played, Trajectory("t1", talk(*said), Outcome.COMPLETED))]


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        (CABINS[0], "I'd like economy, please."),
        (CITIES[0], "I'm flying from Seattle."),
        (CITIES[2], "Out of DEN, please."),
        (THINGS[0], "I bought the Wool Sweater."),
        (THINGS[0], "it's about my wool sweater"),
        (CARDS[0], "Please charge my PayPal account."),
        (CARDS[1], "Take the card ending in 4471."),
        (INSURED[0], "No insurance for me, thanks."),
        (INSURED[1], "I'd like insurance on this one."),
        (PLACES[0], "I'm at home right now."),
        (PLACES[1], "I'm abroad, in Spain."),
        (TRIPS[0], "I need a round-trip ticket."),
    ],
)
def test_another_value_contradicts(fact, text):
    assert found(fact, text) == ["contradicted_fact"]


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        (CABINS[0], "Basic economy, please."),
        (CABINS[0], "Not economy, basic economy."),
        (CITIES[0], "From DEN."),
        (CITIES[2], "My den has no window to the sea."),
        (THINGS[0], "The rice cooker."),
        (CARDS[0], "My gift card will do."),
        (INSURED[0], "With insurance, please."),
        (INSURED[1], "I don't want any insurance."),
        (INSURED[1], "Is insurance included?"),
        (PLACES[0], "I'm not at home, I'm abroad."),
        (TRIPS[0], "One way. One way or another, I have to go."),
    ],
)
def test_the_right_one_in_other_words_does_not(fact, text):
    assert found(fact, text) == []


def test_what_the_agent_offers_may_be_talked_about_but_not_where_one_is():
    assert found(CABINS[0], "Hello.", "Basic economy or economy?", "Economy costs more, does it?") == []
    assert found(PLACES[0], "Hello.", "Are you at home or abroad?", "At home.") == ["contradicted_fact"]
