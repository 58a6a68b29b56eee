"""A small server on the loopback interface that answers as a test tells it to."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from eigengraph_openai.client import OpenAIModel
from eigengraph_openai.settings import read_settings

from eigengraph.models import Context, Request
from eigengraph.records import Message
from tests.toys import SHOP

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Server:
    """Keeps what it is asked.

    Attributes:
        url: Its base URL.
        answer: Handles each request for a completion.
        models: Handles each request for the list of models.
        asked: Bodies, in the order in which they came.
        headers: Headers, likewise.
    """

    url: str = ""
    answer: Handler | None = None
    models: Handler | None = None
    asked: list[Any] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def model(self, name: str = "m", **options: Any) -> OpenAIModel:
        return OpenAIModel(*read_settings(f"{name}@{self.url}", options))

    async def complete(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(await request.json())
        self.headers.append(dict(request.headers))
        assert self.answer is not None
        return await self.answer(request)

    async def list_models(self, request: web.Request) -> web.StreamResponse:
        self.headers.append(dict(request.headers))
        assert self.models is not None
        return await self.models(request)


def saying(text: str, status: int = 200, headers: dict[str, str] | None = None) -> Handler:
    """Answer with a body as it stands."""

    async def handle(_request: web.Request) -> web.Response:
        return web.Response(text=text, status=status, headers=headers, content_type="application/json")

    return handle


def sending(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Handler:
    """Answer with JSON."""

    async def handle(_request: web.Request) -> web.Response:
        return web.json_response(body, status=status, headers=headers)

    return handle


def completion(text: str = "Yes.") -> dict[str, Any]:
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    return {"id": "x", "choices": [choice], "usage": {"prompt_tokens": 9, "completion_tokens": 2}}


def ask(model: OpenAIModel, request: Request | None = None) -> Any:
    """Ask a model once, in an event loop of its own, and close its connections."""

    async def go() -> Any:
        try:
            return await model.complete(request or REQUEST)
        finally:
            await model.close()

    return asyncio.run(go())


REQUEST = Request("agent", (Message("user", "Hello."),), Context(SHOP, seed=2**40 + 5), system="Be kind.")


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server(answer=sending(completion()), models=sending({"data": [{"id": "m"}]}))
    ready, stop, loop = threading.Event(), asyncio.Event(), asyncio.new_event_loop()

    async def serve() -> None:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", made.complete)
        app.router.add_get("/v1/models", made.list_models)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        ready.set()
        await stop.wait()
        await runner.cleanup()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert ready.wait(20)
    yield made
    loop.call_soon_threadsafe(stop.set)
    thread.join(20)
    loop.close()


@pytest.fixture
def unused_port() -> Iterator[int]:
    """A port at which nobody listens: taken, but not listened at, while the test runs."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]
