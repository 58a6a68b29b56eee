"""tau2-bench's recorded runs as recordings: what was said and called, without what it earned."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from eigengraph.dialogue import DialogueSource, Recording
from eigengraph_tau2.results import read_results

_SUFFIXES = (".json", ".json.gz")


def dialogue_sources() -> list[DialogueSource]:
    """Return the source ``tau2``."""
    return [DialogueSource("tau2", read_recordings, "tau2-bench's recorded runs")]


def read_recordings(path: Path) -> list[Recording]:
    """Return the dialogues of recorded runs; those of an agent that works alone, or that were spoken, are left out.

    Args:
        path: A results file, the folder of a run, or a folder of results files.

    Raises:
        ConfigError: A JSON file there is no recorded run; names the file and the field.
    """
    runs = map(read_results, _runs(path))
    found = [
        (run, tuple(one.messages for one in run.simulations if one.messages is not None))
        for run in runs
        if not run.solo
    ]
    return [Recording(run.path.name, run.domain, dialogues) for run, dialogues in found if dialogues]


def _runs(path: Path) -> Iterator[Path]:
    if path.is_dir() and not (path / "results.json").is_file():
        yield from sorted(file for file in path.iterdir() if file.name.endswith(_SUFFIXES))
    elif path.is_dir() or path.name.endswith(_SUFFIXES):
        yield path
