"""The device "cpu" for verl, as a platform plugin of its own kind.

verl imports this module because ``VERL_USE_EXTERNAL_MODULES`` names it, in every process that it starts.
"""

from __future__ import annotations

import os
import types
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psutil
import torch
from verl.plugin.platform import platform_manager
from verl.plugin.platform.platform_base import PlatformBase

from eigengraph_verl.cpu.shims import install_shims

# verl looks its training engines up by device, and knows FSDP for "cuda" and "npu" only; on "cpu" the same class works.
os.environ.setdefault("VERL_ENGINE_DEVICE", "cuda")


class _Device(types.ModuleType):
    """What verl uses of ``torch.cuda``, for the one device that every machine has."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(torch.cpu, name)

    def is_available(self) -> bool:
        return True

    def device_count(self) -> int:
        return 1

    def current_device(self) -> torch.device:
        return torch.device("cpu")

    def set_device(self, *_: Any) -> None:
        """Do nothing: there is one device."""

    def synchronize(self, *_: Any) -> None:
        """Do nothing: nothing runs ahead."""

    def empty_cache(self) -> None:
        """Do nothing: there is no cache."""

    def ipc_collect(self) -> None:
        """Do nothing: nothing is shared between processes."""

    def reset_peak_memory_stats(self, *_: Any) -> None:
        """Do nothing: peaks are not counted."""

    def manual_seed(self, seed: int) -> None:
        torch.manual_seed(seed)

    def manual_seed_all(self, seed: int) -> None:
        torch.manual_seed(seed)

    def get_rng_state(self, *_: Any) -> torch.Tensor:
        return torch.get_rng_state()

    def set_rng_state(self, state: torch.Tensor, *_: Any) -> None:
        torch.set_rng_state(state)

    def memory_allocated(self, *_: Any) -> int:
        return int(psutil.Process().memory_info().rss)

    max_memory_allocated = memory_reserved = max_memory_reserved = memory_allocated

    def mem_get_info(self, *_: Any) -> tuple[int, int]:
        memory = psutil.virtual_memory()
        return memory.available, memory.total

    def get_device_name(self, *_: Any) -> str:
        return "cpu"


_DEVICE = _Device("eigengraph_cpu_device")


@platform_manager.PlatformRegistry.register(platform="cpu")
class PlatformCPU(PlatformBase):
    """A platform whose only device is the processor; its processes talk by gloo."""

    device_name = property(lambda _: "cpu")
    vendor_name = property(lambda _: "cpu")
    device_module = property(lambda _: _DEVICE)

    def is_available(self) -> bool:
        """Return True: there is always a processor."""
        return True

    def current_device(self) -> torch.device:
        """Return the processor."""
        return torch.device("cpu")

    def device_count(self) -> int:
        """Return 1: each process has the whole machine."""
        return 1

    def set_device(self, _index: int) -> None:
        """Do nothing: there is one device."""

    def synchronize(self, _index: int | None = None) -> None:
        """Do nothing: nothing runs ahead."""

    def manual_seed(self, seed: int) -> None:
        """Seed torch."""
        torch.manual_seed(seed)

    def manual_seed_all(self, seed: int) -> None:
        """Seed torch."""
        torch.manual_seed(seed)

    def set_allocator_settings(self, _settings: str) -> None:
        """Do nothing: memory comes from the system."""

    def empty_cache(self) -> None:
        """Do nothing: there is no cache."""

    def get_device_capability(self, _index: int = 0) -> tuple[None, None]:
        """Return nothing: there are no compute capabilities."""
        return None, None

    def communication_backend_name(self) -> str:
        """Return the backend of process groups."""
        return "gloo"

    def visible_devices_envvar(self) -> str:
        """Return a variable that nothing else reads."""
        return "EIGENGRAPH_VISIBLE_CPUS"

    @contextmanager
    def nvtx_range(self, _message: str) -> Iterator[None]:
        """Mark nothing."""
        yield

    def profiler_start(self) -> None:
        """Do nothing: no profiler is attached."""

    def profiler_stop(self) -> None:
        """Do nothing: no profiler is attached."""

    def ray_resource_name(self) -> str:
        """Return the resource that workers take; Ray is started with as many of them as there are workers."""
        return "GPU"

    def ray_noset_envvars(self) -> list[str]:
        """Return what keeps Ray from hiding devices."""
        return ["RAY_EXPERIMENTAL_NOSET_CUDA_VISIBLE_DEVICES"]

    def is_ipc_supported(self) -> bool:
        """Return False: weights go from process to process by value."""
        return False

    def cudart(self) -> None:
        """Return nothing: there is no CUDA runtime."""


def select() -> None:
    """Make this the platform of the process, unless ``VERL_PLATFORM`` names another."""
    if os.environ.setdefault("VERL_PLATFORM", "cpu").lower() != "cpu":
        return
    current = platform_manager._current_platform
    if current is not None and current.device_name != "cpu":
        platform_manager._current_platform = None  # verl may have looked before it imported its plugins
    install_shims()


select()
