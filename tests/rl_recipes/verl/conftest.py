"""A small run of the store domain, exported for verl, and verl itself where it is installed."""

from __future__ import annotations

import importlib
import importlib.util
import warnings
from types import SimpleNamespace

import pytest

import eigengraph as eg

MODULES = ("agent_loop", "advantage", "sampler", "sft_dataset")


@pytest.fixture(scope="session")
def verl():
    """The modules of ours that import verl, by name; importing it takes seconds and warns of much."""
    if importlib.util.find_spec("verl") is None:
        pytest.skip("verl is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return SimpleNamespace(**{name: importlib.import_module(f"eigengraph_verl.{name}") for name in MODULES})


@pytest.fixture(scope="session")
def tokenizers():
    """Make a tokenizer by the kind of its chat template; they come with verl."""
    if importlib.util.find_spec("transformers") is None:
        pytest.skip("transformers, which comes with verl, is not installed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from tests.rl_recipes.verl.tiny import tiny_tokenizer
    return tiny_tokenizer


@pytest.fixture(scope="session")
def run(tmp_path_factory):
    """A finished run of twenty tasks."""
    out = tmp_path_factory.mktemp("runs") / "retail"
    return eg.synthesize(eg.Host(), eg.Settings(domain="retail", tasks=20, seed=3, validation=0.2, out=out))


@pytest.fixture(scope="session")
def exported(run, tmp_path_factory):
    """The folder that the run is exported to, with a row for each turn."""
    out = tmp_path_factory.mktemp("exports") / "d"
    run.export("verl", out)
    return out


@pytest.fixture(scope="session")
def loops(verl):
    """The helpers that run the agent loop; they import verl."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from tests.rl_recipes.verl import loops
    return loops


@pytest.fixture(scope="session")
def config(loops, exported):
    """verl's configuration, with the export as its data."""
    return loops.config_of(exported)


@pytest.fixture(scope="session")
def task_rows(loops, exported):
    """The tasks to train on, as verl's dataset gives them."""
    return loops.task_rows(exported)
