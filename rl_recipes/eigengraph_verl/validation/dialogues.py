"""Settings of our own classes inside verl, which would be read only when all machines have started."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eigengraph.errors import ConfigError, UnknownNameError
from eigengraph.host import Host
from eigengraph_verl.groups.filtering import KEPT_BY_VERL, read_policy
from eigengraph_verl.validation.composed import Composed

_SAMPLER = "trainer.v1.sampler.sampler_kwargs"
_WHOLE = ("turn_tokens", "max_turns", "max_errors", "user_attempts")
_SECONDS = ("user_timeout", "user_deadline")
_MAY_BE_NULL = ("max_turns", "max_errors")


def check_sampler(composed: Composed) -> Iterator[str]:
    """Yield a line where the sampler would refuse its settings; none for SFT."""
    if composed.kind == "sft":
        return
    from omegaconf import OmegaConf

    given = OmegaConf.to_container(OmegaConf.create({**composed.get(_SAMPLER, {})}), resolve=False)
    assert isinstance(given, dict)
    options = {str(name): composed.get(f"{_SAMPLER}.{name}") for name in given}
    try:
        read_policy({name: value for name, value in options.items() if name not in KEPT_BY_VERL})
    except ConfigError as error:
        yield str(error)
    if "train_batch_size" not in options:
        yield f"{_SAMPLER}.train_batch_size is missing; set it to '${{data.train_batch_size}}'"
    inflight = options.get("max_inflight_gen_batches", 1)
    if not _is_whole(inflight):
        yield f"{_SAMPLER}.max_inflight_gen_batches is {inflight!r}; it must be a whole number of 1 or more"


def check_agent_loop(composed: Composed) -> Iterator[str]:
    """Yield a line for each setting that the agent loop cannot play by; none for SFT."""
    if composed.kind == "sft":
        return
    settings = composed.agent_loop
    for name in _WHOLE:
        value = settings[name]
        if not _is_whole(value) and not (value is None and name in _MAY_BE_NULL):
            yield f"agent_loop.{name} is {value!r}; it must be a whole number of 1 or more"
    for name in _SECONDS:
        value = settings[name]
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            yield f"agent_loop.{name} is {value!r}; it must be seconds, above 0"
    if not isinstance(settings["user_options"], dict):
        yield f"agent_loop.user_options is {settings['user_options']!r}; it must be options by name, such as {{a: 1}}"
    scheme, known = str(settings["user"]).partition(":")[0], Host().models
    if scheme not in known:
        yield f"agent_loop.user is {settings['user']!r}: {UnknownNameError('scheme', scheme, known)}"


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1
