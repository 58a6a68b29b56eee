"""What a machine must have for a recipe."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from pathlib import Path

from packaging.requirements import Requirement

from eigengraph.models import Check
from eigengraph_verl.recipes.recipe_file import RecipeFile
from eigengraph_verl.training.command import RENDEZVOUS
from eigengraph_verl.validation.composed import Composed, compose
from eigengraph_verl.validation.layout import layout

_DISTRIBUTION = "eigengraph"
_BACKENDS = {"vllm": "vllm", "sglang": "sglang", "trtllm": "tensorrt_llm"}
_MEMINFO = Path("/proc/meminfo")
_CPU_PROCESS = 1.0  # 10^9 bytes that a process of verl takes on a CPU before there is a model in it


def needs(recipe: RecipeFile) -> list[Check]:
    """Return what a recipe needs of a machine, and whether this one has it."""
    packages = list(_packages())
    if any(check.name == "package verl" and not check.ok for check in packages):
        return packages
    composed = compose(recipe.kind, recipe.filled(data="DATA", model="MODEL", out="OUT"))
    return [*packages, *hardware(recipe, composed)]


def machine(recipe: RecipeFile, composed: Composed) -> list[Check]:
    """Return the same for a recipe that was composed, with a user's overrides."""
    return [*_packages(), *hardware(recipe, composed)]


def hardware(recipe: RecipeFile, composed: Composed) -> Iterator[Check]:
    """Yield whether there are the GPUs, the memory, the engines and the other machines."""
    if layout(composed).megatron:
        yield _module("megatron.core", "Megatron trains; pip install megatron-core")
    backend = _BACKENDS.get(composed.get("actor_rollout_ref.rollout.name", "")) if composed.kind == "grpo" else None
    if backend is not None:
        yield _module(backend, f"it rolls out; pip install {backend} into an environment that agrees with verl's torch")
    if composed.get("trainer.device") == "cpu":
        yield _memory(composed)
    else:
        yield _gpus(composed.get("trainer.n_gpus_per_node"), recipe.gigabytes)
    if composed.get("trainer.nnodes") + composed.get("actor_rollout_ref.rollout.nnodes", 0) > 1:
        yield _nodes(composed)


def _packages() -> Iterator[Check]:
    wanted = [Requirement(text) for text in requires(_DISTRIBUTION) or ()]
    for requirement in wanted:
        if requirement.marker is not None and requirement.marker.evaluate({"extra": "verl"}):
            plain = f"{requirement.name}{requirement.specifier}"
            name = f"package {requirement.name}"
            try:
                found = version(requirement.name)
            except PackageNotFoundError:
                yield Check(name, False, f"it is not installed; pip install '{plain}'")
                continue
            ok = requirement.specifier.contains(found, prereleases=True)
            yield Check(name, ok, "" if ok else f"version {found} is installed; pip install '{plain}'", found)


def _module(name: str, fix: str) -> Check:
    try:
        found = find_spec(name) is not None
    except ModuleNotFoundError:
        found = False
    return Check(f"package {name}", found, "" if found else f"it is not installed; {fix}", "installed" if found else "")


def _gpus(wanted: int, gigabytes: float) -> Check:
    ask = shutil.which("nvidia-smi")
    if ask is None:
        return Check(
            "GPUs", False, f"{wanted} on this machine are needed, and there is no nvidia-smi that would find any"
        )
    query = [ask, "--query-gpu=memory.total", "--format=csv,noheader,nounits"]
    told = subprocess.run(query, capture_output=True, text=True)
    sizes = [int(line) * 2**20 / 1e9 for line in told.stdout.split() if line.isdigit()]
    found = f"{len(sizes)} with {min(sizes, default=0):.0f} GB or more"
    if len(sizes) < wanted:
        return Check(
            "GPUs", False, f"{wanted} are needed, and {len(sizes)} are here; set trainer.n_gpus_per_node", found
        )
    if min(sizes) < 0.9 * gigabytes:
        return Check(
            "GPUs", False, f"the recipe is laid out for {gigabytes:.0f} GB each; see `eigengraph recipes`", found
        )
    return Check("GPUs", True, found=found)


def _memory(composed: Composed) -> Check:
    ranks = layout(composed).ranks
    wanted = _CPU_PROCESS * (ranks + (3 if composed.kind == "grpo" else 0))
    if not _MEMINFO.is_file():
        return Check("memory", True, found="cannot be told here")
    lines = dict(line.split(":") for line in _MEMINFO.read_text().splitlines())
    free = int(lines["MemAvailable"].split()[0]) * 1024 / 1e9
    ok = free >= wanted
    return Check("memory", ok, "" if ok else f"{wanted:.1f} GB are needed", f"{free:.1f} GB free")


def _nodes(composed: Composed) -> Check:
    if composed.kind == "sft":
        address = os.environ.get(RENDEZVOUS, "")
        fix = f"set {RENDEZVOUS} to the first machine's address, and run the same command on each"
        return Check("other machines", bool(address), "" if address else fix, address)
    address = os.environ.get("RAY_ADDRESS", "")
    fix = "start Ray on all of them (`ray start`), and set RAY_ADDRESS to the head's address"
    return Check("other machines", bool(address), "" if address else fix, address)
