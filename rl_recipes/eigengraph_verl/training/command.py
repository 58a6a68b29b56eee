"""The command that trains: verl's own entry points, with every setting in sight."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from eigengraph_verl.recipes.overrides import Override, spelled
from eigengraph_verl.recipes.recipe_file import RecipeFile
from eigengraph_verl.training.checkpoints import weights
from eigengraph_verl.validation.composed import Composed
from eigengraph_verl.validation.layout import layout

RENDEZVOUS = "MASTER_ADDR"
_PORT = "29500"


def command(composed: Composed, out: Path) -> tuple[str, ...]:
    """Return the words that run verl: ``torchrun`` for SFT, a driver of Ray for GRPO."""
    hydra = Override("hydra.run.dir", spelled(str(out / "logs" / "hydra")))
    lines = [item.line for item in (*composed.overrides, hydra)]
    if composed.kind == "grpo":
        return (sys.executable, "-m", "verl.trainer.main_ppo", *lines)
    return (
        sys.executable,
        "-m",
        "torch.distributed.run",
        *_processes(composed),
        "-m",
        "verl.trainer.sft_trainer",
        *lines,
    )


def merge_command(composed: Composed, checkpoint: Path, target: Path) -> tuple[str, ...]:
    """Return the words that merge a checkpoint's shards into a Hugging Face folder."""
    backend = "megatron" if layout(composed).megatron else "fsdp"
    folders = ("--local_dir", str(weights(composed.kind, checkpoint).resolve()), "--target_dir", str(target.resolve()))
    return (sys.executable, "-m", "verl.model_merger", "merge", "--backend", backend, *folders)


def shown(recipe: RecipeFile, words: Sequence[str]) -> str:
    """Return a command with its variables, quoted for a shell."""
    variables = [f"{name}={value}" for name, value in recipe.variables().items()]
    return shlex.join(["env", *variables, *words] if variables else words)


def _processes(composed: Composed) -> tuple[str, ...]:
    nodes, each = composed.get("trainer.nnodes"), composed.get("trainer.n_gpus_per_node")
    if nodes == 1:
        return ("--standalone", "--nnodes=1", f"--nproc-per-node={each}")
    address = f"{os.environ.get(RENDEZVOUS, RENDEZVOUS)}:{os.environ.get('MASTER_PORT', _PORT)}"
    meeting = (
        "--rdzv-backend=c10d",
        f"--rdzv-id={composed.get('trainer.experiment_name')}",
        f"--rdzv-endpoint={address}",
    )
    return (f"--nnodes={nodes}", f"--nproc-per-node={each}", *meeting)
