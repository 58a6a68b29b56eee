"""One GGUF file behind llama.cpp's own server, which runs on threads of this process and ends with it."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

from eigengraph.errors import ConfigError, ContextOverflow, ModelError
from eigengraph.models import EndpointFacts, Reply, Request, chat_body, read_reply
from eigengraph.records import encode
from eigengraph_local.settings import LocalSettings

_SEEDS = 2**31
_OVERFLOW = re.compile(r"context size|context length", re.IGNORECASE)


class LocalModel:
    """Answers through a server that is started by the first request; loading takes seconds to minutes.

    Args:
        path: The file.
        settings: See there.
    """

    def __init__(self, path: Path, settings: LocalSettings) -> None:
        self.path = path
        self.settings = settings
        # A thread for each slot of the server: more requests would only wait inside it, out of a time-out's reach.
        self._threads = ThreadPoolExecutor(settings.parallel, thread_name_prefix="llama.cpp")

    @property
    def endpoint(self) -> str:
        """The file."""
        return str(self.path)

    @property
    def parallel(self) -> int | None:
        """The slots of the server."""
        return self.settings.parallel

    async def complete(self, request: Request) -> Reply:
        """Answer one request.

        Raises:
            ContextOverflow: The dialogue does not fit the context.
            ConfigError: The file cannot be loaded.
            ModelError: This request cannot be answered.
        """
        body = chat_body(request, self.path.name)
        body["max_tokens"] = min(self.settings.max_tokens, body["max_tokens"])
        body["seed"] = request.context.seed % _SEEDS
        if self.settings.temperature is not None:
            body["temperature"] = self.settings.temperature
        answer = await asyncio.get_running_loop().run_in_executor(self._threads, self._answer, body)
        if isinstance(answer, dict) and isinstance(answer.get("error"), dict):
            said = str(answer["error"].get("message"))
            kind = ContextOverflow if _OVERFLOW.search(said) else ModelError
            raise kind(f"llama.cpp answered: {said}")
        return read_reply(request, answer, len(encode(body)))

    async def inspect(self) -> EndpointFacts:
        """Say what the settings do; nothing is loaded."""
        return EndpointFacts(self.path.name, (), self.settings.context, self.settings.max_tokens)

    async def close(self) -> None:
        """Do nothing: the server ends with the process, since to load it again would take long."""

    def _answer(self, body: dict[str, Any]) -> Any:
        return self._server.handle_chat_completions(body)

    @cached_property
    def _server(self) -> Any:
        import xllamacpp

        settings = self.settings
        parameters = xllamacpp.CommonParams()
        parameters.model.path = str(self.path)
        parameters.n_ctx = settings.context * settings.parallel
        parameters.n_parallel = settings.parallel
        parameters.use_jinja = True
        parameters.port = 0
        parameters.verbosity = 0
        if settings.threads is not None:
            parameters.cpuparams.n_threads = settings.threads
            parameters.cpuparams_batch.n_threads = settings.threads
        try:
            return xllamacpp.Server(parameters)
        except (RuntimeError, ValueError) as error:
            raise ConfigError(f"{str(self.path)!r} cannot be loaded by llama.cpp: {error}") from error
