"""The policy that the model reads says all that the rules hold it to, in words of our own."""

import re
from pathlib import Path

import eigengraph_airline
import pytest
from eigengraph_airline.rules import RULES
from eigengraph_airline.rules.terms import free_bags

POLICY = (Path(eigengraph_airline.__file__).parent / "policy.md").read_text("utf-8")
SUBJECTS = {
    "airline.book.passengers_max": "Five passengers at the most",
    "airline.book.payment_owned": "already stand in the customer's profile",
    "airline.book.payment_mix": "at most one certificate, at most one credit card, at most three gift cards",
    "airline.book.bags_allowance": "Every bag beyond that costs $50",
    "airline.book.bags_needed": "no bag that the customer has not asked for",
    "airline.book.flights_available": "must be `available` on its date, with a seat",
    "airline.modify.basic_economy": "Basic economy: no change of flights",
    "airline.modify.route": "keeps its origin, its destination and its kind",
    "airline.modify.payment_method": "one payment method, a gift card or a credit card",
    "airline.modify.not_own": "belongs to another user id",
    "airline.cabin.not_flown": "As long as no leg has been flown",
    "airline.bags.add_only": "none may be taken off",
    "airline.bags.allowance": "Work out the non-free bags of the new total",
    "airline.insurance.booking_only": "can never be added afterwards",
    "airline.passengers.count": "the number of passengers stays as booked",
    "airline.cancel.window": "less than 24 hours ago",
    "airline.cancel.flown": "If any leg has been flown, you cannot cancel",
    "airline.transfer.scope": "Hand over to a human only when",
    "airline.compensation.eligible": "silver or gold, or that reservation is insured, or it is business",
    "airline.compensation.asked": "Never bring it up yourself",
    "airline.compensation.amount": "$100 for each passenger",
    "airline.compensation.ground": "Confirm it first",
    "airline.compensation.delay_after_change": "Without such a change, a delay is not compensated",
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_policy_says_what_the_rule_checks(rule):
    assert SUBJECTS[rule.id] in POLICY


def test_the_policy_gives_the_clock_and_the_transfer_notice():
    assert "2024-05-15, 15:00 EST" in POLICY
    assert "`transfer_to_human_agents`" in POLICY
    assert "YOU ARE BEING TRANSFERRED TO A HUMAN AGENT. PLEASE HOLD ON." in POLICY


@pytest.mark.parametrize("membership", ["regular", "silver", "gold"])
def test_the_table_of_free_bags_is_the_one_that_is_charged_by(membership):
    row = re.search(rf"\| {membership} \| (\d) \| (\d) \| (\d) \|", POLICY)
    assert row is not None
    assert [int(count) for count in row.groups()] == [
        free_bags(membership, cabin) for cabin in ("basic_economy", "economy", "business")
    ]


def test_no_line_of_tau2_stands_in_it(tau2_data):
    theirs = (tau2_data / "airline" / "policy.md").read_text("utf-8").splitlines()
    notice = "YOU ARE BEING TRANSFERRED"
    stripped = [line.strip().lstrip("-# ").strip() for line in theirs]
    assert [line for line in stripped if len(line) > 60 and notice not in line and line in POLICY] == []
    # A shared run of words is a sentence taken over, however the lines are broken.
    ours = _runs(POLICY)
    assert not {run for line in stripped if notice not in line for run in _runs(line)} & ours


def _runs(text, length=9):
    words = re.findall(r"[a-z0-9$]+", text.lower())
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}
