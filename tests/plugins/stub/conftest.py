"""The stub in this process, and in one of its own."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, TypeVar

import eigengraph_stub
import pytest
from aiohttp.test_utils import TestClient, TestServer
from eigengraph_stub.log import Log
from eigengraph_stub.playing import Player
from eigengraph_stub.server import Manner, Stub

import eigengraph as eg

SHOP = Path(__file__).parents[3] / "examples" / "shop_domain"
T = TypeVar("T")


@pytest.fixture(scope="session")
def host() -> eg.Host:
    return eg.Host([eigengraph_stub])


@pytest.fixture
def shop(monkeypatch) -> eg.Domain:
    """The example shop's plugin."""
    monkeypatch.syspath_prepend(SHOP)
    import eigengraph_shop

    return eigengraph_shop


@pytest.fixture
def ask(host, tmp_path) -> Callable[..., Any]:
    """``ask(manner, talk)`` lets a coroutine ``talk(client)`` talk to a server in this process."""

    def run(manner: Manner, talk: Callable[[TestClient[Any, Any]], Coroutine[Any, Any, T]]) -> T:
        log = Log(tmp_path / "log.jsonl")

        async def main() -> T:
            app = Stub(Player(host), manner, log).app()
            async with TestClient(TestServer(app, handler_cancellation=True, shutdown_timeout=0.0)) as client:
                return await talk(client)

        try:
            return asyncio.run(main())
        finally:
            log.close()

    return run


@pytest.fixture
def serving(tmp_path) -> Callable[..., Any]:
    """``with serving("--port", "0", …) as url`` runs ``eigengraph stub serve`` with the shop installed."""
    info = tmp_path / "site" / "eigengraph_stub_tests-0.1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: eigengraph-stub-tests\nVersion: 0.1.0\n")
    lines = ["[eigengraph]", "shop = eigengraph_shop"]
    if "stub" not in {entry.name for entry in entry_points(group="eigengraph")}:
        lines.append("stub = eigengraph_stub")
    (info / "entry_points.txt").write_text("\n".join([*lines, ""]))
    path = os.pathsep.join([str(tmp_path / "site"), str(SHOP), *filter(None, sys.path)])
    command = [sys.executable, "-c", "from eigengraph.cli import main; main()", "stub", "serve", "--port", "0"]

    @contextmanager
    def serve(*options: str) -> Iterator[str]:
        environment = {**os.environ, "PYTHONPATH": path}
        with subprocess.Popen([*command, *options], env=environment, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            try:
                yield process.stdout.readline().strip()
            finally:
                process.terminate()

    return serve


@pytest.fixture
def unused_port() -> Iterator[int]:
    """A port at which nobody listens: taken, but not listened at, while the test runs."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]
