"""A recipe composed by Hydra over verl's own configuration files, without importing verl."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from eigengraph.errors import ConfigError, UnknownNameError
from eigengraph_verl.overrides import Override
from eigengraph_verl.recipe_file import Kind

CONFIG_NAMES: dict[Kind, str] = {"sft": "sft_trainer_engine", "grpo": "ppo_trainer"}


@dataclass(frozen=True, slots=True)
class Composed:
    """A recipe as verl will see it.

    Attributes:
        kind: Which trainer reads it.
        overrides: What was written over verl's files.
        config: The whole configuration, an OmegaConf ``DictConfig``.
    """

    kind: Kind
    overrides: tuple[Override, ...]
    config: Any

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value at a dotted key, resolved; a default where there is none."""
        from omegaconf import OmegaConf

        value = OmegaConf.select(self.config, key, default=default, throw_on_missing=False)
        return default if value is None else value

    def written(self) -> Iterator[str]:
        """Yield the keys that the recipe or its user wrote, without ``+``."""
        return (item.name for item in self.overrides)


def config_folder() -> Path:
    """Return where verl keeps its configuration files.

    Raises:
        ConfigError: verl is not installed.
    """
    found = find_spec("verl")
    if found is None or not found.submodule_search_locations:
        raise ConfigError("verl is not installed here; pip install 'eigengraph[verl]'")
    return Path(found.submodule_search_locations[0]) / "trainer" / "config"


def compose(kind: Kind, overrides: Sequence[Override]) -> Composed:
    """Compose a configuration as verl's trainers do.

    Raises:
        ConfigError: verl is not installed, has no such key, or a value cannot be read; with a line for each.
    """
    errors = list(_unknown(kind, overrides))
    if errors:
        raise ConfigError("; ".join(errors))
    return Composed(kind, tuple(overrides), _composed(kind, [item.line for item in overrides]))


def _composed(kind: Kind, lines: Sequence[str]) -> Any:
    from hydra import compose as hydra_compose
    from hydra import initialize_config_dir
    from hydra.errors import HydraException

    with initialize_config_dir(str(config_folder()), version_base=None):
        try:
            return hydra_compose(CONFIG_NAMES[kind], overrides=list(lines))
        except HydraException as error:
            raise ConfigError(" ".join(str(error.__cause__ or error).split())) from None


def _unknown(kind: Kind, overrides: Sequence[Override]) -> Iterator[str]:
    """Yield a line for each key that verl's files do not have."""
    groups = tuple(item.line for item in overrides if item.name in ("model_engine", "engine", "optim"))
    keys, folders = _known(kind, groups)
    for item in overrides:
        if item.key.startswith("+") or item.name in keys or item.name in folders or item.line in groups:
            continue
        at = item.name.rpartition(".")[0]
        beside = [key for key in keys if key.rpartition(".")[0] == at] or [f for f in folders if f] or []
        yield f"verl has an {UnknownNameError('key', item.name, _near(item.name, beside, keys))}"


def _near(name: str, beside: Sequence[str], keys: frozenset[str]) -> Sequence[str]:
    """Return the keys to list: those beside it, or where there are too many, those that end alike."""
    if len(beside) <= 60:
        return beside
    last = name.rpartition(".")[2]
    return [key for key in keys if key.rpartition(".")[2] == last]


@cache
def _known(kind: Kind, groups: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the keys of verl's files that hold a value, and those that hold keys."""
    from omegaconf import OmegaConf

    keys, folders = set(), set()
    plain = OmegaConf.to_container(_composed(kind, groups), resolve=False)

    def walk(node: Any, path: str) -> None:
        if isinstance(node, dict):
            folders.add(path)
            for key, value in node.items():
                walk(value, f"{path}.{key}" if path else str(key))
        else:
            keys.add(path)

    walk(plain, "")
    return frozenset(keys), frozenset(folders)
