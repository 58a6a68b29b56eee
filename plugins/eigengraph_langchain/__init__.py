"""LangChain's chat models as ours, and ours as LangChain's.

Model spec ``langchain:PROVIDER:MODEL``, such as ``langchain:anthropic:claude-sonnet-4-5``; needs ``pip install
'eigengraph[langchain]'`` and the provider's own package. The settings' ``[options.langchain]`` are what LangChain's
``init_chat_model`` takes, and ``sampling`` (see ``model.LangChainModel``). ``chat.EigenGraphChat`` goes the other way.
Callback handlers that are given to a run, or stand in its graph's config, are told of dialogues and requests.

| module | what |
|---|---|
| ``model`` | a LangChain chat model that answers our requests |
| ``chat`` | a model of ours as a ``BaseChatModel`` |
| ``messages`` | messages there and back |
| ``callbacks`` | runs of dialogues and requests, for callback handlers |
| ``failures`` | what a provider's exceptions mean |
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from eigengraph.hookspecs import hookimpl
from eigengraph.models import Model, ModelScheme

if TYPE_CHECKING:
    from eigengraph.graphs import Observer


@hookimpl
def register_models() -> list[ModelScheme]:
    """Register the scheme ``langchain``."""
    return [ModelScheme("langchain", _open, "langchain:PROVIDER:MODEL, any LangChain chat model")]


@hookimpl
def observe() -> list[Observer]:
    """Tell callback handlers of a run."""
    from eigengraph_langchain.callbacks import CallbackRuns

    return [CallbackRuns()]


def _open(rest: str, options: Mapping[str, Any]) -> Model:
    from eigengraph_langchain.model import open_langchain

    return open_langchain(rest, options)
