"""``eigengraph show RUN --coverage``."""

import json
import re


def test_clauses_and_tools_by_difficulty(typed, run):
    code, out, _ = typed(f"show {run} --coverage")
    assert code == 0
    assert re.search(r"clause +easy +medium +hard", out)
    assert re.search(r"tool +easy +medium +hard", out)
    assert re.search(r"get_order +[\d·]", out)
    assert "combinations of tool, clause and difficulty occur" in out


def test_as_json_every_cell_counts_tasks(typed, run):
    _, out, _ = typed(f"show {run} --coverage --json")
    cells = json.loads(out)
    assert sum(cell["tasks"] for cell in cells if not cell["tool"] and not cell["clause"]) == 3
    assert all(0 < cell["tasks"] <= 3 for cell in cells)
