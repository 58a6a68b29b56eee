"""A recipe as a file: a few settings of ours, and lines of verl's configuration over those of a base."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from eigengraph.errors import ConfigError, UnknownNameError
from eigengraph.records import canonical, digest
from eigengraph_verl.recipes.overrides import Override, merged, read_override, spelled

FOLDER = Path(__file__).parent
Kind = Literal["sft", "grpo"]
KEYS = {"base", "kind", "model", "gpu", "domains", "environment", "start", "config"}
_GPU_KEYS = {"name", "gigabytes"}


@dataclass(frozen=True, slots=True)
class RecipeFile:
    """A recipe.

    Attributes:
        path: Its file.
        kind: ``sft`` or ``grpo``; decides which of verl's trainers runs.
        model: Name in ``architectures.toml``; empty where a folder must be given.
        gpu: What its GPUs are called; empty where it needs none.
        gigabytes: Memory of one of them, in 10^9 bytes.
        domains: Names of domains whose dialogues it has room for.
        environment: Variables that the trainer needs; what is set outside outweighs them.
        start: ``module:function`` that makes the model to begin with where none is given: it is called with the folder
            of the data and a new folder; empty where there is none.
        overrides: verl's configuration, in the order of the files; ``{data}``, ``{model}``, ``{out}`` and
            ``{package}`` stand for folders.
    """

    path: Path
    kind: Kind
    model: str = ""
    gpu: str = ""
    gigabytes: float = 0
    domains: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    start: str = ""
    overrides: tuple[Override, ...] = ()

    @property
    def name(self) -> str:
        """The name it goes by."""
        return self.path.stem

    @property
    def digest(self) -> str:
        """SHA-256 of what it says, bases included; comments do not count."""
        lines = [item.line for item in self.overrides]
        return digest(canonical([self.kind, self.model, dict(self.environment), self.start, lines]))

    def variables(self) -> dict[str, str]:
        """Return the variables that it needs, with the values that they will have here."""
        return {name: os.environ.get(name, value) for name, value in self.environment.items()}

    def filled(self, more: Sequence[str] = (), **folders: Path | str) -> tuple[Override, ...]:
        """Return verl's configuration with overrides of a user's, and with folders in the place of their names.

        Raises:
            ConfigError: One of ``more`` is not ``key=value``.
        """
        overrides = merged(self.overrides, [read_override(text) for text in more])
        for name, folder in {"package": FOLDER.parent, **folders}.items():
            overrides = tuple(item.replaced(f"{{{name}}}", str(folder)) for item in overrides)
        return overrides


def read_recipe(path: Path) -> RecipeFile:
    """Read a recipe and its bases.

    Args:
        path: A YAML file. Its ``base`` is another one, beside it or among the packaged ones.

    Raises:
        ConfigError: A file is missing or says what cannot be used.
    """
    said = _read(path)
    base = _base(path, said["base"]) if "base" in said else None
    kind: Any = said.get("kind", base and base.kind)
    if kind not in get_args(Kind):
        raise ConfigError(f"{str(path)!r}: kind is {kind!r}; write one of {', '.join(get_args(Kind))}")
    gpu = said.get("gpu") or {}
    _known(path, "gpu", gpu, _GPU_KEYS)
    return RecipeFile(
        path,
        kind,
        model=said.get("model", base.model if base else ""),
        gpu=gpu.get("name", base.gpu if base else ""),
        gigabytes=gpu.get("gigabytes", base.gigabytes if base else 0),
        domains=tuple(said.get("domains", base.domains if base else ())),
        environment={**(base.environment if base else {}), **_variables(path, said.get("environment") or {})},
        start=said.get("start", base.start if base else ""),
        overrides=merged(base.overrides if base else (), _config(path, said.get("config") or {})),
    )


class _Loader(yaml.SafeLoader):
    """Refuses a key that stands there twice, of which YAML would take the last."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            name = self.construct_object(key, deep=deep)
            if name in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{name!r} stands there twice", key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep=deep)


def _read(path: Path) -> dict[str, Any]:
    try:
        said = yaml.load(path.read_text("utf-8"), _Loader)
    except OSError as error:
        raise ConfigError(f"recipe {str(path)!r} cannot be read: {error.strerror}") from None
    except yaml.YAMLError as error:
        raise ConfigError(f"recipe {str(path)!r} is no YAML: {' '.join(str(error).split())}") from None
    if not isinstance(said, dict):
        raise ConfigError(f"recipe {str(path)!r} holds {said!r:.40}, no keys (known: {', '.join(sorted(KEYS))})")
    _known(path, "the recipe", said, KEYS)
    return said


def _known(path: Path, where: str, said: Mapping[str, Any], known: set[str]) -> None:
    for key in said:
        if key not in known:
            raise ConfigError(f"{str(path)!r}: {where} has an {UnknownNameError('key', str(key), known)}")


def _base(path: Path, name: str) -> RecipeFile:
    beside = path.with_name(f"{name}.yaml")
    found = beside if beside.is_file() else FOLDER / f"{name}.yaml"
    if not found.is_file() or found == path:
        known = sorted(item.stem for item in FOLDER.glob("*.yaml"))
        raise ConfigError(f"{str(path)!r}: {UnknownNameError('base', str(name), known)}")
    return read_recipe(found)


def _variables(path: Path, said: Mapping[str, Any]) -> dict[str, str]:
    for name, value in said.items():
        if not isinstance(value, str):
            raise ConfigError(f"{str(path)!r}: variable {name!r} is {value!r}; put its value in quotes")
    return dict(said)


def _config(path: Path, said: Mapping[str, Any]) -> list[Override]:
    for key, value in said.items():
        if isinstance(value, dict) and not key.startswith("+"):
            raise ConfigError(
                f"{str(path)!r}: {key!r} holds keys; write each on a line of its own, as {key}.KEY: VALUE"
            )
    return [Override(key, spelled(value)) for key, value in said.items()]
