"""verl's dataset class for supervised fine-tuning on exported dialogues.

``data.custom_cls.path=pkg://eigengraph_verl.sft_dataset data.custom_cls.name=EigenGraphSFTDataset``
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import torch
from torch.utils.data import Dataset

from eigengraph.errors import ConfigError
from eigengraph_verl.rollouts.stream import Sample, Template, with_objects, written_samples

_Sequence = tuple[torch.Tensor, torch.Tensor]
"""Tokens, and 1 for each that the loss covers."""

_PAD_MODES = ("right", "no_padding")
_TRUNCATIONS = ("error", "left", "right")


class EigenGraphSFTDataset(Dataset[dict[str, torch.Tensor]]):
    """Sequences of an exported dialogue file, with a loss on what the model is to write and on nothing else.

    A row makes one sequence, or several where the chat template drops the reasoning of earlier turns: then each holds
    what the model will see when it writes. Tools and messages are JSON text. The loss covers each target message up to
    and including the token that ends it, its reasoning included.

    Args:
        parquet_files: ``policy_sft_train.parquet`` and the like.
        tokenizer: Of Hugging Face's kind.
        config: The ``data`` section of verl's SFT trainer: ``pad_mode`` (``right`` or ``no_padding``), ``max_length``,
            ``truncation`` (``error``, ``left`` or ``right``), ``apply_chat_template_kwargs`` and
            ``enable_thinking_default``.
        processor: Taken because verl passes it; there are no pictures.
        max_samples: Rows read at most; -1 for all.

    Raises:
        ConfigError: A setting cannot be used, a file is no export of ours, or a sequence is longer than ``max_length``
            with ``truncation=error``.
    """

    def __init__(
        self,
        parquet_files: str | Sequence[str],
        tokenizer: Any,
        config: Mapping[str, Any] | None = None,
        processor: Any = None,
        max_samples: int = -1,
    ) -> None:
        del processor
        settings = config or {}
        self.pad_mode = _one_of("pad_mode", settings.get("pad_mode", "right"), _PAD_MODES)
        self.truncation = _one_of("truncation", settings.get("truncation", "error"), _TRUNCATIONS)
        self.max_length = int(settings.get("max_length", 1024))
        self.pad_token = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else 0
        options = dict(settings.get("apply_chat_template_kwargs") or {})
        if settings.get("enable_thinking_default") is not None:
            options["enable_thinking"] = settings["enable_thinking_default"]
        files = [parquet_files] if isinstance(parquet_files, str) else list(parquet_files)
        self._tokenizer, self._options = tokenizer, options
        self._rows = _table(files, max_samples)
        self._items = list(self._cut())

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, index: int) -> dict[str, torch.Tensor]:
        """Return ``input_ids``, ``position_ids`` and ``loss_mask``, and ``attention_mask`` where they are padded."""
        item = self._items[index]
        if isinstance(item, int):
            [item] = self._sequences(item)
        ids, mask = item[0].long(), item[1].long()
        made = {"input_ids": ids, "loss_mask": mask, "position_ids": torch.arange(len(ids))}
        if self.pad_mode == "no_padding":
            return made
        made["attention_mask"] = torch.ones_like(ids)
        room, fill = self.max_length - len(ids), {"input_ids": self.pad_token}
        return {key: torch.nn.functional.pad(row, (0, room), value=fill.get(key, 0)) for key, row in made.items()}

    def _cut(self) -> Iterator[int | _Sequence]:
        """Yield rows of one target as their number, to be tokenised when they are asked for, others as sequences."""
        for number, row in enumerate(self._rows.select(["targets"]).to_pylist()):
            if len(row["targets"]) == 1:
                yield number
            else:
                yield from self._sequences(number)

    def _sequences(self, number: int) -> list[_Sequence]:
        [row] = self._rows.slice(number, 1).to_pylist()
        template = Template(self._tokenizer, json.loads(row["tools"]), self._options)
        samples = written_samples(template, with_objects(json.loads(row["messages"])), row["targets"])
        return [self._fitted(sample, row["id"]) for sample in samples]

    def _fitted(self, sample: Sample, row: str) -> _Sequence:
        ids, mask = sample.ids, [0] * len(sample.prompt) + sample.mask
        if len(ids) > self.max_length:
            if self.truncation == "error":
                raise ConfigError(
                    f"row {row!r} has {len(ids)} tokens, more than max_length={self.max_length!r}; raise "
                    "data.max_length, or set data.truncation=left to cut what comes first"
                )
            kept = slice(-self.max_length, None) if self.truncation == "left" else slice(self.max_length)
            ids, mask = ids[kept], mask[kept]
        return torch.tensor(ids, dtype=torch.int32), torch.tensor(mask, dtype=torch.int8)


def _one_of(name: str, value: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise ConfigError(f"data.{name} is {value!r}; it can be {', '.join(known)}")
    return value


def _table(files: Sequence[str], most: int) -> pa.Table:
    tables = []
    for path in files:
        table = pq.read_table(path)
        missing = {"id", "messages", "tools", "targets"} - set(table.column_names)
        if missing:
            raise ConfigError(f"{str(path)!r} has no column {min(missing)!r}: it is no dialogue file of an export")
        tables.append(table)
    whole = pa.concat_tables(tables)
    return whole if most < 0 else whole.slice(0, most)
