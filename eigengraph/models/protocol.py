"""What the engine asks of anything that can play a role: a language model, or a scripted stand-in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from eigengraph.records import Blueprint, Message, Task
from eigengraph.world import FIXED, Domain, Plan


@dataclass(frozen=True, slots=True)
class Sampling:
    """How tokens are drawn.

    Attributes:
        temperature: 0 for the likeliest token each time.
        max_tokens: Tokens that may be written, reasoning included.
        top_p: The share of probability that tokens are drawn from.
        logprobs: Whether the reply should tell each token with its log-probability.
    """

    temperature: float = 1.0
    max_tokens: int = 8192
    top_p: float = 1.0
    logprobs: bool = False


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

    Whoever asks writes the whole prompt: a language model is sent ``system``, ``messages``, ``tools`` and ``schema``,
    and nothing else. Models turn these into the words of their interface and add none of their own.

    Attributes:
        role: Who is asked: ``agent``, ``user``, ``scenario``, …
        messages: The dialogue as that role sees it, in this library's roles (``user`` is always the user).
        context: See there.
        system: The system prompt.
        tools: Schemas of the tools the role holds, in the OpenAI format.
        schema: A JSON schema that the reply's text must satisfy.
        sampling: How tokens are drawn.
        tags: For logs; part of no digest.
        attempt: Counts how often the same was asked before and the answer could not be used; a new number gets a new
            answer where the old one would come from the journal.
        key: The request's digest, once it has one: tells an endpoint that a request is the same one, sent again.
        tries: How often an endpoint has failed this request already; part of no digest.
    """

    role: str
    messages: Sequence[Message]
    context: Context
    system: str = ""
    tools: Sequence[Mapping[str, Any]] = ()
    schema: Mapping[str, Any] | None = None
    sampling: Sampling = field(default_factory=Sampling)
    tags: Mapping[str, str] = field(default_factory=dict)
    attempt: int = 0
    key: str = ""
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer.

    Attributes:
        message: Text, tool calls and thinking.
        prompt_tokens: Tokens read, 0 where nothing was tokenised.
        completion_tokens: Tokens written, reasoning included.
        cached_tokens: Of those read, the ones that the endpoint had read before.
        reasoning_tokens: Of those written, the ones of the reasoning.
        finish: Why it ends: ``stop``, ``tool_calls``, ``length``, …; empty where the endpoint does not say.
        fault: What makes the message unusable, in a line. It was paid for and is journaled; whoever asked gets a
            ``PolicyFault`` in its place.
        logprobs: Each token written with its log-probability, where asked for.
        tries: How many times the request was sent to get it.
    """

    message: Message
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    reasoning_tokens: int = 0
    finish: str = ""
    fault: str = ""
    logprobs: tuple[tuple[str, float], ...] = ()
    tries: int = 1


class Model(Protocol):
    """Anything that answers requests."""

    async def complete(self, request: Request) -> Reply:
        """Answer one request.

        Raises:
            RetryableError: The endpoint failed in a way that may pass; it is asked again.
            ModelError: The endpoint failed for good.
            ContextOverflow: The request does not fit the model's context.
            BudgetExceeded: A budget forbids the request.
            ConfigError: No request could ever be answered: a wrong key, an unknown model.
        """
        ...


@runtime_checkable
class Endpoint(Model, Protocol):
    """A model behind a connection: it can be looked at before it is asked, and must be closed.

    Attributes:
        endpoint: Models with the same one share a throttle: a server's address.
        parallel: Requests that it answers at once; None for as many as come.
    """

    @property
    def endpoint(self) -> str:
        """The server's address."""
        ...

    @property
    def parallel(self) -> int | None:
        """Requests that it answers at once; what is more waits here, where no time-out runs."""
        ...

    async def inspect(self) -> EndpointFacts:
        """Ask the endpoint about the model, without paying for anything.

        Raises:
            RetryableError: It failed in a way that may pass.
            ConfigError: It cannot be reached, or refuses the key.
        """
        ...

    async def close(self) -> None:
        """Close what the running event loop opened; another request opens it again."""
        ...


@dataclass(frozen=True, slots=True)
class EndpointFacts:
    """What an endpoint says of a model.

    Attributes:
        model: The name that it is asked for.
        models: The names it serves; empty where it does not say.
        context: Tokens that prompt and reply share; None where it does not say.
        max_tokens: Tokens that a reply may take.
    """

    model: str
    models: tuple[str, ...] = ()
    context: int | None = None
    max_tokens: int = Sampling().max_tokens


@dataclass(frozen=True, slots=True)
class ModelScheme:
    """A kind of model, as plugins register it.

    Attributes:
        scheme: The first part of a model spec, before the colon.
        open: ``open(rest, options)``: the rest of the spec, and this scheme's section of the settings' ``options``.
            It checks both and opens no connection.
        summary: A line for ``eigengraph plugins``.
        metered: Whether replies are journaled, counted against budgets and asked for again when they fail; False for
            what answers at once, for nothing, and always the same.
    """

    scheme: str
    open: Callable[[str, Mapping[str, Any]], Model]
    summary: str = ""
    metered: bool = True
