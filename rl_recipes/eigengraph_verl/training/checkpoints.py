"""The checkpoints of a training, as verl writes them."""

from __future__ import annotations

from pathlib import Path

from eigengraph_verl.recipes.recipe_file import Kind

_LATEST = "latest_checkpointed_iteration.txt"


def newest(folder: Path) -> tuple[int, Path] | None:
    """Return step and folder of the newest checkpoint that is complete; None where there is none."""
    try:
        step = int((folder / _LATEST).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    path = folder / f"global_step_{step}"
    return (step, path) if path.is_dir() else None


def weights(kind: Kind, checkpoint: Path) -> Path:
    """Return the folder that holds a checkpoint's sharded weights."""
    return checkpoint / "actor" if kind == "grpo" else checkpoint


def begin_epoch_anew(checkpoint: Path) -> list[Path]:
    """Put away the state of the data loaders of a checkpoint that ends an epoch; return what was put away.

    verl's SFT loads it and finds the epoch used up, so that the next one ends before it begins: a whole epoch is
    skipped. Without it, the loader begins the next epoch, in the order that its number decides.
    """
    moved = []
    for path in sorted(checkpoint.glob("data_*.pt")):
        moved.append(path.rename(path.with_suffix(".pt.used_up")))
    return moved
