"""The garbage collector while a run works, and that it is left as it was found."""

from __future__ import annotations

import gc

import pytest

from eigengraph.engine.collecting import collecting_seldom


@pytest.fixture(autouse=True)
def left_as_found():
    before = gc.get_threshold(), gc.get_freeze_count(), gc.isenabled()
    yield
    assert (gc.get_threshold(), gc.get_freeze_count(), gc.isenabled()) == before


def test_what_was_there_before_is_spared():
    here = [{} for _ in range(10_000)]
    with collecting_seldom():
        assert gc.get_freeze_count() >= len(here)
        assert gc.get_threshold()[0] > 700


def test_whatever_happens():
    with pytest.raises(KeyError), collecting_seldom():
        raise KeyError


def test_no_collections_stay_none():
    before = gc.get_threshold()
    gc.set_threshold(0)
    try:
        with collecting_seldom():
            assert gc.get_threshold()[0] == 0
    finally:
        gc.set_threshold(*before)
