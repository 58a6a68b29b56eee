"""Messages go to tau2-bench's form and back."""

from eigengraph_tau2.messages import WireMessage, from_messages, to_messages
from eigengraph_tau2.tasks import read_record

from eigengraph.records import Message, ToolCall

DIALOGUE = (
    Message("assistant", "Hello!"),
    Message("user", "Hi.", side="user"),
    Message("user", tool_calls=(ToolCall("look", {"at": 1}, "user", "c1"),), side="user"),
    Message("tool", "Error: dark", side="user", call_id="c1", error=True),
    Message("assistant", "One moment.", (ToolCall("look", {}, "agent", "c2"), ToolCall("nod", {}, "agent", "c3"))),
    Message("tool", "{}", call_id="c2"),
    Message("tool", "", call_id="c3"),
)


def test_messages_come_back_as_they_were():
    wire = from_messages(DIALOGUE, [f"00:0{second}" for second in range(len(DIALOGUE))])
    assert to_messages(read_record(WireMessage, item, "m") for item in wire) == DIALOGUE
    assert [item["turn_idx"] for item in wire] == list(range(7))
    assert [item["timestamp"] for item in wire] == sorted(item["timestamp"] for item in wire)


def test_nothing_to_say_is_null():
    silent = from_messages(DIALOGUE[2:3], ["00:00"])[0]
    talking = from_messages(DIALOGUE[:1], ["00:00"])[0]
    assert (silent["content"], talking["tool_calls"]) == (None, None)
    assert silent["tool_calls"] == [{"id": "c1", "name": "look", "arguments": {"at": 1}, "requestor": "user"}]
