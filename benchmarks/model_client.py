"""What a request to a language model costs us: CPU and requests a second against a server that answers after 20 ms.

    python benchmarks/model_client.py [--requests 4000] [--in-flight 200]

The server is a process of its own. Beside our client, alone and with journal, budget, throttle and tries around it,
stands LangChain's ``ChatOpenAI`` in the same run, where it is installed. A request is that of an agent in the airline
domain: policy, tools and twenty messages.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from eigengraph_openai.client import OpenAIModel
from eigengraph_openai.settings import read_settings
from measuring import Figure, report, timing

import eigengraph as eg
from eigengraph.config import Settings
from eigengraph.models import Context, Request, open_meter
from eigengraph.records import Message, ToolCall

LATENCY = 0.02
_SERVER = "--serve"


@dataclass(frozen=True, slots=True)
class Cost:
    """What some requests cost.

    Attributes:
        cpu: Milliseconds of this process's CPU a request.
        rate: Requests a second of wall time.
    """

    cpu: float
    rate: float


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--requests", type=int, default=4000)
    parser.add_argument("--in-flight", type=int, default=200)
    given = parser.parse_args()
    with serving() as url, tempfile.TemporaryDirectory() as folder:
        ours = asyncio.run(of_client(url, given.requests, given.in_flight))
        metered = asyncio.run(of_metered(url, Path(folder), given.requests, given.in_flight))
        theirs = asyncio.run(of_langchain(url, max(given.in_flight, given.requests // 10), given.in_flight))
    ideal = given.in_flight / LATENCY
    figures = [
        timing("our client, CPU a request", ours.cpu, "ms", 0.4),
        Figure("our client, requests a second", f"{ours.rate:,.0f} (no client gets more than {ideal:,.0f})"),
        timing("with journal, budget, throttle and tries, CPU", metered.cpu, "ms"),
        Figure("the same, requests a second", f"{metered.rate:,.0f}"),
    ]
    if theirs is None:
        figures.append(Figure("ChatOpenAI", "not installed: pip install langchain-openai"))
    else:
        ratio = ours.rate / theirs.rate
        figures += [
            timing("ChatOpenAI, CPU a request", theirs.cpu, "ms"),
            Figure("ChatOpenAI, requests a second", f"{theirs.rate:,.0f}"),
            Figure("our requests a second over ChatOpenAI's", f"{ratio:.1f}x", ">= 10x", ratio >= 10, strict=False),
        ]
    return report(f"{given.requests} requests, {given.in_flight} in flight, {LATENCY * 1000:.0f} ms each", figures)


async def of_client(url: str, count: int, in_flight: int) -> Cost:
    model = OpenAIModel(*read_settings(f"m@{url}", {}))
    asked = request()
    try:
        return await cost(lambda _number: model.complete(asked), count, in_flight)
    finally:
        await model.close()


async def of_metered(url: str, folder: Path, count: int, in_flight: int) -> Cost:
    meter = open_meter(Settings(domain="airline", concurrency=in_flight, budget_tokens=10**12), folder)
    model = meter.around(OpenAIModel(*read_settings(f"m@{url}", {})), f"openai:m@{url}")
    asked = request()

    def ask(number: int) -> Awaitable[object]:
        return model.complete(replace(asked, context=replace(asked.context, seed=number)))

    try:
        return await cost(ask, count, in_flight)
    finally:
        await meter.close()
        meter.journal.close()


async def of_langchain(url: str, count: int, in_flight: int) -> Cost | None:
    try:
        from langchain_core.messages import convert_to_messages
        from langchain_openai import ChatOpenAI
    except ImportError:
        return None
    from eigengraph.models import chat_messages

    asked = request()
    chat = ChatOpenAI(model="m", base_url=url, api_key="none", max_retries=0, max_tokens=8192, temperature=1.0)
    bound, prompt = chat.bind_tools([dict(tool) for tool in asked.tools]), convert_to_messages(chat_messages(asked))
    return await cost(lambda _number: bound.ainvoke(prompt), count, in_flight)


async def cost(ask: Callable[[int], Awaitable[object]], count: int, in_flight: int) -> Cost:
    """Ask so often with so many requests in flight, after a round to open the connections."""
    await asyncio.gather(*[ask(-number - 1) for number in range(in_flight)])
    numbers = iter(range(count))

    async def worker() -> None:
        for number in numbers:
            await ask(number)

    wall, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*[worker() for _ in range(in_flight)])
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Cost(cpu / count * 1000, count / wall)


def request() -> Request:
    """Return a request as an agent makes them in the middle of a dialogue."""
    domain = eg.Host().domain("airline")
    history = [Message("assistant", "Hi! How can I help you today?")]
    for number in range(5):
        call = ToolCall("get_reservation_details", {"reservation_id": f"R{number:05}"}, id=f"call_{number}")
        history += [
            Message("user", f"And what about reservation R{number:05}? I would like to change it.", side="user"),
            Message("assistant", "", (call,)),
            Message("tool", '{"origin": "JFK", "status": "confirmed"} ' * 8, call_id=call.id),
            Message("assistant", "That reservation is confirmed; it can be changed for a fee of 50 dollars."),
        ]
    return Request("agent", tuple(history), Context(domain, 1), domain.policy_text, domain.schemas["agent"])


# The server


@contextmanager
def serving(latency: float = LATENCY) -> Iterator[str]:
    """Run a server that answers after so many seconds in a process of its own, and give its URL."""
    command = [sys.executable, __file__, _SERVER, str(latency)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def serve(latency: float) -> None:
    """Answer every request with the same completion, as cheaply as aiohttp can."""
    from aiohttp import web

    usage = b'"usage":{"prompt_tokens":4000,"completion_tokens":20,"total_tokens":4020}'
    message = b'{"role":"assistant","content":"I will look that up for you. One moment, please."}'
    body = b'{"id":"x","choices":[{"index":0,"message":%b,"finish_reason":"stop"}],%b}' % (message, usage)

    async def handle(asked: web.BaseRequest) -> web.Response:
        await asked.read()
        await asyncio.sleep(latency)
        return web.Response(body=body, content_type="application/json")

    async def run() -> None:
        runner = web.ServerRunner(web.Server(handle))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        print(f"http://127.0.0.1:{runner.addresses[0][1]}/v1", flush=True)
        await asyncio.Event().wait()

    asyncio.run(run())


if __name__ == "__main__":
    raise SystemExit(serve(float(sys.argv[2])) if sys.argv[1:2] == [_SERVER] else main())
