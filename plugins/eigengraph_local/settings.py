"""The spec and the options of a local model."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eigengraph.errors import ConfigError, UnknownNameError

_MAGIC = b"GGUF"

Positive = Annotated[int, Field(strict=True, gt=0)]


class LocalSettings(BaseModel):
    """What can be set.

    Attributes:
        context: Tokens that prompt and reply share.
        parallel: Requests answered at once; each has a context of its own.
        threads: Processor threads; by default as many as llama.cpp chooses.
        max_tokens: Most tokens of a reply, where a role asks for more.
        temperature: In place of the one that a role asks for.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    context: Positive = 16_384
    parallel: Positive = 1
    threads: Positive | None = None
    max_tokens: Positive = 1024
    temperature: Annotated[float, Field(ge=0)] | None = None


def read_settings(rest: str, options: Mapping[str, Any]) -> tuple[Path, LocalSettings]:
    """Check a spec and its options.

    Args:
        rest: What follows ``local:``.
        options: The settings' section for this scheme.

    Raises:
        ConfigError: There is no such GGUF file, llama.cpp is not installed, or an option cannot be used.
    """
    spec, path = f"local:{rest}", Path(rest)
    if not rest or not path.is_file():
        raise ConfigError(f"model spec {spec!r} names no file; write local:PATH.gguf")
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise ConfigError(f"model spec {spec!r} names no GGUF file; convert the weights with llama.cpp")
    if find_spec("xllamacpp") is None:
        raise ConfigError(f"model {spec!r} needs llama.cpp; pip install 'eigengraph[local]'")
    try:
        return path, LocalSettings.model_validate(dict(options))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        if first["type"] == "extra_forbidden":
            raise UnknownNameError("setting of local models", where, LocalSettings.model_fields) from None
        raise ConfigError(f"local setting {where!r} cannot be {first['input']!r}: {first['msg']}") from None
