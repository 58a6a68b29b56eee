"""What the engine asks of anything that can play a role: a language model, or a scripted stand-in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from eigengraph.records import Blueprint, Message, Task
from eigengraph.world import FIXED, Domain, Plan


@dataclass(frozen=True, slots=True)
class Sampling:
    """How tokens are drawn."""

    temperature: float = 1.0
    max_tokens: int = 8192


@dataclass(frozen=True, slots=True)
class Context:
    """What a role may know in structured form. Never sent to a language model: prompts are made from it.

    Attributes:
        domain: The domain the item plays in.
        seed: Of this request's item, role and attempt; all that a scripted model may draw from.
        task: The task being played, once there is one.
        blueprint: The blueprint a scenario is to be written for.
        attempt: 0 for the first try of the item at this stage.
        feedback: Why the last attempt was turned down.
        plan: What the task should be like.
    """

    domain: Domain
    seed: int
    task: Task | None = None
    blueprint: Blueprint | None = None
    attempt: int = 0
    feedback: str = ""
    plan: Plan = FIXED


@dataclass(frozen=True, slots=True)
class Request:
    """One request.

    Attributes:
        role: Who is asked: ``agent``, ``user``, ``scenario``, …
        messages: The dialogue as that role sees it, in this library's roles (``user`` is always the user).
        context: See there.
        system: The system prompt.
        tools: Schemas of the tools the role holds, in the OpenAI format.
        schema: A JSON schema that the reply's text must satisfy.
        sampling: How tokens are drawn.
        tags: For logs and journals.
    """

    role: str
    messages: Sequence[Message]
    context: Context
    system: str = ""
    tools: Sequence[Mapping[str, Any]] = ()
    schema: Mapping[str, Any] | None = None
    sampling: Sampling = field(default_factory=Sampling)
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer.

    Attributes:
        message: Text, tool calls and thinking.
        prompt_tokens: Tokens read, 0 where nothing was tokenised.
        completion_tokens: Tokens written.
    """

    message: Message
    prompt_tokens: int = 0
    completion_tokens: int = 0


class Model(Protocol):
    """Anything that answers requests."""

    async def complete(self, request: Request) -> Reply:
        """Answer one request.

        Raises:
            ModelError: The endpoint failed for good.
            ContextOverflow: The request does not fit the model's context.
            BudgetExceeded: A budget forbids the request.
        """
        ...


@dataclass(frozen=True, slots=True)
class ModelScheme:
    """A kind of model, as plugins register it.

    Attributes:
        scheme: The first part of a model spec, before the colon.
        open: ``open(rest, options)``: the rest of the spec, and this scheme's section of the settings' ``options``.
        summary: A line for ``eigengraph plugins``.
    """

    scheme: str
    open: Callable[[str, Mapping[str, Any]], Model]
    summary: str = ""
