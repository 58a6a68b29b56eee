"""Where a model comes from: dataset, recipe, overrides and the model before it, in a file beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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
# What may change from one sitting to the next: how long, how often saved, where it is told, how long users may take.
_FREE = frozenset(
    {
        "trainer.total_epochs",
        "trainer.total_training_steps",
        "trainer.save_freq",
        "trainer.test_freq",
        "trainer.logger",
        "trainer.max_ckpt_to_keep",
        "trainer.max_actor_ckpt_to_keep",
        "trainer.max_critic_ckpt_to_keep",
        "agent_loop.user_attempts",
        "agent_loop.user_timeout",
        "agent_loop.user_deadline",
    }
)
_USER = "agent_loop.user"


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


def with_sitting(before: Mapping[str, Any] | None, now: Mapping[str, Any], step: int) -> dict[str, Any]:
    """Return a lineage with all sittings of the training, the one that begins now last.

    Args:
        before: The lineage in the folder, if there is one.
        now: The lineage of this sitting.
        step: The step that it goes on from; 0 at the beginning.
    """
    said = list((before or {}).get("sittings", ()))
    sitting = {"from_step": step, **{key: now[key] for key in ("overrides", "command", "steps", "versions")}}
    return {**now, "sittings": said if said[-1:] == [sitting] else [*said, sitting]}


def check_same(out: Path, before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Check that a folder is of the training that is to go on.

    Raises:
        RunMismatchError: It was begun with another recipe, data or model; says which.
    """
    differing = list(_differing(before, now))
    if differing:
        raise RunMismatchError(
            f"--out {str(out)!r} is of another training: {'; '.join(differing)}. Give the same again, or another --out"
        )


def _differing(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for part, key in (("recipe", "digest"), ("data", "digest"), ("model", "digest"), ("model", "tokenizer")):
        was, is_now = before.get(part, {}), now[part]
        if was.get(key) != is_now[key]:
            what = part if key == "digest" else key
            named = was.get("name", was.get("path"))
            yield f"it was begun with another {what} ({named!r}, {str(was.get(key))[:16]!r}; now {is_now[key][:16]!r})"
    old, new = (_decisive(said.get("overrides", ())) for said in (before, now))
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            yield f"{name} was {_set_to(old.get(name))}, is {_set_to(new.get(name))}"


def _decisive(overrides: Iterable[str]) -> dict[str, str]:
    """Return by name what must stay; of the user's model its name, since where it is served may change."""
    read = (read_override(text) for text in overrides)
    return {
        item.name: item.value.partition("@")[0] if item.name == _USER else item.value
        for item in read
        if item.name not in _FREE
    }


def _set_to(value: str | None) -> str:
    return "the recipe's" if value is None else repr(value)
