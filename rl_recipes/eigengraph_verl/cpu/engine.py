"""Continuous batching: many dialogues are decoded together, one token each a pass, and join and leave between passes.

The engine lives in one event loop and has no thread: between two passes it lets the loop run, so whoever awaits a
finished reply can send the dialogue's next turn, which joins the very next pass.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal

from torch import Tensor

from eigengraph.errors import ConfigError
from eigengraph_verl.cpu.decoder import Chunk, Decoder
from eigengraph_verl.cpu.sampling import Drawing, draw_tokens, read_drawing

Stop = Literal["stop", "length", "aborted"]


@dataclass(frozen=True, slots=True)
class Generated:
    """A reply.

    Attributes:
        token_ids: What was drawn, with the token that ended it.
        log_probs: Of each of them, at the temperature at which it was drawn.
        stop: ``stop``: an end token was drawn; ``length``: no more tokens were allowed; ``aborted``.
        weights: How many times weights had been loaded when it began and when it ended.
    """

    token_ids: list[int]
    log_probs: list[float]
    stop: Stop
    weights: tuple[int, int]


@dataclass(slots=True)
class _Reply:
    request: str
    prompt: list[int]
    drawing: Drawing
    most: int
    source: Random
    done: asyncio.Future[Generated]
    begun: int
    token_ids: list[int] = field(default_factory=list)
    log_probs: list[float] = field(default_factory=list)


@dataclass(slots=True)
class _Slot:
    """A place in the cache.

    Attributes:
        request: The dialogue that used it last.
        held: Tokens whose keys and values stand in it.
        reply: What is being written, if anything.
        used: When a reply was last begun in it; the engine counts them.
    """

    request: str = ""
    held: list[int] = field(default_factory=list)
    reply: _Reply | None = None
    used: int = 0


class Engine:
    """Answers requests for tokens.

    Args:
        config: The model's configuration, as a mapping.
        slots: Dialogues decoded at once; further ones wait.
        length: Tokens of prompt and reply together, at most.
        end: Tokens that end every reply.
        seed: Of requests that bring none.

    Raises:
        ConfigError: The model's architecture is unknown.
    """

    def __init__(
        self, config: Mapping[str, Any], *, slots: int, length: int, end: Sequence[int] = (), seed: int = 0
    ) -> None:
        self.slots = slots
        self._decoder = Decoder(config, slots, length)
        self._slots = [_Slot() for _ in range(slots)]
        self._waiting: deque[_Reply] = deque()
        self._end = frozenset(end)
        self._chance = Random(seed)
        self._begun = 0
        self._task: asyncio.Task[None] | None = None
        self.loads = 0

    def load(self, state: Mapping[str, Tensor]) -> None:
        """Take new weights over; replies under way go on with them, over what they have cached.

        Args:
            state: By the names of a Hugging Face checkpoint.
        """
        self._decoder.load(state)
        self.loads += 1
        self.forget()

    def forget(self) -> None:
        """Have every later prompt read anew, as it must be after new weights."""
        for slot in self._slots:
            if slot.reply is None:
                slot.held.clear()
            slot.request = ""

    async def generate(self, request: str, prompt: Sequence[int], params: Mapping[str, Any]) -> Generated:
        """Write a reply.

        What the cache holds of the prompt, from turns before or from another dialogue, is not read again.

        Args:
            request: Names the dialogue.
            prompt: Everything before the reply.
            params: Sampling parameters by vLLM's names; a ``seed`` makes the reply repeatable.

        Raises:
            ConfigError: No weights were loaded, a parameter cannot be followed, or the prompt is empty or leaves no
                room for a reply.
        """
        if not self.loads:
            raise ConfigError("the CPU rollout backend was asked for tokens before it was given weights")
        room = self._decoder.length - len(prompt)
        if not prompt or room < 1:
            raise ConfigError(
                f"a prompt of {len(prompt)} tokens leaves no room in {self._decoder.length}; raise max_model_len"
            )
        drawing = read_drawing(params, self._end)
        most = room if drawing.most is None else max(1, min(room, drawing.most))
        source = Random(self._chance.random() if drawing.seed is None else drawing.seed)
        done: asyncio.Future[Generated] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Reply(request, list(prompt), drawing, most, source, done, self.loads))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return await done

    def abort(self) -> None:
        """End all replies, with what they have."""
        for reply in self._waiting:
            self._settle(reply, "aborted")
        self._waiting.clear()
        for slot in self._slots:
            if slot.reply is not None:
                self._settle(slot.reply, "aborted")
                slot.reply = None

    async def _run(self) -> None:
        try:
            while self._seat():
                self._advance()
                await asyncio.sleep(0)
        except Exception as error:  # noqa: BLE001 - of no request's own: everyone who waits must hear of it
            for reply in (*self._waiting, *(slot.reply for slot in self._slots if slot.reply)):
                if not reply.done.done():
                    reply.done.set_exception(error)
            self._waiting.clear()
            for slot in self._slots:
                slot.reply = None
                slot.held.clear()

    def _seat(self) -> bool:
        """Give waiting requests a slot, as far as there are free ones; return whether there is anything to do."""
        free = [slot for slot in self._slots if slot.reply is None]
        while self._waiting and free:
            reply = self._waiting.popleft()
            if reply.done.cancelled():
                continue
            slot = next((slot for slot in free if slot.request == reply.request), None)
            slot = slot or min(free, key=lambda slot: slot.used)
            free.remove(slot)
            self._begun += 1
            slot.request, slot.reply, slot.used = reply.request, reply, self._begun
            # The last token of the prompt is always read: the first token of the reply is drawn from its logits.
            del slot.held[_common(slot.held, reply.prompt[:-1]) :]
        return any(slot.reply is not None for slot in self._slots)

    def _advance(self) -> None:
        """Read what every reply's dialogue has new, and draw a token for each."""
        work = [(index, slot, slot.reply) for index, slot in enumerate(self._slots) if slot.reply is not None]
        chunks = [Chunk(index, len(slot.held), _unread(slot, reply)) for index, slot, reply in work]
        logits = self._decoder.read(chunks)
        drawn = draw_tokens(logits, [reply.drawing for _, _, reply in work], [reply.source for _, _, reply in work])
        for (_, slot, reply), chunk, (token, log_prob) in zip(work, chunks, drawn, strict=True):
            slot.held += chunk.ids
            reply.token_ids.append(token)
            reply.log_probs.append(log_prob)
            stop: Stop | None = "stop" if token in reply.drawing.stops else None
            if stop is None and len(reply.token_ids) >= reply.most:
                stop = "length"
            if stop or reply.done.cancelled():
                self._settle(reply, stop or "aborted")
                slot.reply = None

    def _settle(self, reply: _Reply, stop: Stop) -> None:
        if not reply.done.done():
            reply.done.set_result(Generated(reply.token_ids, reply.log_probs, stop, (reply.begun, self.loads)))


def _unread(slot: _Slot, reply: _Reply) -> Sequence[int]:
    if reply.token_ids:
        return reply.token_ids[-1:]
    return reply.prompt[len(slot.held) :]


def _common(held: Sequence[int], prompt: Sequence[int]) -> int:
    """Return how many tokens two sequences begin with in common."""
    for index, (one, other) in enumerate(zip(held, prompt, strict=False)):
        if one != other:
            return index
    return min(len(held), len(prompt))
