"""A run that is killed or interrupted at any moment, and begun again, ends in the same dataset."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest

SHOP = Path(__file__).parents[2] / "examples" / "shop_domain"
SITTINGS = Path(__file__).with_name("sittings.py")
STAGE_OF = {"certifier": "certificate", "agent": "rollout", "user": "rollout", "attributor": "attribution"}
KILLED = -signal.SIGKILL


def sit(*sittings: tuple[Path, str], tasks: int = 8) -> list[dict]:
    """Work on runs, each time until a moment; see ``sittings.py``."""
    words = [str(word) for sitting in sittings for word in sitting]
    command = [sys.executable, str(SITTINGS), str(SHOP), str(tasks), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return [json.loads(line) for line in done.stdout.splitlines()]


def dataset(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((out / "data").iterdir())}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], Counter]:
    """The dataset of an uninterrupted run, and how often its workers were called for what."""
    out = tmp_path_factory.mktemp("whole") / "run"
    [sitting] = sit((out, "never"))
    assert sitting["ended"] == 0
    calls = Counter(map(tuple, sitting["calls"]))
    assert len({attempt for _, _, attempt in calls}) > 1  # some candidates are tried again
    return dataset(out), calls


def check(out: Path, sittings: list[dict], whole: tuple[dict[str, bytes], Counter]) -> None:
    """Check that the dataset is the uninterrupted run's, and that nothing finished was done again."""
    data, calls = whole
    assert dataset(out) == data
    for sitting in sittings:
        before = {tuple(key) for key in sitting["before"]}
        again = {(index, STAGE_OF.get(role, role), attempt) for index, role, attempt in sitting["calls"]} & before
        assert again == set()
    made = Counter(tuple(call) for sitting in sittings for call in sitting["calls"])
    assert made.keys() == calls.keys()


def test_killed_as_results_come(tmp_path, whole):
    random = Random(1)
    moments = [f"result {random.randint(1, 30)}" for _ in range(6)]
    sittings = sit(*((tmp_path / "run", moment) for moment in (*moments, "never")))
    assert [sitting["ended"] for sitting in sittings[:3]] == [KILLED] * 3
    assert sittings[-1]["ended"] == 0
    check(tmp_path / "run", sittings, whole)


def test_killed_before_every_sync_of_a_file(tmp_path):
    """One run for each sync there is: of the folder, the tables, the manifest, what dialogues share, the shards."""
    runs = [tmp_path / str(number) for number in range(1, 18)]
    killed = [(run, f"sync {run.name}") for run in runs]
    again = [(run, "never") for run in runs]
    sittings = sit((tmp_path / "whole", "never"), *killed, *again, tasks=1)
    ended = [sitting["ended"] for sitting in sittings[1:]]
    assert ended[:14] == [KILLED] * 14
    assert ended[16:] == [0] * 18  # there are fewer than seventeen syncs, so none was left out
    for run in runs:
        assert dataset(run) == dataset(tmp_path / "whole")


def test_killed_at_random_times(tmp_path, whole):
    random = Random(2)
    moments = [f"time {random.uniform(0.02, 0.4):.3f}" for _ in range(6)]
    sittings = sit(*((tmp_path / "run", moment) for moment in (*moments, "never")))
    assert KILLED in [sitting["ended"] for sitting in sittings]
    assert sittings[-1]["ended"] == 0
    check(tmp_path / "run", sittings, whole)


# As a user types it

COMMAND = "from eigengraph.cli import main; main()"


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory):
    """Start ``eigengraph synthesize shop`` in a process of its own."""
    site = tmp_path_factory.mktemp("site")
    info = site / "eigengraph_shop-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: eigengraph-shop\nVersion: 0.1.0\n")
    (info / "entry_points.txt").write_text("[eigengraph]\nshop = eigengraph_shop\n")
    environment = os.environ | {"PYTHONPATH": f"{site}{os.pathsep}{SHOP}"}

    def start(out: Path) -> subprocess.Popen[str]:
        typed = ["synthesize", "shop", "--tasks", "30", "--out", str(out), "--json", "--quiet"]
        return subprocess.Popen(
            [sys.executable, "-c", COMMAND, *typed],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


@pytest.fixture(scope="module")
def yardstick(command, tmp_path_factory):
    """What the command says and leaves when nobody stops it."""
    out = tmp_path_factory.mktemp("yardstick") / "run"
    process = command(out)
    said, _ = process.communicate()
    assert process.returncode == 0
    return json.loads(said), dataset(out)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL])
def test_same_command_goes_on(tmp_path, command, yardstick, sent):
    stopped = command(tmp_path / "run")
    ledger = tmp_path / "run" / "ledger.sqlite-wal"
    while stopped.poll() is None and not (ledger.exists() and ledger.stat().st_size > 50_000):
        time.sleep(0.005)
    stopped.send_signal(sent)
    out, err = stopped.communicate()
    assert not (tmp_path / "run" / "data").exists()
    if sent == signal.SIGINT:
        message = "eigengraph: interrupted; a run goes on when the same command is given again\n"
        assert (stopped.returncode, out, err) == (130, "", message)
    again = command(tmp_path / "run")
    said, _ = again.communicate()
    assert again.returncode == 0
    assert (json.loads(said)["digest"], dataset(tmp_path / "run")) == (yardstick[0]["digest"], yardstick[1])
