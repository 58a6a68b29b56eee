"""The model: every role played from structured context, without a language model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eigengraph.errors import ConfigError, UnknownNameError
from eigengraph.models import Reply, Request
from eigengraph.records import Message, Task, encode
from eigengraph_offline.agent import agent_message
from eigengraph_offline.phrasebook import phrasebook_of
from eigengraph_offline.scenario import write_scenario
from eigengraph_offline.settings import OfflineSettings, read_settings
from eigengraph_offline.user import user_message

ROLES = ("agent", "attributor", "judge", "scenario", "user")

_ACCEPTED = {"problems": [], "fault": "none"}
_AGENTS_FAULT = {"reason": "It did not end as it should have.", "fault": "agent"}


@dataclass(frozen=True, slots=True)
class OfflineModel:
    """Answers each request from the request alone: the same request gives the same reply, in any process.

    Attributes:
        settings: Fault rates and styles.
    """

    settings: OfflineSettings

    async def complete(self, request: Request) -> Reply:
        """Play the role that a request asks for.

        Raises:
            ConfigError: The role is none of ``ROLES``, or its context lacks the task or the blueprint.
        """
        return Reply(self._message(request))

    def _message(self, request: Request) -> Message:
        context, settings = request.context, self.settings
        match request.role:
            case "agent":
                task = _task(request)
                return agent_message(task, context.domain, request.messages, context.seed, settings.agent_faults)
            case "user":
                task = _task(request)
                return user_message(task, context.domain, request.messages, context.seed, settings.user_faults)
            case "scenario":
                if context.blueprint is None:
                    raise ConfigError("the offline backend needs the context's blueprint to write a scenario")
                known = phrasebook_of(context.domain).styles
                wanted = (context.plan.styles, settings.styles, known)
                styles = next(found for names in wanted if (found := [name for name in names if name in known]))
                scenario = write_scenario(context.blueprint, context.domain, context.seed, styles)
                return Message("assistant", encode(scenario).decode())
            case "judge":
                return Message("assistant", encode(_ACCEPTED).decode())
            case "attributor":
                return Message("assistant", encode(_AGENTS_FAULT).decode())
        raise UnknownNameError(
            "role", request.role, ROLES, "The offline backend has no language model; give this role another one"
        )


def _task(request: Request) -> Task:
    if request.context.task is None:
        raise ConfigError(f"the offline backend needs the context's task to play the role {request.role!r}")
    return request.context.task


def open_offline(rest: str, options: Mapping[str, Any]) -> OfflineModel:
    """Open the backend; the ``open`` of its model scheme.

    Args:
        rest: What follows ``offline:`` in the spec; must be empty.
        options: See ``OfflineSettings``.

    Raises:
        ConfigError: The spec or the options cannot be used.
    """
    if rest:
        raise ConfigError(f"model spec 'offline:{rest}' has {rest!r} too much; write 'offline' alone")
    return OfflineModel(read_settings(options))
