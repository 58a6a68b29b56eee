"""The audit as a whole."""

from dataclasses import replace

from eigengraph.dialogue.audit import unchecked_kinds
from eigengraph.records import Blueprint, Message
from tests.dialogue.audit.scenes import findings, talk, task
from tests.toys import ROUTER, SHOP


def test_findings_come_in_the_order_of_messages():
    found = findings(talk("My line is C4472.", "Hm.", "How can I help you today?"))
    assert [(finding.position, finding.kind) for finding in found] == [(1, "contradicted_fact"), (3, "role_confusion")]


def test_labels_are_not_looked_at():
    clean = talk("My line is C4471.")
    labelled = [replace(message, labels=("user:wrong_argument",)) for message in clean]
    assert findings(labelled) == findings(clean) == ()


def test_what_only_the_agent_saw_has_not_been_heard():
    shown = Message("tool", '{"customer": "K99812"}', side="agent", call_id="c1")
    messages = talk("Hello.", "One moment.")
    assert [finding.kind for finding in findings([*messages, shown, *talk("I am K99812.")[1:]])] == [
        "fact_not_yet_known"
    ]


def test_a_dialogue_without_a_user_has_no_findings():
    assert findings([Message("assistant", "Done. ###STOP###")]) == ()


def test_what_cannot_be_checked_is_said():
    assert unchecked_kinds(task(), ROUTER) == {}
    bare = replace(task(), blueprint=Blueprint((), ()))
    assert set(unchecked_kinds(bare, ROUTER)) == {"contradicted_fact", "forgotten_goal", "fact_not_yet_known"}
    assert set(unchecked_kinds(task(), SHOP)) == {"uncalled_tool", "misreported_result"}
