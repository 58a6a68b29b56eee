"""The model that Megatron's bridge leaves in a checkpoint: a Hugging Face folder already, which no merger can read."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from eigengraph.errors import ConfigError
from eigengraph_verl.training.checkpoints import weights
from eigengraph_verl.validation.composed import Composed
from eigengraph_verl.validation.layout import layout

_NEEDED = ("config.json", "tokenizer.json")


def is_bridged(composed: Composed) -> bool:
    """Tell whether verl saves weights through a bridge, as it does with Megatron unless told otherwise."""
    cut = layout(composed)
    return cut.megatron and not composed.get(f"{cut.at}.use_dist_checkpointing")


def take_bridged(composed: Composed, checkpoint: Path, target: Path) -> None:
    """Put the model of a checkpoint into a folder, by hard links where the disk allows them.

    verl removes old checkpoints; what is linked stays.

    Raises:
        ConfigError: The checkpoint holds no whole model, or it cannot be put there.
    """
    source = weights(composed.kind, checkpoint) / "model" / "huggingface"
    missing = [name for name in _NEEDED if not (source / name).is_file()]
    if not any(source.glob("*.safetensors")):
        missing.append("*.safetensors")
    if missing:
        raise ConfigError(
            f"{str(source)!r} has no {', '.join(map(repr, missing))}, which verl writes there with the bridge; copy "
            f"the checkpoint's files from all machines to this one, then run the same command again"
        )
    try:
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target, copy_function=_link)
    except OSError as error:
        raise ConfigError(f"{str(target)!r} cannot be written: {error}; make room there") from None


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk, or one without links
        shutil.copy2(source, target)
