"""Every registered sandbox in turn, and targets on this machine for checkers that attack it."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import eigengraph as eg
from eigengraph.errors import ConfigError
from eigengraph.verify.sandbox import Sandbox, SandboxKind
from tests.sandboxes.processes import descendants

KINDS = eg.Host().sandboxes


@pytest.fixture(scope="session", params=sorted(KINDS))
def kind(request) -> SandboxKind:
    return KINDS[request.param]


@pytest.fixture(scope="session")
def sandbox(kind) -> Iterator[Sandbox]:
    os.environ["EIGENGRAPH_TEST_CANARY"] = "sings"
    try:
        opened = kind.open()
    except ConfigError as error:
        pytest.skip(f"the sandbox {kind.name!r} cannot run on this machine: {error}")
    yield opened
    opened.close()
    del os.environ["EIGENGRAPH_TEST_CANARY"]


@dataclass(frozen=True, slots=True)
class Machine:
    """What attacks reach for, and what must be as it was when they are over."""

    folder: Path
    listener: socket.socket
    processes: int

    @property
    def view(self) -> dict[str, str | int]:
        return {
            "folder": str(self.folder),
            "secret": str(self.folder / "secret"),
            "canary": str(self.folder / "canary"),
            "port": self.listener.getsockname()[1],
            "pid": os.getpid(),
        }

    def inputs(self, count: int = 1) -> list[str]:
        return [json.dumps({"view": self.view})] * count

    def assert_untouched(self) -> None:
        assert [path.name for path in self.folder.iterdir()] == ["secret"]
        assert (self.folder / "secret").read_text("utf-8") == "top secret"
        assert (self.folder / "secret").stat().st_mode & 0o777 == 0o644
        with pytest.raises(BlockingIOError):
            self.listener.accept()
        assert os.environ["EIGENGRAPH_TEST_CANARY"] == "sings"
        # A sandbox may start another worker for each processor, no more.
        assert len(descendants()) <= self.processes + (os.cpu_count() or 1)


@pytest.fixture
def machine(tmp_path, sandbox) -> Iterator[Machine]:
    (tmp_path / "secret").write_text("top secret", "utf-8")
    (tmp_path / "secret").chmod(0o644)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield Machine(tmp_path, listener, len(descendants()))
