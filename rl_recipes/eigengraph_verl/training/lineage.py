"""Where a model comes from: dataset, recipe, overrides and the model before it, in a file beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson

from eigengraph import __version__
from eigengraph.errors import ConfigError, RunMismatchError
from eigengraph_verl.recipes.overrides import read_override
from eigengraph_verl.recipes.recipe_file import RecipeFile
from eigengraph_verl.training.dataset import Dataset
from eigengraph_verl.validation.model_folder import ModelFolder

FILE = "lineage.json"
# What may change from one sitting to the next: how long, how often saved, where it is told.
_FREE = "trainer."


def lineage(recipe: RecipeFile, overrides: tuple[str, ...], data: Dataset, model: ModelFolder) -> dict[str, Any]:
    """Return what a training's result comes from."""
    return {
        "recipe": {"name": recipe.name, "digest": recipe.digest},
        "overrides": sorted(overrides),
        "data": {"path": str(data.folder.resolve()), "digest": data.digest},
        "model": {
            "path": str(model.folder.resolve()),
            "digest": model.digest(),
            "tokenizer": model.tokenizer_digest(),
            "lineage": read_lineage(model.folder),
        },
        "versions": {"eigengraph": __version__, "verl": version("verl")},
    }


def read_lineage(folder: Path) -> dict[str, Any] | None:
    """Return the lineage in a folder; None where there is none.

    Raises:
        ConfigError: It is damaged.
    """
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        said = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise ConfigError(f"{str(path)!r} is damaged ({error}); restore it or train anew") from None
    if not isinstance(said, dict):
        raise ConfigError(f"{str(path)!r} holds no lineage; restore it or train anew")
    return said


def write_lineage(folder: Path, said: Mapping[str, Any]) -> None:
    """Write a lineage, in one go."""
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f"{FILE}.tmp"
    beside.write_bytes(orjson.dumps(said, option=orjson.OPT_INDENT_2))
    beside.replace(folder / FILE)


def check_same(out: Path, before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Check that a folder is of the training that is to go on.

    Raises:
        RunMismatchError: It was begun with another recipe, data or model; says which.
    """
    differing = list(_differing(before, now))
    if differing:
        raise RunMismatchError(
            f"--out {str(out)!r} was begun with {'; '.join(differing)}. Give the same again, or another --out"
        )


def _differing(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for part, key in (("recipe", "digest"), ("data", "digest"), ("model", "digest"), ("model", "tokenizer")):
        was, is_now = before.get(part, {}), now[part]
        if was.get(key) != is_now[key]:
            what = part if key == "digest" else key
            named = was.get("name", was.get("path"))
            yield f"another {what} ({named!r}, {str(was.get(key))[:16]!r}; now {is_now[key][:16]!r})"
    decisive = [
        {text for text in said.get("overrides", ()) if not read_override(text).name.startswith(_FREE)}
        for said in (before, now)
    ]
    for text in sorted(decisive[0] ^ decisive[1]):
        yield f"{'the' if text in decisive[0] else 'no'} override {text!r}"
