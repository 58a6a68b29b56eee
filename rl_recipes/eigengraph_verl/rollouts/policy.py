"""The policy as a participant of a dialogue: it is asked with tokens and answers with tokens."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from eigengraph.dataset import chat_message
from eigengraph.errors import ContextOverflow, ModelError, PolicyFault
from eigengraph.models import Context, Request, read_reply
from eigengraph.records import Message
from eigengraph_verl.rollouts.stream import Stream, Template, with_objects

_OPEN, _CLOSE = "<think>", "</think>"


class Tokens(Protocol):
    """What an inference server answers; verl's ``TokenOutput``."""

    token_ids: list[int]
    log_probs: list[float] | None
    stop_reason: str | None
    routed_experts: Any
    extra_fields: dict[str, Any]


Generate = Callable[[list[int], int], Awaitable[Tokens]]
"""``generate(prompt_ids, max_tokens)``."""


@dataclass(frozen=True, slots=True)
class Room:
    """How many tokens there are for a dialogue.

    Attributes:
        context: Of a sequence, prompt and response together.
        prompt: Of what is read before anything is written.
        response: Of what is written, and what is read between that.
        turn: Of one message.
    """

    context: int
    prompt: int
    response: int
    turn: int

    def left(self, prompt: int, response: int) -> int:
        """Return how many tokens of the response are still free."""
        return 0 if prompt > self.prompt else min(self.context - prompt - response, self.response - response)


@dataclass
class Policy:
    """Takes the agent's side of one dialogue and remembers every token.

    Attributes:
        generate: Asks the inference server.
        template: The chat template with the agent's tools.
        system: The agent's system prompt.
        tools: The agent's tools, as it is shown them.
        context: Of the dialogue; what it says is told to nobody.
        room: For how many tokens there is room.
        stream: What was read and written.
        seconds: Spent waiting for the server.
        steps: The first and the last version of the weights that wrote something.
        experts: What the server tells of routing, for each sequence.
    """

    generate: Generate
    template: Template
    system: str
    tools: Sequence[Mapping[str, Any]]
    context: Context
    room: Room
    stream: Stream = field(init=False)
    seconds: float = 0.0
    steps: tuple[int, int] | None = None
    experts: dict[int, Any] = field(default_factory=dict)
    _chat: list[dict[str, Any]] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        self.stream = Stream(self.template)
        self._chat = [{"role": "system", "content": self.system}]

    async def __call__(self, history: Sequence[Message]) -> Message:
        """Write the next message; see ``eigengraph.dialogue.Participant``.

        Raises:
            ContextOverflow: There is no room for it, or it was cut off where the room ends.
            PolicyFault: It calls a tool with what is no JSON object.
            ModelError: The server gave up on it.
        """
        new = [chat_message(message, thinking=True) for message in history[len(self._chat) - 1 :]]
        self._chat += with_objects(new)
        ids = self.stream.read(self._chat)
        sample = self.stream.samples[-1]
        opened = self.stream.text.rstrip().endswith(_OPEN)
        left = self.room.left(len(sample.prompt), len(sample.response))
        if left < 1:
            raise ContextOverflow(
                f"no room for another message: {len(sample.prompt)} tokens of prompt and {len(sample.response)} of "
                f"response, in a context of {self.room.context}"
            )
        most = min(left, self.room.turn)
        written = await self._ask(ids, most)
        self.stream.write(written.token_ids, written.log_probs)
        if written.routed_experts is not None:
            self.experts[len(self.stream.samples) - 1] = written.routed_experts
        cut = len(written.token_ids) >= most and not self.template.ends(written.token_ids[-1])
        if cut and most == left:
            raise ContextOverflow(f"a message was cut off where the context of {self.room.context} tokens ends")
        return self._message(history, self.template.decode(written.token_ids, special=False), opened=opened, cut=cut)

    async def _ask(self, ids: list[int], most: int) -> Tokens:
        began = time.perf_counter()
        written = await self.generate(ids, most)
        self.seconds += time.perf_counter() - began
        if written.stop_reason in ("abort", "aborted"):
            raise ModelError("the inference server aborted the request")
        if not written.token_ids:
            raise ModelError("the inference server answered without a token")
        first, last = (written.extra_fields.get(key) for key in ("min_global_steps", "max_global_steps"))
        if first is not None and last is not None:
            self.steps = (min(first, self.steps[0]), max(last, self.steps[1])) if self.steps else (first, last)
        return written

    def _message(self, history: Sequence[Message], text: str, *, opened: bool, cut: bool) -> Message:
        """Read a text as one is read that a server left untouched, so that a policy is trained as it is evaluated."""
        if _CLOSE not in text and (opened or text.lstrip().startswith(_OPEN)):  # it never came to the point
            return Message("assistant", thinking=text.replace(_OPEN, "").strip())
        choice = {"message": {"content": text}, "finish_reason": "length" if cut else "stop"}
        answer = {"choices": [choice], "usage": {"prompt_tokens": 0, "completion_tokens": 0}}
        reply = read_reply(Request("agent", history, self.context, self.system, self.tools), answer)
        if reply.fault:
            raise PolicyFault(reply.fault)
        return reply.message
