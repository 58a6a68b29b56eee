"""Checkpoints as verl writes them."""

from __future__ import annotations

from pathlib import Path

import pytest
from eigengraph_verl.training.checkpoints import begin_epoch_anew, newest, weights


def test_the_newest_one_is_what_verls_tracker_says(tmp_path):
    assert newest(tmp_path) is None
    for step in (4, 8):
        (tmp_path / f"global_step_{step}").mkdir()
    assert newest(tmp_path) is None  # nobody says that one of them is complete
    (tmp_path / "latest_checkpointed_iteration.txt").write_text("4")
    assert newest(tmp_path) == (4, tmp_path / "global_step_4")


@pytest.mark.parametrize("said", ["", "x", "12"])
def test_a_tracker_that_says_nothing_of_use(tmp_path, said):
    (tmp_path / "latest_checkpointed_iteration.txt").write_text(said)
    assert newest(tmp_path) is None


def test_where_the_weights_are():
    assert weights("sft", Path("c")) == Path("c")
    assert weights("grpo", Path("c")) == Path("c/actor")


def test_loaders_that_have_used_up_their_epoch_are_put_away(tmp_path):
    for rank in (0, 1):
        (tmp_path / f"data_{rank}.pt").write_text("state")
    (tmp_path / "model.pt").write_text("weights")
    assert len(begin_epoch_anew(tmp_path)) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data_0.pt.used_up", "data_1.pt.used_up", "model.pt"]
    assert begin_epoch_anew(tmp_path) == []
