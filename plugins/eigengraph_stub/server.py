"""The server: chat completions over HTTP, with faults."""

from __future__ import annotations

import asyncio
import json
import signal
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from aiohttp import web

from eigengraph.errors import ConfigError
from eigengraph.records import digest
from eigengraph_stub.faults import Faults
from eigengraph_stub.log import Log, LogLine
from eigengraph_stub.playing import Player, spoilt
from eigengraph_stub.wire import completion, failure

_NO_PARSER = '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set'  # as vLLM says it
_MOST = 64 * 1024 * 1024
_PIECE = 16
RETRIES = ("X-Request-Tries", "X-Stainless-Retry-Count")
"""The headers by which this library's client and OpenAI's own count the attempts at a request, 0 for the first."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How the server behaves.

    Attributes:
        model: The name that it answers to.
        context: Tokens that it claims to have room for.
        faults: What goes wrong.
        latency: Seconds before any reply.
        slow: Seconds before a slow one.
        drip: Seconds between two pieces of a dripping one.
        retry_after: Seconds that a 429 asks to wait.
        key: The API key that it demands; empty for none.
        tools: Whether it takes tools; a server without a parser for their calls does not.
    """

    model: str = "stub"
    context: int = 131_072
    faults: Faults = field(default_factory=Faults)
    latency: float = 0.0
    slow: float = 20.0
    drip: float = 0.05
    retry_after: float = 1.0
    key: str = ""
    tools: bool = True


class Stub:
    """Handlers of one server.

    Args:
        player: Says what a sound reply is.
        manner: How it behaves.
        log: Where requests are written down.
    """

    def __init__(self, player: Player, manner: Manner, log: Log) -> None:
        self._player = player
        self._manner = manner
        self._log = log
        self._seen: Counter[str] = Counter()

    def app(self) -> web.Application:
        """Return the application."""
        app = web.Application(client_max_size=_MOST)
        app.router.add_get("/v1/models", self.models)
        app.router.add_post("/v1/chat/completions", self.complete)
        return app

    async def models(self, request: web.Request) -> web.Response:
        """List the one model."""
        if (refused := self._refused(request)) is not None:
            return refused
        model = {
            "id": self._manner.model,
            "object": "model",
            "created": 0,
            "owned_by": "eigengraph-stub",
            "max_model_len": self._manner.context,
        }
        return web.json_response({"object": "list", "data": [model]})

    async def complete(self, request: web.Request) -> web.StreamResponse:
        """Answer a request, or let it go wrong."""
        raw = await request.read()
        body = _parsed(raw)
        if (refused := self._refused(request)) is not None or (refused := self._unusable(body)) is not None:
            return refused
        key = request.headers.get("Idempotency-Key") or digest(raw)
        attempt = self._attempt(request, key)
        try:
            played = await self._player.play(body)
        except ConfigError as error:
            return _error(HTTPStatus.CONFLICT, "run_unreadable", str(error))
        fault = self._manner.faults.of_connection(key, attempt)
        content = self._manner.faults.of_reply(key)
        labels = played.message.labels
        self._log.add(LogLine(key, attempt, played.role, played.index, fault or content, labels))
        reply = completion(self._manner.model, spoilt(played.message, body, content), key, len(raw))
        await asyncio.sleep(self._manner.latency)
        return await self._send(request, json.dumps(reply).encode(), fault)

    async def _send(self, request: web.Request, reply: bytes, fault: str) -> web.StreamResponse:
        """Send a reply as it is, or with a fault of the connection."""
        match fault:
            case "rate_limited":
                wait = {"Retry-After": f"{self._manner.retry_after:g}"}
                return _error(HTTPStatus.TOO_MANY_REQUESTS, "rate_limited", "too many requests", wait)
            case "rate_limited_bare":
                return _error(HTTPStatus.TOO_MANY_REQUESTS, "rate_limited", "too many requests")
            case "server_error":
                return _error(HTTPStatus.INTERNAL_SERVER_ERROR, "server_error", "something went wrong")
            case "not_json":
                return web.Response(text="<html><body>Bad gateway</body></html>", content_type="text/html")
            case "truncated":
                return web.Response(body=reply[: len(reply) // 2], content_type="application/json")
            case "hang":
                await asyncio.Event().wait()  # ends when the client hangs up, or the server stops
            case "reset":
                _reset(request)
            case "slow":
                await asyncio.sleep(self._manner.slow)
            case "drip":
                return await self._drip(request, reply)
        return web.Response(body=reply, content_type="application/json")

    async def _drip(self, request: web.Request, reply: bytes) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(reply))})
        await response.prepare(request)
        for start in range(0, len(reply), _PIECE):
            await response.write(reply[start : start + _PIECE])
            await asyncio.sleep(self._manner.drip)
        await response.write_eof()
        return response

    def _attempt(self, request: web.Request, key: str) -> int:
        """Return the number of the attempt: as the client counts, or as the server has seen."""
        seen = self._seen[key]
        self._seen[key] += 1
        counted = next((request.headers[name] for name in RETRIES if name in request.headers), "")
        return int(counted) if counted.isdigit() else seen

    def _refused(self, request: web.Request) -> web.Response | None:
        if self._manner.key and request.headers.get("Authorization") != f"Bearer {self._manner.key}":
            return _error(HTTPStatus.UNAUTHORIZED, "invalid_api_key", "the API key is wrong")
        return None

    def _unusable(self, body: Mapping[str, Any]) -> web.Response | None:
        if not isinstance(body.get("messages"), list) or not body["messages"]:
            return _error(HTTPStatus.BAD_REQUEST, "invalid_request_error", "the body must be JSON with messages")
        if body.get("stream"):
            return _error(
                HTTPStatus.BAD_REQUEST, "invalid_request_error", "streaming is not offered; leave out 'stream'"
            )
        if body.get("tools") and not self._manner.tools:
            return _error(HTTPStatus.BAD_REQUEST, "invalid_request_error", _NO_PARSER)
        if body.get("model") != self._manner.model:
            text = f"the model {body.get('model')!r} does not exist; there is {self._manner.model!r}"
            return _error(HTTPStatus.NOT_FOUND, "model_not_found", text)
        return None


def _parsed(raw: bytes) -> dict[str, Any]:
    try:
        body = json.loads(raw)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _reset(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


def _error(status: HTTPStatus, kind: str, text: str, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.json_response(failure(kind, text), status=status, headers=headers)


async def serve_stub(stub: Stub, port: int) -> None:
    """Serve on this machine until the process is asked to stop; print the address when it is ready.

    Raises:
        ConfigError: The port cannot be had.
    """
    runner = web.AppRunner(stub.app(), handler_cancellation=True, shutdown_timeout=0.0, access_log=None)
    await runner.setup()
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    try:
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        print(f"http://127.0.0.1:{runner.addresses[0][1]}/v1", flush=True)
        await stopped.wait()
    except OSError as error:
        raise ConfigError(f"port {port!r} cannot be served: {error.strerror}; give another --port") from None
    finally:
        await runner.cleanup()
