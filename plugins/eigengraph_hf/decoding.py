"""Decoding many replies at once, token by token: rows join when they come and leave when they end.

``Decoder`` knows token ids only; whoever trains on what it draws gets the very ids that were drawn, with their
log-probabilities. It works with any causal model of transformers whose layers attend to everything before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal

import torch

from eigengraph_hf.drawing import draw
from eigengraph_hf.prefixes import Prefixes
from eigengraph_hf.rows import Rows


@dataclass(frozen=True, slots=True)
class Ask:
    """What is to be continued.

    Attributes:
        prompt: Token ids, at least one.
        max_tokens: Most tokens to draw, at least one.
        temperature: 0 for the likeliest token each time.
        top_p: The share of probability that tokens are drawn from.
        seed: Decides what is drawn.
    """

    prompt: tuple[int, ...]
    max_tokens: int
    temperature: float = 1.0
    top_p: float = 1.0
    seed: int | str = 0


@dataclass(frozen=True, slots=True)
class Decoded:
    """What was drawn.

    Attributes:
        tokens: Token ids, with the one that ended it.
        logprobs: Of each token, at the temperature; see ``drawing.draw``.
        finish: ``stop`` where a stop token was drawn, ``length`` where ``max_tokens`` were.
        cached: Tokens of the prompt that were read before.
    """

    tokens: tuple[int, ...]
    logprobs: tuple[float, ...]
    finish: Literal["stop", "length"]
    cached: int = 0


@dataclass(slots=True)
class _Row:
    key: Any
    ask: Ask
    random: Random
    cached: int = 0
    tokens: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)


class Decoder:
    """Decodes what was asked, all of it together.

    Args:
        model: A causal model of transformers, in evaluation mode.
        stop: Tokens that end a reply.
        most: Rows in work at once; what is more waits.
        prefix_bytes: Memory for what was read before.
        prefill: Most tokens read in one pass, those that only fill up included.
    """

    def __init__(
        self, model: Any, stop: Collection[int], *, most: int = 64, prefix_bytes: int = 0, prefill: int = 16_384
    ) -> None:
        self.model = model
        self.stop = frozenset(stop)
        self.most = most
        self.prefill = prefill
        self._prefixes = Prefixes(prefix_bytes)
        self._keeps = prefix_bytes > 0
        self._device = next(model.parameters()).device
        self._waiting: list[_Row] = []
        self._work: list[_Row] = []
        self._rows = Rows.empty(0, self._device)
        self._logits: Any = None

    def add(self, key: Any, ask: Ask) -> None:
        """Take something to be continued; ``step`` gives it back under its key."""
        self._waiting.append(_Row(key, ask, Random(ask.seed)))

    def drop(self, key: Any) -> None:
        """Forget what nobody waits for any more."""
        self._waiting = [row for row in self._waiting if row.key != key]
        self._keep([place for place, row in enumerate(self._work) if row.key != key])

    @property
    def busy(self) -> bool:
        """Whether there is anything to do."""
        return bool(self._waiting or self._work)

    @torch.inference_mode()
    def step(self) -> list[tuple[Any, Decoded]]:
        """Draw one token for every row, and return what is finished, by key."""
        self._admit()
        if not self._work:
            return []
        for row, token, logprob in zip(self._work, *self._drawn(), strict=True):
            row.tokens.append(token)
            row.logprobs.append(logprob)
        done = [(place, row) for place, row in enumerate(self._work) if self._is_done(row)]
        for place, row in done:
            if self._keeps:
                self._prefixes.keep((*row.ask.prompt, *row.tokens), self._rows.state(place))
        if done:
            finished = {place for place, _ in done}
            self._keep([place for place in range(len(self._work)) if place not in finished])
        if self._work:
            drawn = torch.tensor([[row.tokens[-1]] for row in self._work], device=self._device)
            self._logits = self._read(self._rows, drawn, torch.ones_like(drawn))
        return [(row.key, self._decoded(row)) for _, row in done]

    def _is_done(self, row: _Row) -> bool:
        return row.tokens[-1] in self.stop or len(row.tokens) >= row.ask.max_tokens

    def _decoded(self, row: _Row) -> Decoded:
        finish: Literal["stop", "length"] = "stop" if row.tokens[-1] in self.stop else "length"
        return Decoded(tuple(row.tokens), tuple(row.logprobs), finish, row.cached)

    def _drawn(self) -> tuple[list[int], list[float]]:
        asks = [row.ask for row in self._work]
        numbers = [
            [ask.temperature for ask in asks],
            [ask.top_p for ask in asks],
            [row.random.random() for row in self._work],
        ]
        tokens, logprobs = draw(self._logits, *(torch.tensor(given, device=self._device) for given in numbers))
        return tokens.tolist(), logprobs.tolist()

    def _keep(self, places: Sequence[int]) -> None:
        if len(places) == len(self._work):
            return
        self._work = [self._work[place] for place in places]
        if self._work:
            self._rows.keep(places)
            self._logits = self._logits[list(places)]
        else:
            self._rows, self._logits = Rows.empty(0, self._device), None

    def _admit(self) -> None:
        """Read the prompts of rows that wait, as far as there is room."""
        room = self.most - len(self._work)
        fresh, self._waiting = self._waiting[:room], self._waiting[room:]
        for group in self._groups(fresh):
            rows, logits = self._prefilled(group)
            if self._work:
                self._rows.join(rows)
                self._logits = torch.cat([self._logits, logits])
            else:
                self._rows, self._logits = rows, logits
            self._work.extend(row for row, _, _ in group)

    def _groups(self, fresh: Sequence[_Row]) -> Iterator[list[tuple[_Row, int, Any]]]:
        """Yield rows of like length that are read in one pass, with how much of each was read before."""
        found = [(row, *self._prefixes.find(row.ask.prompt)) for row in fresh]
        group: list[tuple[_Row, int, Any]] = []
        for item in sorted(found, key=lambda item: len(item[0].ask.prompt) - item[1]):
            left = len(item[0].ask.prompt) - item[1]
            if group and left * (len(group) + 1) > self.prefill:
                yield group
                group = []
            group.append(item)
        if group:
            yield group

    def _prefilled(self, group: Sequence[tuple[_Row, int, Any]]) -> tuple[Rows, Any]:
        for row, cached, _ in group:
            row.cached = cached
        rows = Rows.of([states for _, _, states in group], self._device)
        left = [row.ask.prompt[cached:] for row, cached, _ in group]
        most = max(map(len, left))
        ids = torch.tensor([[0] * (most - len(rest)) + list(rest) for rest in left], device=self._device)
        mask = torch.tensor([[0] * (most - len(rest)) + [1] * len(rest) for rest in left], device=self._device)
        logits = self._read(rows, ids, mask)
        rows.compact()
        return rows, logits

    def _read(self, rows: Rows, ids: Any, mask: Any) -> Any:
        """Read tokens into rows, and return the logits behind the last."""
        rows.mask = torch.cat([rows.mask, mask], dim=1)
        positions = (rows.mask.cumsum(1) - 1).clamp(min=0)[:, -ids.shape[1] :]
        read = self.model(
            input_ids=ids,
            attention_mask=rows.mask,
            position_ids=positions,
            past_key_values=rows.cache,
            use_cache=True,
            logits_to_keep=1,
        )
        return read.logits[:, -1]


def decode(decoder: Decoder, asks: Iterable[Ask]) -> list[Decoded]:
    """Continue prompts, all together, and return what was drawn, in their order."""
    listed = list(asks)
    for place, ask in enumerate(listed):
        decoder.add(place, ask)
    found: dict[int, Decoded] = {}
    while decoder.busy:
        found.update(decoder.step())
    return [found[place] for place in range(len(listed))]
