"""The journal: a reply that was once used is never asked for again, whatever happens to the process."""

import asyncio
import os
import re
from dataclasses import replace

import pytest

from eigengraph.errors import ConfigError, ModelError, PolicyFault
from eigengraph.models import Journal, Journaled
from eigengraph.records import Message, ToolCall
from tests.models.asking import Scripted, reply, request

RICH = replace(
    reply(),
    message=Message("assistant", "Ein Moment … 🕐", (ToolCall("f", {"n": 10**30, "x": [None, 1.5]}, id="c1"),), "hm"),
    logprobs=(("Ein", -0.25),),
    finish="tool_calls",
)


def ask(folder, model, *requests, **options):
    """Ask as one sitting does, and return the replies."""
    journal = Journal(folder / "journal", **options)

    async def go():
        return [await Journaled(model, "m", journal).complete(one) for one in requests]

    try:
        return asyncio.run(go())
    finally:
        journal.close()


def lines(folder):
    return [line for path in sorted((folder / "journal").iterdir()) for line in path.read_bytes().splitlines()]


def test_another_sitting_gets_the_same_replies_without_asking(tmp_path):
    asked = [request("one"), request("two")]
    first = ask(tmp_path, Scripted([RICH, reply("No.")]), *asked)
    assert ask(tmp_path, Scripted([]), *reversed(asked)) == first[::-1] == [reply("No."), RICH]


def test_what_earlier_sittings_heard_is_told(tmp_path):
    ask(tmp_path, Scripted([reply("A"), reply("B")]), request("one"), request("two"))
    heard = []
    ask(tmp_path, Scripted([reply("C")]), request("three"), heard=lambda *one: heard.append(one))
    assert heard == [("m", reply("A")), ("m", reply("B"))]
    assert len(lines(tmp_path)) == 3


def test_the_endpoint_is_told_the_digest(tmp_path):
    model = Scripted([reply()])
    ask(tmp_path, model, request())
    assert re.fullmatch("[0-9a-f]{64}", model.asked[0].key)
    assert model.asked[0].key.encode() in lines(tmp_path)[0]


def test_the_reply_that_came_first_counts(tmp_path):
    """Two tasks of one sitting ask the same before either has its answer."""
    journal, both = Journal(tmp_path / "journal"), asyncio.Event()

    async def wait(_request, said=iter(["first", "second"])):
        text = next(said)
        if text == "second":
            both.set()
        await both.wait()
        return reply(text)

    async def go():
        model = Journaled(Scripted([wait, wait]), "m", journal)
        return await asyncio.gather(model.complete(request()), model.complete(request()))

    one, other = asyncio.run(go())
    journal.close()
    assert one == other
    assert len(lines(tmp_path)) == 1
    assert ask(tmp_path, Scripted([]), request()) == [one]


def test_many_replies_at_once_are_all_kept(tmp_path):
    journal = Journal(tmp_path / "journal")

    async def echo(asked):
        await asyncio.sleep(0)
        return reply(asked.messages[0].content)

    async def go():
        model = Journaled(Scripted([echo] * 200), "m", journal)
        return await asyncio.gather(*[model.complete(request(str(number))) for number in range(200)])

    said = asyncio.run(go())
    journal.close()
    assert [one.message.content for one in said] == [str(number) for number in range(200)]
    assert ask(tmp_path, Scripted([]), *[request(str(number)) for number in range(200)]) == said


def test_a_reply_is_on_the_disk_before_it_is_used(tmp_path, monkeypatch):
    synced = []
    really = os.fdatasync
    monkeypatch.setattr(os, "fdatasync", lambda handle: synced.append(len(lines(tmp_path))) or really(handle))
    ask(tmp_path, Scripted([reply(), reply()]), request("one"), request("two"))
    assert synced == [1, 2]


def test_a_line_that_was_cut_short_is_asked_again(tmp_path):
    ask(tmp_path, Scripted([reply("A"), reply("B")]), request("one"), request("two"))
    [path] = (tmp_path / "journal").iterdir()
    path.write_bytes(path.read_bytes()[:-20])
    model = Scripted([reply("C")])
    assert ask(tmp_path, model, request("one"), request("two")) == [reply("A"), reply("C")]
    assert len(model.asked) == 1
    assert ask(tmp_path, Scripted([]), request("two")) == [reply("C")]


@pytest.mark.parametrize("line", [b"{", b"{}", b'{"key":"x","model":"m","role":"agent","reply":{}}', b"\xff"])
def test_a_damaged_line_is_named(tmp_path, line):
    ask(tmp_path, Scripted([reply("A")]), request("one"))
    [path] = (tmp_path / "journal").iterdir()
    path.write_bytes(path.read_bytes() + line + b"\n")
    with pytest.raises(ConfigError, match=f"journal '{path}' is damaged at line 2; restore it"):
        ask(tmp_path, Scripted([]), request("one"))


def test_a_fault_is_journaled_and_raised_each_time(tmp_path):
    faulty = reply("", fault="a call that is none")
    for script in ([faulty], []):
        with pytest.raises(PolicyFault, match="a call that is none"):
            ask(tmp_path, Scripted(script), request())


def test_a_failure_is_not_journaled(tmp_path):
    with pytest.raises(ModelError, match="down"):
        ask(tmp_path, Scripted([ModelError("down")]), request())
    assert not (tmp_path / "journal").exists()
    assert ask(tmp_path, Scripted([reply()]), request()) == [reply()]


# Replaying


def test_a_replay_asks_nobody_and_writes_nothing(tmp_path):
    ask(tmp_path, Scripted([reply()]), request("one"))
    before = lines(tmp_path)
    assert ask(tmp_path, Scripted([]), request("one"), replay=True) == [reply()]
    with pytest.raises(ConfigError, match=r"has no reply to request '[0-9a-f]{16}'.*replay with the settings"):
        ask(tmp_path, Scripted([reply()]), request("two"), replay=True)
    assert lines(tmp_path) == before


def test_a_replay_needs_a_journal(tmp_path):
    with pytest.raises(ConfigError, match=f"'{tmp_path}/journal' is no journal to replay; give a run folder"):
        ask(tmp_path, Scripted([]), request(), replay=True)


# Disks


def test_a_full_disk_is_one_line(tmp_path, monkeypatch):
    def full(_handle, _data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(ConfigError, match=r"journal '.*' cannot be used: No space left on device; free some space"):
        ask(tmp_path, Scripted([reply()]), request())


def test_a_sync_that_fails_is_one_line(tmp_path, monkeypatch):
    def broken(_handle):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fdatasync", broken)
    with pytest.raises(ConfigError, match="cannot be used: Input/output error"):
        ask(tmp_path, Scripted([reply()]), request())


def test_a_write_that_stops_half_way_is_gone_on_with(tmp_path, monkeypatch):
    really = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: really(handle, data[:7]))
    ask(tmp_path, Scripted([RICH]), request())
    assert ask(tmp_path, Scripted([]), request()) == [RICH]
