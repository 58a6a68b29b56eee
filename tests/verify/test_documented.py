"""docs/verification.md names every kind there is."""

from pathlib import Path
from typing import get_args

import pytest

from eigengraph.records import Assertion, Outcome
from eigengraph.verify.equivalents import EQUIVALENTS
from eigengraph.verify.mutants import MUTATORS

DOCUMENT = Path(__file__).parents[2] / "docs" / "verification.md"
SEARCHES = ("other_ways", "missed_goal", "broken_rule", "renamed_ids")
KINDS = [kind.__dataclass_fields__["kind"].default for kind in get_args(get_args(Assertion)[0])]


@pytest.mark.parametrize("name", [*(mutator.name for mutator in MUTATORS), *EQUIVALENTS, *SEARCHES, *Outcome, *KINDS])
def test_each_kind_is_documented(name: str) -> None:
    assert f"`{name}`" in DOCUMENT.read_text("utf-8")
