"""Workers without a standard error."""

from __future__ import annotations

import os
import subprocess

import pytest
from eigengraph_monty.launcher import quiet_binary
from pydantic_monty._binary import find_monty_binary


@pytest.mark.skipif(os.name != "posix", reason="elsewhere workers keep their standard error")
def test_the_launcher_is_monty_but_says_nothing(tmp_path):
    said = [
        subprocess.run([program, "--no-such-flag"], capture_output=True, check=False)
        for program in (find_monty_binary(None), quiet_binary(tmp_path))
    ]
    assert [done.returncode for done in said] == [said[0].returncode] * 2
    assert said[0].stderr
    assert said[1].stderr == b""


def test_where_nothing_can_be_started_there_is_no_launcher(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    assert quiet_binary(tmp_path) is None
