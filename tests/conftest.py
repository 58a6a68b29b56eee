"""Fixtures for data that the project does not ship, and the rule that skips need leave."""

import os
from collections.abc import Generator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeVar

import pytest

TAU2_VARIABLE = "EIGENGRAPH_TAU2_DATA"
ALLOWED_SKIPS = Path(__file__).with_name("allowed_skips.txt")
Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


@pytest.fixture(scope="session")
def tau2_data() -> Path:
    """The folder of tau2-bench's domain data: ``airline/db.json`` and so on."""
    given = os.environ.get(TAU2_VARIABLE, "")
    if not given:
        pytest.skip(f"{TAU2_VARIABLE} is not set: it names the folder of tau2-bench's domain data")
    if not Path(given).is_dir():
        pytest.fail(f"{TAU2_VARIABLE} is {given!r}, which is no folder")
    return Path(given).resolve()


@pytest.fixture(scope="session")
def tau2_runs(tau2_data: Path) -> Path:
    """The folder of recorded tau2-bench runs: ``*.json.gz`` in tau2's results format, beside the domain data."""
    folder = tau2_data.parent / "tau2_examples"
    if not folder.is_dir():
        pytest.skip(f"{TAU2_VARIABLE} has no folder tau2_examples of recorded runs beside it")
    return folder


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under continuous integration, count a skip without leave as a failure."""
    report = yield
    return report if hasattr(report, "wasxfail") else _judged(report)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Do the same for whole modules that skip themselves."""
    report = yield
    return _judged(report)


def _judged(report: Report) -> Report:
    if os.environ.get("CI") == "true" and report.skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not any(fnmatchcase(f"{report.nodeid}: {reason}", pattern) for pattern in _allowed_skips()):
            report.outcome = "failed"
            report.longrepr = f"{report.nodeid} was skipped without leave ({reason}); see {ALLOWED_SKIPS.name}"
    return report


def _allowed_skips() -> list[str]:
    lines = ALLOWED_SKIPS.read_text("utf-8").splitlines()
    entries = [line.partition("  # ") for line in lines if line and not line.startswith("#")]
    for pattern, _, why in entries:
        if not why.strip():
            raise pytest.UsageError(
                f"{ALLOWED_SKIPS.name}: {pattern!r} gives no reason; add two spaces, # and the reason"
            )
    return [pattern.strip() for pattern, _, _ in entries]
