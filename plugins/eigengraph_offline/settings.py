"""The settings of the offline backend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from eigengraph.errors import ConfigError, UnknownNameError
from eigengraph_offline.faults import AGENT_KINDS, CONDUCT_KINDS, USER_KINDS
from eigengraph_offline.phrases import PHRASES


class OfflineSettings(BaseModel):
    """What can be set.

    Attributes:
        agent_faults: Share of dialogues in which the agent makes a fault, by kind; together at most 1.
        user_faults: The same for the user.
        styles: Disclosure styles that scenarios draw from.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    agent_faults: dict[str, float] = {}
    user_faults: dict[str, float] = {}
    styles: tuple[str, ...] = tuple(PHRASES.styles)


def read_settings(options: Mapping[str, Any]) -> OfflineSettings:
    """Check the settings' section for this backend.

    Raises:
        ConfigError: A key, kind, rate or style that cannot be used.
    """
    try:
        settings = OfflineSettings.model_validate(dict(options))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        if first["type"] == "extra_forbidden":
            raise UnknownNameError("setting of the offline backend", where, OfflineSettings.model_fields) from None
        raise ConfigError(f"offline setting {where!r} cannot be {first['input']!r}: {first['msg']}") from None
    _check_rates("agent_faults", settings.agent_faults, AGENT_KINDS)
    _check_rates("user_faults", settings.user_faults, (*USER_KINDS, *CONDUCT_KINDS))
    if not settings.styles:
        raise ConfigError(f"offline setting 'styles' is empty; name at least one of {', '.join(PHRASES.styles)}")
    for style in settings.styles:
        if style not in PHRASES.styles:
            raise UnknownNameError("disclosure style", style, PHRASES.styles)
    return settings


def _check_rates(name: str, rates: Mapping[str, float], kinds: Iterable[str]) -> None:
    for kind, rate in rates.items():
        if kind not in kinds:
            raise UnknownNameError(f"kind of fault in {name!r}", kind, kinds)
        if not 0 <= rate <= 1:
            raise ConfigError(f"the rate of {kind!r} in {name!r} must be from 0 to 1, not {rate!r}")
    if sum(rates.values()) > 1 + 1e-9:
        raise ConfigError(f"the rates in {name!r} add up to {sum(rates.values())!r}; a dialogue has at most one fault")
