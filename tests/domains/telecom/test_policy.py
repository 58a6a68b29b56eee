"""The policy that the model reads says all that the rules hold it to, in words of our own."""

import re
from pathlib import Path

import eigengraph_telecom
import pytest
from eigengraph_telecom.domain import TELECOM
from eigengraph_telecom.phone_rows import NetworkModePreference
from eigengraph_telecom.rules import RULES

POLICY = (Path(eigengraph_telecom.__file__).parent / "policy.md").read_text("utf-8")
SUBJECTS = {
    "telecom.identity.first": "by phone number, by customer id, or by full name together with date of birth",
    "telecom.scope.own_line": "change only the line whose number they gave you",
    "telecom.bill.overdue_only": "Request payment only of a bill that is `Overdue`",
    "telecom.bill.one_awaiting": "as long as one is `Awaiting Payment`, send no other request",
    "telecom.suspension.paid_first": "only after **all** overdue bills of the customer are paid",
    "telecom.suspension.contract_ended": "Never resume a line whose contract has ended",
    "telecom.line.no_needless_suspension": "Never suspend a line yourself",
    "telecom.refuel.max_2gb": "A line gets at most 2 GB a cycle",
    "telecom.refuel.consent": "Add exactly the amount agreed on, in one call",
    "telecom.plan.consent": "never decide on a plan for the customer",
    "telecom.roaming.abroad_only": "Enable roaming for a line only if its user is abroad",
    "telecom.roaming.disable": "Never disable it",
    "telecom.transfer.after_trying": "only what cannot be solved with your tools and the phone",
}
PATHS = {
    "No service": "check_status_bar",
    "No mobile data": "run_speed_test",
    "Slow mobile data": "run_speed_test",
    "No picture messages (MMS)": "can_send_mms",
}
ORIGINALS = ("main_policy.md", "tech_support_manual.md", "tech_support_workflow.md")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_policy_says_what_the_rule_checks(rule):
    assert SUBJECTS[rule.id] in POLICY


def test_the_policy_gives_the_clock_and_the_transfer_notice():
    assert f"{TELECOM.now:%Y-%m-%d, %H:%M} EST" in POLICY
    assert f"`{TELECOM.transfer_tool}`" in POLICY
    assert "YOU ARE BEING TRANSFERRED TO A HUMAN AGENT. PLEASE HOLD ON." in POLICY


def test_every_tool_that_it_names_is_there():
    named = set(re.findall(r"`([a-z0-9]+(?:_[a-z0-9]+)+)`", POLICY)) - {mode.value for mode in NetworkModePreference}
    assert named <= {tool.name for tool in TELECOM.tools}
    assert len(named) > 20


@pytest.mark.parametrize(("path", "test"), PATHS.items())
def test_every_path_names_the_test_that_ends_it(path, test):
    section = POLICY.split(f"\n## {path}\n")[1].split("\n## ")[0]
    assert section.count("transfer |") >= 1
    assert [line for line in section.splitlines() if line.startswith("|")][-1].startswith(f"| `{test}` | still ")


@pytest.mark.parametrize("original", ORIGINALS)
def test_no_line_of_tau2_stands_in_it(tau2_data, original):
    theirs = (tau2_data / "telecom" / original).read_text("utf-8").splitlines()
    clock = _runs("it is 2025 02 25 12 08 est")
    shared = {run for line in theirs if "YOU ARE BEING TRANSFERRED" not in line for run in _runs(line)}
    assert not (shared & _runs(POLICY)) - clock


def _runs(text, length=7):
    """Return every run of words; a shared one is a sentence taken over, however the lines are broken."""
    words = re.findall(r"[a-z0-9$]+", text.lower())
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}
