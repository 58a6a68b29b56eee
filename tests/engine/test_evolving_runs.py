"""A run that evolves its plans, interrupted anywhere and begun again, ends in the same dataset and versions."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

import eigengraph as eg

SHOP = Path(__file__).parents[2] / "examples" / "shop_domain"
FAULTS = {"offline": {"agent_faults": {"skipped_step": 0.6}}}


class Stopped(Exception):
    """Ends a sitting in the middle of its work."""


@pytest.fixture(scope="module")
def host():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(SHOP)
        yield eg.Host([importlib.import_module("eigengraph_shop")])


def sit(host: eg.Host, out: Path, until: int | None = None) -> eg.Run | None:
    """Work on a run, until it has so many results more; None if that stopped it."""
    results = iter(range(10**9))

    def watch(_snapshot: object) -> None:
        if next(results) == until:
            raise Stopped

    settings = eg.Settings(
        domain="shop", tasks=3, streams=2, rounds=2, pilot=3, rollout_attempts=1, options=FAULTS, out=out
    )
    try:
        return eg.synthesize(host, settings, watch=watch)
    except Stopped:
        return None


def left(run: eg.Run) -> tuple[dict[str, bytes], object]:
    data = {path.name: path.read_bytes() for path in sorted((run.path / "data").iterdir())}
    return data, run.manifest["plans"]


@pytest.fixture(scope="module")
def whole(host: eg.Host, tmp_path_factory: pytest.TempPathFactory) -> eg.Run:
    run = sit(host, tmp_path_factory.mktemp("whole") / "run")
    assert run is not None
    return run


def test_versions_are_proposed_and_decided(whole):
    versions = whole.manifest["plans"]["versions"]
    assert any(version["parent"] for version in versions)
    assert whole.manifest["plans"]["decisions"]


def test_interrupted_runs_end_the_same(host, whole, tmp_path):
    interrupted = 0
    for until in (20, 35, 25, 40):  # in the first round, the second, and scale-up
        interrupted += sit(host, tmp_path / "run", until) is None
    assert interrupted >= 3
    again = sit(host, tmp_path / "run")
    assert again is not None
    assert left(again) == left(whole)
    assert [entry.index for entry in again.history(-1)], "the ledger keeps what was planned for stream 0"


def test_pilots_are_counted_apart(whole):
    evidence = whole.manifest["plans"]["versions"]
    assert sum(version["tried"] for version in evidence) == 2 * 2 * 3
    assert sum(version["made"]["good"] for version in evidence) == whole.summary.certified
    assert sum(version["made"]["tried"] for version in evidence) == whole.summary.candidates
    assert min(datum.index for datum in whole.data()) >= 12
