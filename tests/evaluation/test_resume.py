"""An evaluation that is killed, and begun again, ends as one that nobody stopped; nothing is asked twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from eigengraph.engine.ledger import Ledger
from eigengraph.errors import ConfigError

SHOP = Path(__file__).parents[2] / "examples" / "shop_domain"
COMMAND = "from eigengraph.cli import main; main()"

SLOW = '''
"""An agent that takes its time, and notes every request that reaches it."""
import asyncio
import os

import eigengraph as eg


class Slow:
    def __init__(self):
        self.offline = eg.Host().model("offline", {})

    async def complete(self, request):
        handle = os.open(os.environ["ASKED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(handle, f"{request.key}\\n".encode())
        os.close(handle)
        await asyncio.sleep(0.02)
        return await self.offline.complete(request)


@eg.hookimpl
def register_models():
    return [eg.ModelScheme("slow", lambda rest, options: Slow())]
'''


@pytest.fixture(scope="module")
def command(tmp_path_factory, run):
    """Start ``eigengraph evaluate shop`` with a slow agent in a process of its own."""
    site = tmp_path_factory.mktemp("site")
    info = site / "eigengraph_slow-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: eigengraph-slow\nVersion: 0.1.0\n")
    (info / "entry_points.txt").write_text("[eigengraph]\nshop = eigengraph_shop\nslow = eigengraph_slow\n")
    (site / "eigengraph_slow.py").write_text(SLOW)

    def start(out: Path) -> subprocess.Popen[str]:
        asked = ["--tasks", f"{run.path}:all", "--agent", "slow", "--user", "offline", "--trials", "2"]
        typed = ["evaluate", "shop", *asked, "--concurrency", "4", "--out", str(out), "--json", "--quiet"]
        environment = {"PYTHONPATH": f"{site}{os.pathsep}{SHOP}", "ASKED": str(out.with_suffix(".asked"))}
        return subprocess.Popen(
            [sys.executable, "-c", COMMAND, *typed],
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


def asked(out: Path) -> Counter[str]:
    return Counter(out.with_suffix(".asked").read_text().splitlines())


def rows(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((out / "data").iterdir())}


def attempts(out: Path) -> int:
    if not (out / "ledger.sqlite").exists():
        return 0
    try:
        with Ledger.open(out / "ledger.sqlite", write=False) as ledger:
            return sum(1 for _ in ledger.entries())
    except ConfigError:  # it is being made
        return 0


@pytest.fixture(scope="module")
def whole(command, tmp_path_factory):
    """What the command says and leaves when nobody stops it."""
    out = tmp_path_factory.mktemp("whole") / "evaluation"
    process = command(out)
    said, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    return json.loads(said), rows(out), asked(out)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL])
def test_the_same_command_goes_on(tmp_path, command, whole, sent):
    out = tmp_path / "evaluation"
    stopped = command(out)
    while stopped.poll() is None and not attempts(out) >= 3:
        time.sleep(0.005)
    stopped.send_signal(sent)
    _, err = stopped.communicate()
    assert not (out / "data").exists()
    if sent == signal.SIGINT:
        message = "eigengraph: interrupted; a run goes on when the same command is given again\n"
        assert (stopped.returncode, err) == (130, message)
    before = asked(out)
    again = command(out)
    said, _ = again.communicate()
    assert again.returncode == 0
    told, data, requests = whole
    same = ("tasks", "trials", "pass", "interval", "outcomes", "missing")
    assert {name: json.loads(said)[name] for name in same} == {name: told[name] for name in same}
    assert rows(out) == data
    # Of what was asked before, only what was in flight is asked again.
    assert asked(out).keys() == requests.keys()
    assert sum(asked(out).values()) - sum(requests.values()) <= 4
    assert len(before) >= 3
