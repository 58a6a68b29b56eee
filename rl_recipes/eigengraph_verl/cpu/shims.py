"""The two places where torch, as verl calls it, asks for an accelerator that is not there."""

from __future__ import annotations

import functools
from typing import Any

import torch
import torch.distributed

_DONE = "_eigengraph_shim"


def install_shims() -> None:
    """Mend both in this process; a second time does nothing."""
    _one_backend_for_one_device()
    if not torch.cuda.is_available():
        _nothing_to_pin()


def _one_backend_for_one_device() -> None:
    """Let verl's backend "cpu:gloo,cpu:gloo" mean "cpu:gloo".

    verl joins one backend for the processor and one for its device. Here these are the same, and torch refuses a device
    that is named twice.
    """
    start = torch.distributed.init_process_group
    if hasattr(start, _DONE):
        return

    @functools.wraps(start)
    def init_process_group(backend: str | None = None, *args: Any, **kwargs: Any) -> Any:
        return start("cpu:gloo" if backend == "cpu:gloo,cpu:gloo" else backend, *args, **kwargs)

    setattr(init_process_group, _DONE, True)
    torch.distributed.init_process_group = init_process_group


def _nothing_to_pin() -> None:
    """Let a tensor that is to be pinned for a copy to an accelerator stay as it is.

    FSDP2 offloads the reference policy with pinned memory, and torch raises where no accelerator could read it.
    """

    def pin_memory(self: torch.Tensor, *_: Any, **__: Any) -> torch.Tensor:
        return self

    torch.Tensor.pin_memory = pin_memory
