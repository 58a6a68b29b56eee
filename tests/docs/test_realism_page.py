"""The page about realism lists every statistic and every act, as the code has them."""

from __future__ import annotations

import re
from pathlib import Path

from eigengraph.dataset.realism import ACTS, MEASURES

PAGE = (Path(__file__).parents[2] / "docs" / "realism.md").read_text("utf-8")


def _table(heading: str) -> dict[str, str]:
    rows = PAGE.partition(f"| {heading} |\n")[2].partition("\n\n")[0]
    return dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", rows, re.MULTILINE))


def test_every_statistic_is_listed():
    assert _table("statistic | one value of it") == dict(MEASURES)


def test_every_act_is_listed():
    assert _table("act | rule") == dict(ACTS)
