"""The spec and the options of a model in a Hugging Face folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eigengraph.errors import ConfigError, UnknownNameError

Positive = Annotated[int, Field(strict=True, gt=0)]

_TOKENIZERS = ("tokenizer.json", "tokenizer_config.json")


class HFSettings(BaseModel):
    """What can be set.

    Attributes:
        device: Where the model runs, such as ``cpu`` or ``cuda:0``; ``auto`` for a GPU where there is one.
        dtype: Of the weights; ``auto`` for the one they are stored in.
        batch: Replies decoded at once.
        context: Tokens that prompt and reply share; by default as many as the model's configuration says.
        max_tokens: Most tokens of a reply, where a role asks for more.
        temperature: In place of the one that a role asks for; 0 for the likeliest token each time.
        top_p: In place of the one that a role asks for.
        prefix_mb: Memory for what was read before, so that a dialogue's earlier turns are not read again; 0 for none.
        threads: Processor threads; by default as many as torch chooses.
        template: More variables of the chat template, such as ``enable_thinking``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    device: str = "auto"
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = "auto"
    batch: Positive = 64
    context: Positive | None = None
    max_tokens: Positive = 1024
    temperature: Annotated[float, Field(ge=0)] | None = None
    top_p: Annotated[float, Field(gt=0, le=1)] | None = None
    prefix_mb: Annotated[int, Field(strict=True, ge=0)] = 512
    threads: Positive | None = None
    template: dict[str, Any] = {}


def read_settings(rest: str, options: Mapping[str, Any]) -> tuple[Path, HFSettings]:
    """Check a spec and its options; no weights are read.

    Args:
        rest: What follows ``hf:``.
        options: The settings' section for this scheme.

    Raises:
        ConfigError: There is no such folder, it holds no model or no tokenizer, what is needed is not installed, or an
            option cannot be used.
    """
    spec, folder = f"hf:{rest}", Path(rest)
    if not rest or not folder.is_dir():
        raise ConfigError(f"model spec {spec!r} names no folder; write hf:FOLDER, a folder on this machine")
    _check_config(spec, folder)
    if not any((folder / name).is_file() for name in _TOKENIZERS):
        raise ConfigError(f"model spec {spec!r} names a folder without a tokenizer ({' or '.join(_TOKENIZERS)})")
    for needed in ("torch", "transformers"):
        if find_spec(needed) is None:
            raise ConfigError(f"model {spec!r} needs {needed}; pip install 'eigengraph[hf]'")
    try:
        return folder, HFSettings.model_validate(dict(options))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        if first["type"] == "extra_forbidden":
            raise UnknownNameError("setting of hf models", where, HFSettings.model_fields) from None
        raise ConfigError(f"hf setting {where!r} cannot be {first['input']!r}: {first['msg']}") from None


def _check_config(spec: str, folder: Path) -> None:
    path = folder / "config.json"
    if not path.is_file():
        found = ", ".join(sorted(item.name for item in folder.iterdir())[:5]) or "nothing"
        raise ConfigError(
            f"model spec {spec!r} names a folder without config.json (it has {found}); give one that "
            "save_pretrained wrote"
        )
    try:
        config = json.loads(path.read_bytes())
    except ValueError as error:
        raise ConfigError(f"{str(path)!r} is not JSON: {error}; copy the folder again") from None
    if not isinstance(config, dict) or "model_type" not in config:
        raise ConfigError(f"{str(path)!r} names no model_type; give the configuration of a transformers model")
