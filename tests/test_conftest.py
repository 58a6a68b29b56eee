"""Skips need leave under continuous integration."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent


def run_pytest(folder: Path, body: str, ci: str, allowed: str = "") -> subprocess.CompletedProcess[str]:
    shutil.copy(TESTS / "conftest.py", folder)
    (folder / "allowed_skips.txt").write_text(allowed or (TESTS / "allowed_skips.txt").read_text())
    (folder / "test_it.py").write_text(f"import pytest\n{body}")
    environment = os.environ | {
        "CI": ci,
        "EIGENGRAPH_TAU2_DATA": "",
        "PYTEST_ADDOPTS": "",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--rootdir={folder}", str(folder)]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


MARKED = "@pytest.mark.skip(reason='tired')\ndef test_it(): pass\n"
CALLED = "def test_it(): pytest.skip('tired')\n"
MODULE = "pytest.skip('tired', allow_module_level=True)\n"


@pytest.mark.parametrize("body", [MARKED, CALLED, MODULE], ids=["marked", "called", "module"])
def test_skip_without_leave_fails_under_ci(tmp_path, body):
    done = run_pytest(tmp_path, body, ci="true")
    assert done.returncode != 0
    assert "skipped without leave (Skipped: tired)" in done.stdout
    assert run_pytest(tmp_path, body, ci="false").returncode in (0, 5)  # 5: pytest found no test at all


def test_skip_with_leave_passes(tmp_path):
    done = run_pytest(tmp_path, CALLED, ci="true", allowed="*test_it: *tired*  # it works at night\n")
    assert done.returncode == 0, done.stdout
    assert "1 skipped" in done.stdout


def test_leave_needs_a_reason(tmp_path):
    done = run_pytest(tmp_path, CALLED, ci="true", allowed="*tired*\n")
    assert done.returncode != 0
    assert "'*tired*' gives no reason" in done.stdout + done.stderr


def test_expected_failure_is_no_skip(tmp_path):
    done = run_pytest(tmp_path, "@pytest.mark.xfail\ndef test_it(): assert False\n", ci="true")
    assert done.returncode == 0, done.stdout


def test_absent_tau2_data_is_a_skip_with_leave(tmp_path):
    done = run_pytest(tmp_path, "def test_it(tau2_data, tau2_runs): pass\n", ci="true")
    assert done.returncode == 0, done.stdout
    assert "1 skipped" in done.stdout
