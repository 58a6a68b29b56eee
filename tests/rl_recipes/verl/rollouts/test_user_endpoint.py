"""A user model behind an endpoint: asked in its own words, asked again where it fails, masked where it stays down."""

from __future__ import annotations

import asyncio
import json

from aiohttp import web
from eigengraph_verl.rollouts.ground import open_ground, open_user

from eigengraph.dialogue import STOP
from eigengraph.models import RetryPolicy
from eigengraph.records import Outcome

QUICK = {"user_attempts": 2, "user_timeout": 5.0, "user_deadline": 60.0}


class Endpoint:
    """An OpenAI-compatible server on the loopback that says one line after the other, then stops, or fails.

    Args:
        lines: What it says; an int is the status that it answers with instead.
    """

    def __init__(self, *lines):
        self.lines, self.bodies = list(lines), []

    async def answer(self, request):
        self.bodies.append(await request.json())
        line = self.lines.pop(0) if self.lines else STOP
        if isinstance(line, int):
            return web.Response(status=line, headers={"Retry-After": "0"})
        return web.json_response({"choices": [{"message": {"content": line}, "finish_reason": "stop"}]})


def play(loops, config, exported, row, tokenizer, endpoint):
    """Play a rollout against the endpoint, and close everything."""

    async def played():
        app = web.Application()
        app.router.add_post("/v1/chat/completions", endpoint.answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        spec = f"openai:user@http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}/v1"
        try:
            return await loops.play_async(config, row, tokenizer, group="g", rollout=0, user=spec, **QUICK)
        finally:
            policy = RetryPolicy(QUICK["user_attempts"], QUICK["user_timeout"], QUICK["user_deadline"])
            await open_user(open_ground(exported), spec, {}, policy).model.close()
            await runner.cleanup()

    return asyncio.run(played())


def test_the_endpoint_plays_the_user(loops, config, exported, task_rows, tokenizers):
    endpoint = Endpoint("Hello, I have a question.", "Never mind.")
    rollout = play(loops, config, exported, task_rows[0], tokenizers(), endpoint)
    assert rollout.trajectory.outcome is Outcome.COMPLETED
    said = [message.content for message in rollout.trajectory.messages if message.role == "user"]
    assert said == ["Hello, I have a question.", "Never mind.", STOP]
    first = endpoint.bodies[0]["messages"]
    scenario = json.loads(task_rows[0]["extra_info"]["task"])["scenario"]
    assert [message["role"] for message in first] == ["system", "user"]
    assert scenario["reason_for_call"] in first[0]["content"]
    assert endpoint.bodies[-1]["messages"][2]["role"] == "assistant"  # what the user said, as the model that said it


def test_a_request_that_fails_once_is_sent_again(loops, config, exported, task_rows, tokenizers):
    endpoint = Endpoint("Hello.", 503)
    rollout = play(loops, config, exported, task_rows[0], tokenizers(), endpoint)
    assert rollout.trajectory.outcome is Outcome.COMPLETED
    assert len(endpoint.bodies) == 3


def test_an_endpoint_that_dies_in_the_middle_masks_the_rollout(loops, config, exported, task_rows, tokenizers):
    endpoint = Endpoint("Hello, I have a question.", *[500] * 9)
    rollout = play(loops, config, exported, task_rows[0], tokenizers(), endpoint)
    assert rollout.trajectory.outcome is Outcome.MODEL_ERROR
    assert len(endpoint.bodies) == 3
    assert (
        sum(map(sum, (output.response_mask for output in rollout.outputs))) > 0
    )  # it had written; the sampler drops it
