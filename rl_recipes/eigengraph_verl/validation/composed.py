"""A recipe composed by Hydra over verl's own configuration files, without importing verl."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

from eigengraph.errors import ConfigError, UnknownNameError
from eigengraph_verl.recipes.overrides import Override
from eigengraph_verl.recipes.recipe_file import Kind

CONFIG_NAMES: dict[Kind, str] = {"sft": "sft_trainer_engine", "grpo": "ppo_trainer"}
AGENT_LOOP = Path(__file__).parent.parent / "agent_loop.yaml"
_OURS = "agent_loop."
_GROUPS = ("model_engine", "engine", "optim")
_MOST_LISTED = 40


@dataclass(frozen=True, slots=True)
class Composed:
    """A recipe as verl will see it.

    Attributes:
        kind: Which trainer reads it.
        overrides: What was written over verl's files.
        config: The whole configuration, an OmegaConf ``DictConfig``.
        agent_loop: Our agent loop's settings, which verl reads from a file of their own.
    """

    kind: Kind
    overrides: tuple[Override, ...]
    config: Any
    agent_loop: Mapping[str, Any]

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value at a dotted key, resolved; a default where there is none, or null."""
        from omegaconf import OmegaConf

        value = OmegaConf.select(self.config, key, default=default, throw_on_missing=False)
        return default if value is None else value

    def wrote(self, key: str) -> bool:
        """Tell whether the recipe or its user wrote a key, or one inside it."""
        return any(item.name == key or item.name.startswith(f"{key}.") for item in self.overrides)


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

    Args:
        kind: Which trainer.
        overrides: verl's keys, and for GRPO those of ``agent_loop.yaml`` with ``agent_loop.`` before them.

    Raises:
        ConfigError: verl is not installed, there is no such key, or a value cannot be read; every such key is named.
    """
    ours = [item for item in overrides if kind == "grpo" and item.name.startswith(_OURS)]
    theirs = tuple(item for item in overrides if item not in ours)
    errors = list(unknown_keys(kind, theirs))
    if errors:
        raise ConfigError("; ".join(errors))
    return Composed(kind, theirs, _composed(kind, [item.line for item in theirs]), _agent_loop(ours))


def _agent_loop(lines: Sequence[Override]) -> dict[str, Any]:
    settings: dict[str, Any] = yaml.safe_load(AGENT_LOOP.read_text("utf-8"))[0]
    for line in lines:
        name = line.name.removeprefix(_OURS)
        if name not in settings or name.startswith("_"):
            raise ConfigError(str(UnknownNameError("key of agent_loop", name, settings.keys() - {"name", "_target_"})))
        settings[name] = yaml.safe_load(line.value)
    return settings


def _composed(kind: Kind, lines: Sequence[str]) -> Any:
    from hydra import compose as hydra_compose
    from hydra import initialize_config_dir
    from hydra.errors import HydraException
    from omegaconf.errors import OmegaConfBaseException

    with initialize_config_dir(str(config_folder()), version_base=None):
        try:
            return hydra_compose(CONFIG_NAMES[kind], overrides=list(lines))
        except (HydraException, OmegaConfBaseException) as error:
            raise ConfigError(" ".join(str(error.__cause__ or error).split())) from None


def unknown_keys(kind: Kind, overrides: Sequence[Override]) -> Iterator[str]:
    """Yield a line for each key that verl's files do not have."""
    groups = tuple(item.line for item in overrides if item.name in _GROUPS)
    keys, folders = _known(kind, groups)
    for item in overrides:
        ours = kind == "grpo" and item.name.startswith(_OURS)
        known = ours or item.name in keys or item.name in folders or item.line in groups
        if not known and not item.key.startswith("+"):
            yield f"verl has an {UnknownNameError('key', item.name, _near(item.name, keys))}"


def _near(name: str, keys: Collection[str]) -> list[str]:
    """Return the keys to list: those beside it, or where there are none or many, those that end alike."""
    at, _, last = name.rpartition(".")
    beside = [key for key in keys if key.rpartition(".")[0] == at]
    alike = [key for key in keys if key.rpartition(".")[2] == last]
    return beside if beside and at and len(beside) <= _MOST_LISTED else alike or sorted(beside)[:_MOST_LISTED]


@cache
def _known(kind: Kind, groups: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the keys of verl's files that hold a value, and those that hold keys."""
    from omegaconf import OmegaConf

    keys, folders = set(), set()

    def walk(node: Any, path: str) -> None:
        if isinstance(node, dict):
            folders.add(path)
            for key, value in node.items():
                walk(value, f"{path}.{key}" if path else str(key))
        else:
            keys.add(path)

    walk(OmegaConf.to_container(_composed(kind, groups), resolve=False), "")
    return frozenset(keys), frozenset(folders)
