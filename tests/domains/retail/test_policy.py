"""The policy that the model reads says all that the rules hold it to, in words of our own."""

import re
from pathlib import Path

import eigengraph_retail
import pytest
from eigengraph_retail.domain import RETAIL
from eigengraph_retail.rules import RULES
from eigengraph_retail.rules.terms import CANCEL_REASONS

POLICY = (Path(eigengraph_retail.__file__).parent / "policy.md").read_text("utf-8")
SUBJECTS = {
    "retail.identity.first": "Find the user id by email address",
    "retail.scope.own": "nothing of another customer is shown, changed or returned",
    "retail.payment_owned": "use only methods from the customer's own profile",
    "retail.cancel.pending": "| `pending` | cancel it; change address, payment or items |",
    "retail.cancel.reason": "enter the one that the customer gives. For any other reason refuse",
    "retail.modify.pending": "| `processed` | nothing",
    "retail.modify.payment_different": "never to the one that paid for it",
    "retail.modify.gift_balance": "A gift card must hold the total of the order",
    "retail.modify.items_once": "After it the order can be neither changed nor cancelled",
    "retail.modify.same_product": "replaced by another item of the same product",
    "retail.modify.available": "The new item must be available",
    "retail.return.delivered": "| `delivered` | one return or one exchange |",
    "retail.return.refund_method": "what the order was paid with, or to a gift card that already stands in the profile",
    "retail.exchange.delivered": "| `delivered` | one return or one exchange |",
    "retail.exchange.once": "takes **one** return or **one** exchange, not both",
    "retail.exchange.same_product": "exchanged for another available item of the same product",
    "retail.exchange.available": "exchanged for another available item",
    "retail.exchange.gift_balance": "settles the difference, and a gift card must hold what is to be paid",
    "retail.transfer.scope": "only a request that none of your tools serves and no rule here refuses",
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_policy_says_what_the_rule_checks(rule):
    assert SUBJECTS[rule.id] in POLICY


def test_the_policy_gives_reasons_and_transfer_notice_as_the_tools_want_them():
    assert all(f"`{reason}`" in POLICY for reason in CANCEL_REASONS)
    assert f"`{RETAIL.transfer_tool}`" in POLICY
    assert "YOU ARE BEING TRANSFERRED TO A HUMAN AGENT. PLEASE HOLD ON." in POLICY


def test_every_status_of_an_order_is_explained():
    rows = [line for line in POLICY.splitlines() if line.startswith("| `")]
    statuses = set(re.findall(r"`([^`]+)`", " ".join(row.split("|")[1] for row in rows)))
    assert statuses == {
        "pending",
        "pending (item modified)",
        "processed",
        "delivered",
        "cancelled",
        "return requested",
        "exchange requested",
    }


def test_no_line_of_tau2_stands_in_it(tau2_data):
    theirs = (tau2_data / "retail" / "policy.md").read_text("utf-8").splitlines()
    ours = _runs(POLICY)
    shared = {run for line in theirs if "YOU ARE BEING TRANSFERRED" not in line for run in _runs(line)} & ours
    assert not shared


def _runs(text, length=7):
    """Return every run of words; a shared one is a sentence taken over, however the lines are broken."""
    words = re.findall(r"[a-z0-9$]+", text.lower())
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}
