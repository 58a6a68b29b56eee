"""A model of this library as a LangChain chat model, for graphs of one's own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from eigengraph.errors import ConfigError, ModelError
from eigengraph.models import Context, Request, Sampling
from eigengraph.models import Model as Answering
from eigengraph.world import Domain
from eigengraph_langchain.messages import from_langchain, to_answer


class EigenGraphChat(BaseChatModel):
    """A model of this library as LangChain sees chat models: in chains, agents and graphs.

        chat = EigenGraphChat(answering=host.model("openai:NAME@URL", {}))
        graph = create_agent(chat, tools)

    Attributes:
        answering: The model: of a host, or a metered one.
        role: Whom it plays: ``agent`` for most uses.
        seed: Sent with each request where the model sends seeds.
        temperature: As in ``Sampling``.
        max_tokens: As in ``Sampling``.
    """

    answering: Any
    role: str = "agent"
    seed: int = 0
    temperature: float = 1.0
    max_tokens: int = 8192

    @property
    def _llm_type(self) -> str:
        return "eigengraph"

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Give the model tools, in any form that LangChain knows.

        Raises:
            ConfigError: ``tool_choice`` forces a call; which tool is called, if any, is the model's own choice.
        """
        if tool_choice not in (None, "auto"):
            raise ConfigError(
                f"tool_choice {tool_choice!r} cannot be forced on this model; leave it out, or give 'auto'"
            )
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **kwargs)

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,  # noqa: ARG002 - LangChain passes it
        **kwargs: Any,
    ) -> ChatResult:
        system, dialogue = from_langchain(messages)
        context = Context(Domain("langchain", tools=(), tables=lambda _seed: {}), self.seed)
        sampling = Sampling(kwargs.get("temperature", self.temperature), kwargs.get("max_tokens", self.max_tokens))
        tools = tuple(kwargs.get("tools", ()))
        model: Answering = self.answering
        reply = await model.complete(Request(self.role, dialogue, context, system, tools, sampling=sampling))
        if reply.fault:
            raise ModelError(reply.fault)
        answer = to_answer(reply)
        for text in stop or ():
            answer.content = str(answer.content).split(text)[0]
        return ChatResult(generations=[ChatGeneration(message=answer)])

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,  # noqa: ARG002 - LangChain passes it
        **kwargs: Any,
    ) -> ChatResult:
        async def work() -> ChatResult:
            try:
                return await self._agenerate(messages, stop, None, **kwargs)
            finally:
                if hasattr(self.answering, "close"):
                    await self.answering.close()

        # In a thread of its own, since an event loop may be running here.
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(asyncio.run, work()).result()
