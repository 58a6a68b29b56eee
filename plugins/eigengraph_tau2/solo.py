"""Solo mode: the agent works on a ticket, with the tools of both sides and without a user (``agent/llm_agent.py``)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from string import Template

from eigengraph.dialogue import Participant
from eigengraph.dialogue.rollout import STOP
from eigengraph.errors import ConfigError
from eigengraph.models import Context, Model, Request, Sampling
from eigengraph.records import Message

DONE = {
    "type": "function",
    "function": {
        "name": "done",
        "description": "End the work on the ticket.",
        "parameters": {"properties": {}, "title": "parameters", "type": "object"},
    },
}
"""The tool that ends the dialogue; no world has it."""

_DEFAULT_SAMPLING = Sampling()


def solo_participant(
    model: Model, context: Context, ticket: str, policy: str = "", sampling: Sampling = _DEFAULT_SAMPLING
) -> Participant:
    """Let a model work on a ticket; play it with ``rollout(World(…, solo=True), participant, None)``.

    Args:
        model: Answers the requests.
        context: Domain and task.
        ticket: The task in one text.
        policy: What the agent has to keep to; the domain's policy where it is empty.
        sampling: How tokens are drawn.

    Raises:
        ConfigError: The ticket is empty.
    """
    if not ticket.strip():
        raise ConfigError(f"solo mode needs a ticket, found {ticket!r}; choose a task that has one")
    domain = context.domain
    system = _prompt().substitute(policy=policy or domain.policy_text, ticket=ticket)
    tools = [*domain.schemas["agent"], *domain.schemas["user"], DONE]
    tags = {"task": context.task.id if context.task is not None else ""}

    async def work(history: Sequence[Message]) -> Message:
        request = Request("agent", history, context, system, tools, None, sampling, tags)
        message = (await model.complete(request)).message
        if any(call.name == "done" for call in message.tool_calls):
            return Message("assistant", STOP, thinking=message.thinking)
        return message

    return work


@cache
def _prompt() -> Template:
    return Template((Path(__file__).parent / "prompts" / "solo.md").read_text("utf-8"))
