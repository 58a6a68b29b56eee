"""One Hugging Face folder as a model."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from eigengraph.errors import ContextOverflow
from eigengraph.models import EndpointFacts, Reply, Request
from eigengraph_hf.chat import Drawn, prompt_ids, reply_of
from eigengraph_hf.serving import Serving
from eigengraph_hf.settings import HFSettings

if TYPE_CHECKING:
    from eigengraph_hf.decoding import Decoder
    from eigengraph_hf.loading import Loaded

_MB = 2**20


class HFModel:
    """Answers requests with a model that the first of them loads; requests in flight are decoded together.

    A reply depends on its request and seed alone, but for rounding: rows are computed beside others, so a likelihood
    may differ in its last digits from one batch to the next.

    Args:
        folder: What ``save_pretrained`` wrote, or a trainer.
        settings: See there.
    """

    def __init__(self, folder: Path, settings: HFSettings) -> None:
        self.folder = folder
        self.settings = settings
        self._lock = threading.Lock()
        self._kept: Loaded | None = None
        self._serving = Serving(self._decoder)

    @property
    def endpoint(self) -> str:
        """The folder."""
        return str(self.folder)

    @property
    def parallel(self) -> int | None:
        """Replies decoded at once; what is more waits outside, where no time-out runs."""
        return self.settings.batch

    async def complete(self, request: Request) -> Reply:
        """Answer one request.

        Raises:
            ContextOverflow: The dialogue does not fit the model's context.
            ConfigError: The folder cannot be loaded, or its chat template does not take the dialogue.
            ModelError: torch failed, such as for want of memory.
        """
        from eigengraph_hf.decoding import Ask

        loaded = await asyncio.to_thread(self._loaded)
        settings, sampling = self.settings, request.sampling
        prompt = prompt_ids(request, loaded.tokenizer, settings.template)
        most = min(settings.max_tokens, sampling.max_tokens)
        if loaded.context is not None:
            if len(prompt) >= loaded.context:
                raise ContextOverflow(f"the prompt has {len(prompt):,} tokens, and the context is {loaded.context:,}")
            most = min(most, loaded.context - len(prompt))
        ask = Ask(
            prompt,
            most,
            sampling.temperature if settings.temperature is None else settings.temperature,
            sampling.top_p if settings.top_p is None else settings.top_p,
            # A dialogue has one seed for all its turns, and each turn must draw anew.
            f"{request.context.seed} {request.attempt} {len(request.messages)}",
        )
        decoded = await asyncio.wrap_future(self._serving.submit(ask))
        drawn = Drawn(decoded.tokens, decoded.logprobs, decoded.finish, len(prompt), decoded.cached)
        return reply_of(request, drawn, loaded.tokenizer, loaded.stop)

    async def inspect(self) -> EndpointFacts:
        """Load the folder, which shows whether it can be loaded. What fits its context is counted with each request."""
        await asyncio.to_thread(self._loaded)
        return EndpointFacts(self.folder.name, (), None, self.settings.max_tokens)

    async def close(self) -> None:
        """Do nothing: the model ends with the process, since to load it again would take long."""

    def _loaded(self) -> Loaded:
        with self._lock:
            if self._kept is None:
                from eigengraph_hf.loading import load

                self._kept = load(self.folder, self.settings)
            return self._kept

    def _decoder(self) -> Decoder:
        from eigengraph_hf.decoding import Decoder

        loaded, settings = self._loaded(), self.settings
        return Decoder(loaded.model, loaded.stop, most=settings.batch, prefix_bytes=settings.prefix_mb * _MB)
