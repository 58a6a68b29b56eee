"""Whether router replay is given what it replays."""

from __future__ import annotations

from collections.abc import Iterator

from eigengraph_verl.validation.architecture import Architecture
from eigengraph_verl.validation.composed import Composed
from eigengraph_verl.validation.layout import Layout

_RECORDED = "actor_rollout_ref.rollout.enable_rollout_routing_replay"
_BACKENDS = ("vllm", "sglang")


def check_replay(composed: Composed, cut: Layout, shape: Architecture | None) -> Iterator[str]:
    """Yield a line for each thing that router replay lacks; none where it is off."""
    if composed.kind == "sft":
        return
    mode = composed.get(f"{cut.at}.router_replay.mode", "disabled")
    recorded = composed.get(_RECORDED)
    if recorded and mode != "R3":
        known = (
            "only engines megatron and veomni replay"
            if cut.engine not in ("megatron", "veomni")
            else f"mode is {mode!r}"
        )
        yield f"{_RECORDED} is on, and nothing replays it: {known}; set {cut.at}.router_replay.mode=R3 there"
    if mode == "R3" and not recorded:
        yield f"{cut.at}.router_replay.mode=R3 has nothing to replay: set {_RECORDED}=true"
    if mode == "R3" and (name := composed.get("actor_rollout_ref.rollout.name")) not in _BACKENDS:
        yield f"router replay R3 needs routes from {' or '.join(_BACKENDS)}, and rollout.name is {name!r}"
    if mode == "R2" and composed.get("algorithm.rollout_correction.bypass_mode"):
        yield "router replay R2 records routes in a pass that algorithm.rollout_correction.bypass_mode leaves out"
    if mode != "disabled" and shape is not None and not shape.experts:
        yield f"router replay {mode} with {shape.name}, which is dense and has no router"
