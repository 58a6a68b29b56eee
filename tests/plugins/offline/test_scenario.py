"""Scenarios: everything the user needs, nothing it must not know."""

import re

from eigengraph_offline.phrases import PHRASES

from eigengraph.dialogue import scenario_text


def test_known_facts_stand_in_it_and_unknown_ones_do_not(shop):
    for seed in range(20):
        scenario = shop.task("cancel", "refuse", "move", seed=seed).scenario
        for fact in ("ann_1", "A1", "it comes too late", "New Street 9", "the fast way", "it is broken"):
            assert fact in scenario.known_info
        assert "B2" not in scenario_text(scenario)
        assert "order number" in scenario.unknown_info


def test_it_speaks_to_the_user_and_gives_goals_in_order(shop):
    scenario = shop.task("move", "cancel").scenario
    assert scenario.reason_for_call == (
        "You want to send an order somewhere else. After that, you want to cancel an order."
    )
    assert scenario.persona.startswith("You ")


def test_it_gives_away_neither_tools_nor_rules_nor_outcomes(shop):
    told = scenario_text(shop.task("cancel", "refuse", "transfer").scenario)
    secrets = ("find_user", "cancel_order", "hand_over", "shop.cancel.sent", "cannot be cancelled", "43", "yesterday")
    assert not [secret for secret in secrets if secret in told]


def test_personas_and_styles_vary(shop):
    scenarios = [shop.task("cancel", seed=seed).scenario for seed in range(120)]
    assert len({scenario.persona for scenario in scenarios}) >= 8
    assert {scenario.style for scenario in scenarios} == set(PHRASES.styles)
    assert all(PHRASES.styles[one.style].scenario in one.task_instructions for one in scenarios)


def test_it_reads_as_sentences_for_a_domain_without_a_phrasebook(shop):
    scenario = shop.task("cancel", domain=shop.plain).scenario
    assert scenario.reason_for_call == "You want to cancel order."
    assert "Your order id is A1." in scenario.known_info
    assert not re.search(r"[{}]", scenario_text(scenario))
