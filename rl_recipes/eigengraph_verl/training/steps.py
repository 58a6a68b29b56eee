"""How many optimizer steps a training takes, counted as verl's loaders count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from eigengraph.models import Check
from eigengraph_verl.training.dataset import read_files, rows
from eigengraph_verl.training.sequences import sequences
from eigengraph_verl.validation.composed import Composed
from eigengraph_verl.validation.layout import layout


@dataclass(frozen=True, slots=True)
class Steps:
    """How long a training is.

    Attributes:
        train: Items to train on: rows, and of supervised dialogues the sequences that the template makes of them.
        validation: Items to validate on.
        epoch: Steps of one pass over the data.
        total: Steps in all.
    """

    train: int
    validation: int
    epoch: int
    total: int


def count_steps(composed: Composed) -> Steps:
    """Count items and steps.

    Raises:
        ConfigError: A data file is missing or no parquet file, or what it holds cannot be cut into sequences.
    """
    train, validation = (_items(composed, split) for split in ("train", "val"))
    batch = composed.get("data.train_batch_size")
    if composed.kind == "sft":
        ranks = layout(composed).data_parallel
        epoch = (train // ranks) // max(1, batch // ranks)  # both samplers drop what is left over
    else:
        epoch = train // batch
    total = composed.get("trainer.total_training_steps") or epoch * composed.get("trainer.total_epochs")
    return Steps(train, validation, epoch, total)


def check_steps(composed: Composed, steps: Steps) -> Iterator[Check]:
    """Yield whether there is enough data for the batches."""
    batch = composed.get("data.train_batch_size")
    if steps.epoch == 0:
        fix = f"{steps.train} rows make no batch of {batch}, and verl drops the rest; set data.train_batch_size lower"
        yield Check("batches", False, fix)
    elif composed.kind == "grpo" and steps.validation == 0:
        fix = (
            f"data.val_files={composed.get('data.val_files')!r} has no rows, and verl's loader crashes on none, even "
            f"where it never validates; synthesize with a larger `validation`, or set data.val_files to another "
            f"file of the export, with trainer.val_before_train=false trainer.test_freq=-1 where that is trained on"
        )
        yield Check("batches", False, fix)
    elif composed.kind == "sft" and composed.get("data.val_files") and steps.validation < batch:
        fix = (
            f"{steps.validation} rows to validate on make no batch of {batch}, so that the loss would be nan; set "
            f"data.train_batch_size lower, or data.val_files=null and trainer.test_freq=-1"
        )
        yield Check("batches", False, fix)
    elif steps.total > steps.epoch * (epochs := composed.get("trainer.total_epochs")):
        fix = (
            f"trainer.total_training_steps={steps.total} is more than {epochs} epochs of {steps.epoch} steps: verl "
            f"would stop after these without a checkpoint of the last ones; raise trainer.total_epochs"
        )
        yield Check("batches", False, fix)
    else:
        yield Check("batches", True, found=f"{steps.epoch} of {batch} in an epoch, {steps.total} steps")


def _items(composed: Composed, split: str) -> int:
    if composed.kind == "sft":
        return sequences(composed, split)
    return sum(map(rows, read_files(composed, f"data.{split}_files")))
