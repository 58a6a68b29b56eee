"""A LangChain chat model that answers this library's requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage

from eigengraph.errors import ConfigError
from eigengraph.models import Model, Reply, Request
from eigengraph.records import encode
from eigengraph_langchain.failures import meaning
from eigengraph_langchain.messages import read_answer, to_langchain


@dataclass(frozen=True, slots=True)
class LangChainModel:
    """Asks a chat model once for each request; asking again is left to ``eigengraph.models.Retried``.

    Attributes:
        chat: The chat model. Its own retries should be off, else the two multiply.
        name: Its model spec, for messages.
        sampling: Whether each request's temperature and number of tokens are passed on; some providers take neither.
    """

    chat: BaseChatModel
    name: str = "langchain"
    sampling: bool = True

    async def complete(self, request: Request) -> Reply:
        """Answer one request.

        Raises:
            RetryableError: It may be answered later.
            ContextOverflow: The dialogue does not fit the model.
            ConfigError: The provider refuses the key, does not know the model, or it takes no tools.
            ModelError: This request cannot be answered.
        """
        prompt, limits = to_langchain(request), self._limits(request)
        try:
            if request.schema is not None:
                schema = {"title": request.role, "description": f"The reply of the {request.role}.", **request.schema}
                runnable = self.chat.with_structured_output(schema, include_raw=True)
                return _read_object(request, await runnable.ainvoke(prompt))
            if request.tools:
                tools = [dict(tool) for tool in request.tools]
                answer = await self.chat.bind_tools(tools, **limits).ainvoke(prompt)
            else:
                answer = await self.chat.ainvoke(prompt, **limits)
        except Exception as error:  # each provider has exceptions of its own
            raise meaning(error, self.name) from error
        return read_answer(request, answer)

    def _limits(self, request: Request) -> dict[str, Any]:
        if not self.sampling:
            return {}
        return {"temperature": request.sampling.temperature, "max_tokens": request.sampling.max_tokens}


def _read_object(request: Request, answer: Any) -> Reply:
    """Return the reply to a request with a schema, whose object LangChain has parsed, or not."""
    raw: AIMessage = answer["raw"]
    reply = read_answer(replace(request, tools=()), raw)
    if answer["parsed"] is None:
        return reply
    message = replace(reply.message, content=encode(answer["parsed"]).decode(), tool_calls=())
    return replace(reply, message=message, fault="")


def open_langchain(rest: str, options: Mapping[str, Any]) -> Model:
    """Open a chat model by its spec.

    Args:
        rest: ``PROVIDER:MODEL``.
        options: What ``init_chat_model`` takes, and ``sampling``.

    Raises:
        ConfigError: LangChain or the provider's package is not installed, or the spec or an option cannot be used.
    """
    spec = f"langchain:{rest}"
    provider, _, name = rest.partition(":")
    if not provider or not name:
        raise ConfigError(
            f"model spec {spec!r} is not langchain:PROVIDER:MODEL; write it as in 'langchain:openai:gpt-5'"
        )
    given = dict(options)
    sampling = given.pop("sampling", True)
    if not isinstance(sampling, bool):
        raise ConfigError(f"langchain setting 'sampling' cannot be {sampling!r}; give true or false")
    try:
        from langchain.chat_models import init_chat_model
    except ImportError:
        raise ConfigError(f"model {spec!r} needs LangChain; pip install 'eigengraph[langchain]'") from None
    try:
        chat = init_chat_model(name, model_provider=provider, **{"max_retries": 0, **given})
    except Exception as error:  # noqa: BLE001  each provider has exceptions of its own
        said = " ".join(str(error).split())
        raise ConfigError(f"model {spec!r} cannot be opened: {said}; mend the spec or [options.langchain]") from None
    return LangChainModel(chat, spec, sampling)
