"""One model of one server."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import aiohttp
import orjson

from eigengraph.errors import ConfigError, RetryableError
from eigengraph.models import EndpointFacts, Reply, Request, Sampling, chat_body, read_reply
from eigengraph.records.codec import unwrap
from eigengraph_openai.answers import parsed, refuse
from eigengraph_openai.sessions import Sessions
from eigengraph_openai.settings import Address, OpenAISettings

_SEEDS = 2**31  # every server takes seeds below this
_NO_LIST = (404, 405, 501)  # a server without a list of models, or a wrong path, which the first request shows


@dataclass(frozen=True)
class OpenAIModel:
    """Asks a server for chat completions, once for each request; asking again is left to ``eigengraph.models.Retried``.

    Attributes:
        address: Model and URL.
        settings: See there.
    """

    address: Address
    settings: OpenAISettings
    _sessions: Sessions = field(default_factory=Sessions, init=False, repr=False)

    @property
    def endpoint(self) -> str:
        """The server's base URL."""
        return self.address.url

    @property
    def parallel(self) -> int | None:
        """Requests that the server should get at once."""
        return self.settings.parallel

    async def complete(self, request: Request) -> Reply:
        """Answer one request.

        Raises:
            RetryableError: It may be answered later.
            ContextOverflow: The dialogue does not fit the model.
            ConfigError: The server refuses the key, does not know the model, or takes no tools.
            ModelError: This request cannot be answered.
        """
        body = orjson.dumps(self._body(request), default=unwrap)
        headers = {"Content-Type": "application/json", **self._headers()}
        if request.key:
            headers |= {"Idempotency-Key": request.key, "X-Request-Tries": str(request.tries)}
        status, answered, content = await self._send("POST", "/chat/completions", headers, body)
        if status != HTTPStatus.OK:
            refuse(status, answered, content, self.address.model)
        answer = parsed(content)
        if isinstance(answer, Mapping) and "choices" not in answer and isinstance(answer.get("error"), Mapping):
            code = answer["error"].get("code")  # some proxies put a failure into an answer of status 200
            refuse(code if isinstance(code, int) else 500, answered, content, self.address.model)
        return read_reply(request, answer, len(body))

    async def inspect(self) -> EndpointFacts:
        """Ask for the list of models, which no server charges for.

        Raises:
            RetryableError: The server has too much to do, or an error of its own.
            ConfigError: It cannot be reached, or refuses the key.
        """
        url, model = self.address.url, self.address.model
        try:
            status, headers, content = await self._send("GET", "/models", self._headers(), None)
        except RetryableError as error:
            cause = error.__cause__
            if isinstance(cause, aiohttp.ClientConnectorError | aiohttp.InvalidURL):
                raise ConfigError(
                    f"the endpoint {url!r} cannot be reached: {getattr(cause, 'os_error', cause)}; start the server, "
                    "or mend the URL in the model spec"
                ) from error
            raise
        max_tokens = self.settings.max_tokens or Sampling().max_tokens
        if status in _NO_LIST:
            return EndpointFacts(model, max_tokens=max_tokens)
        if status != HTTPStatus.OK:
            refuse(status, headers, content, model)
        served = _served(parsed(content))
        return EndpointFacts(model, tuple(served), _context(served.get(model, {})), max_tokens)

    async def close(self) -> None:
        """Close the running event loop's connections."""
        await self._sessions.close()

    def _body(self, request: Request) -> dict[str, Any]:
        settings = self.settings
        body = chat_body(request, self.address.model)
        if settings.structured == "structured_outputs" and request.schema is not None:
            del body["response_format"]
            body["structured_outputs"] = {"json": request.schema}
        if settings.temperature is not None:
            body["temperature"] = settings.temperature
        if settings.top_p is not None:
            body["top_p"] = settings.top_p
        if settings.max_tokens is not None:
            body["max_tokens"] = min(settings.max_tokens, request.sampling.max_tokens)
        if settings.seed:
            body["seed"] = request.context.seed % _SEEDS
        return body | settings.extra

    def _headers(self) -> dict[str, str]:
        key = os.environ.get(self.settings.key_variable, "")
        return {**({"Authorization": f"Bearer {key}"} if key else {}), **self.settings.headers}

    async def _send(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None
    ) -> tuple[int, Mapping[str, str], bytes]:
        """Send a request and return status, headers and body of the answer."""
        url = f"{self.address.url}{path}"
        session = self._sessions.here()
        try:
            async with session.request(method, url, data=body, headers=headers, allow_redirects=False) as response:
                return response.status, response.headers, await response.read()
        except (aiohttp.ClientError, OSError) as error:
            raise RetryableError(
                f"the connection to {self.address.url!r} failed: {error or type(error).__name__}"
            ) from error


def _served(listed: Any) -> dict[str, Mapping[str, Any]]:
    """Return the models of a list by name."""
    entries = listed.get("data") if isinstance(listed, Mapping) else None
    return {
        entry["id"]: entry
        for entry in (entries if isinstance(entries, list) else ())
        if isinstance(entry, Mapping) and isinstance(entry.get("id"), str)
    }


def _context(entry: Mapping[str, Any]) -> int | None:
    """Return the context length: of vLLM and SGLang, of hosted servers, or of llama.cpp."""
    meta = entry.get("meta")
    said = (
        entry.get("max_model_len"),
        entry.get("context_length"),
        meta.get("n_ctx") if isinstance(meta, Mapping) else None,
    )
    return next((value for value in said if isinstance(value, int)), None)
