"""Telling LangChain's callback handlers of dialogues and requests, as runs within those of the graph."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from langchain_core.callbacks import AsyncCallbackManager
from langchain_core.outputs import ChatGeneration, LLMResult
from langchain_core.runnables.config import patch_config, var_child_runnable_config

from eigengraph.graphs import Item
from eigengraph.models import Reply, Request
from eigengraph_langchain.messages import to_answer, to_langchain

_DIALOGUE = "rollout"
_OWN = "langchain:"
"""Models of LangChain's tell the handlers themselves."""


class CallbackRuns:
    """Makes runs for the handlers that stand in the config of the graph; without handlers it does nothing."""

    @asynccontextmanager
    async def stage(self, name: str, item: Item, /) -> AsyncIterator[Callable[[Item, str], None]]:
        """Make a run of a dialogue, which the requests in it are part of."""
        manager = _manager()
        if manager is None or name != _DIALOGUE or item.task is None:
            yield lambda _done, _reason: None
            return
        known = {"task": item.task.id, "index": item.index, "attempt": item.attempt}
        run = await manager.on_chain_start({"name": "dialogue"}, known, name="dialogue")
        token = var_child_runnable_config.set(patch_config(var_child_runnable_config.get(), callbacks=run.get_child()))
        came: dict[str, Any] = {}

        def told(done: Item, reason: str) -> None:
            if done.trajectory is not None:
                came.update(outcome=str(done.trajectory.outcome), turns=done.trajectory.turns)
            if reason:
                came["reason"] = reason

        try:
            yield told
        except BaseException as error:
            await run.on_chain_error(error)
            raise
        else:
            await run.on_chain_end(came)
        finally:
            var_child_runnable_config.reset(token)

    @asynccontextmanager
    async def request(self, model: str, request: Request, /) -> AsyncIterator[Callable[[Reply], None]]:
        """Make a run of a request to a chat model."""
        manager = None if model.startswith(_OWN) else _manager()
        if manager is None:
            yield lambda _reply: None
            return
        prompt = to_langchain(request) if request.system or request.messages else []
        sampling = request.sampling
        asked = {"model": model, "temperature": sampling.temperature, "max_tokens": sampling.max_tokens}
        mine = manager.copy()
        mine.add_metadata({"role": request.role}, inherit=False)
        [run] = await mine.on_chat_model_start({"name": model}, [prompt], invocation_params=asked, name=model)
        replies: list[Reply] = []
        try:
            yield replies.append
        except BaseException as error:
            await run.on_llm_error(error)
            raise
        else:
            await run.on_llm_end(_result(model, replies[0]))


def _manager() -> AsyncCallbackManager | None:
    """Return the callbacks of the graph's node that is at work; None where nobody listens."""
    config = var_child_runnable_config.get()
    manager = config.get("callbacks") if config is not None else None
    return manager if isinstance(manager, AsyncCallbackManager) and manager.handlers else None


def _result(model: str, reply: Reply) -> LLMResult:
    usage = {
        "prompt_tokens": reply.prompt_tokens,
        "completion_tokens": reply.completion_tokens,
        "total_tokens": reply.prompt_tokens + reply.completion_tokens,
    }
    generation = ChatGeneration(message=to_answer(reply))
    return LLMResult(generations=[[generation]], llm_output={"model_name": model, "token_usage": usage})
