"""Mini-batches that hold what a recipe says."""

from __future__ import annotations

import pytest
from eigengraph_verl.groups.mini_batch import fitted, optimizer_steps
from hypothesis import given
from hypothesis import strategies as st

sizes = st.integers(1, 64)


@given(asked=sizes, parts=st.integers(1, 8), group=sizes, rows=st.integers(1, 20000))
def test_never_more_optimizer_steps_than_asked_for(asked, parts, group, rows):
    size = fitted(asked, asked * parts, group, rows)
    assert size % asked == 0  # so that what the ranks divide stays divided
    assert 1 <= optimizer_steps(size, group, rows) <= parts


@pytest.mark.parametrize(("rows", "size"), [(512, 8), (100, 8), (513, 16), (9 * 512, 72)])
def test_one_mini_batch_of_8_tasks_x_64(rows, size):
    assert fitted(8, 8, 64, rows) == size
    assert optimizer_steps(size, 64, rows, epochs=2) == 2
