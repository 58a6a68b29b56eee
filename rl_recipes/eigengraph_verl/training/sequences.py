"""How many sequences supervised files hold: of a dialogue as many as the chat template makes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from eigengraph.errors import ConfigError
from eigengraph_verl.training.dataset import read_files, rows
from eigengraph_verl.validation.composed import Composed


def sequences(composed: Composed, split: str) -> int:
    """Return the items that the dataset of a split (``train`` or ``val``) has.

    Rows of one target are one item each. Others are cut by the model's tokenizer, if its folder is there; if not, they
    are counted as one, which is the least that they can be.

    Raises:
        ConfigError: A file is no parquet file, a sequence is too long, or the tokenizer cannot be read.
    """
    files = read_files(composed, f"data.{split}_files")
    most = composed.get(f"data.{split}_max_samples", -1)
    counted = sum(map(rows, files))
    least = counted if most < 0 else min(counted, most)
    model = Path(str(composed.get("model.path")))
    if not any(map(holds_dialogues, files)) or not model.is_dir():
        return least
    from omegaconf import OmegaConf

    settings = json.dumps(OmegaConf.to_container(composed.config.data, resolve=True), sort_keys=True)
    stamps = tuple((str(path), path.stat().st_mtime_ns) for path in files)
    return _cut(stamps, model, settings, most)


def holds_dialogues(path: Path) -> bool:
    """Tell whether a row of a file has several messages to learn, as with ``per=dialogue``."""
    if "targets" not in pq.read_schema(path).names:
        return False
    return any(len(row["targets"]) > 1 for row in pq.read_table(path, columns=["targets"]).to_pylist())


@lru_cache(maxsize=4)  # asked for twice, by the plan and by the training
def _cut(stamps: Sequence[tuple[str, int]], model: Path, settings: str, most: int) -> int:
    from transformers import AutoTokenizer

    from eigengraph_verl.sft_dataset import EigenGraphSFTDataset

    try:
        tokenizer: Any = AutoTokenizer.from_pretrained(model)
    except (OSError, ValueError) as error:
        raise ConfigError(f"the tokenizer of --model {str(model)!r} cannot be read: {error}") from None
    return len(EigenGraphSFTDataset([path for path, _ in stamps], tokenizer, json.loads(settings), max_samples=most))
