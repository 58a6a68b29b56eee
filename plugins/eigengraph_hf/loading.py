"""A Hugging Face folder as model and tokenizer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eigengraph.errors import ConfigError
from eigengraph_hf.settings import HFSettings


@dataclass(frozen=True)
class Loaded:
    """What is in a folder.

    Attributes:
        model: In evaluation mode, on its device.
        tokenizer: With a chat template.
        stop: Tokens that end a reply.
        context: Tokens that prompt and reply share; None where the configuration does not say.
    """

    model: Any
    tokenizer: Any
    stop: frozenset[int]
    context: int | None


def load(folder: Path, settings: HFSettings) -> Loaded:
    """Load a folder; nothing is downloaded.

    Raises:
        ConfigError: transformers cannot load it, there is no such device, the tokenizer has no chat template or belongs
            to another model.
    """
    import torch

    if settings.threads is not None:
        torch.set_num_threads(settings.threads)
    device = settings.device if settings.device != "auto" else ("cuda" if torch.cuda.is_available() else "cpu")
    tokenizer = load_tokenizer(folder)
    try:
        from transformers import AutoModelForCausalLM

        with _no_bars():
            model = AutoModelForCausalLM.from_pretrained(
                folder, dtype=settings.dtype, local_files_only=True, attn_implementation="sdpa"
            )
        model = model.to(device).eval()
    except Exception as error:  # transformers, safetensors and torch each have their own
        raise ConfigError(f"{str(folder)!r} cannot be loaded by transformers: {_line(error)}") from error
    config = model.config.get_text_config()
    if len(tokenizer) > config.vocab_size:
        raise ConfigError(
            f"the tokenizer in {str(folder)!r} has {len(tokenizer):,} tokens and the model only {config.vocab_size:,}; "
            "it belongs to another model"
        )
    stop = _stop(model, tokenizer)
    if not stop:
        raise ConfigError(
            f"{str(folder)!r} names no token that ends a reply; set eos_token_id in generation_config.json"
        )
    return Loaded(model, tokenizer, stop, settings.context or getattr(config, "max_position_embeddings", None))


def load_tokenizer(folder: Path) -> Any:
    """Load the tokenizer of a folder.

    Raises:
        ConfigError: transformers cannot load it, or it has no chat template.
    """
    try:
        from transformers import AutoTokenizer

        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    except Exception as error:
        raise ConfigError(f"the tokenizer in {str(folder)!r} cannot be loaded: {_line(error)}") from error
    if not tokenizer.chat_template:
        raise ConfigError(
            f"the tokenizer in {str(folder)!r} has no chat template; add chat_template.jinja to the folder, or take "
            "the instruction-tuned model"
        )
    return tokenizer


@contextmanager
def _no_bars() -> Iterator[None]:
    """Keep transformers from drawing over a progress display."""
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()


def _stop(model: Any, tokenizer: Any) -> frozenset[int]:
    named = getattr(model.generation_config, "eos_token_id", None)
    listed = named if isinstance(named, list) else [named]
    return frozenset(token for token in (*listed, tokenizer.eos_token_id) if token is not None)


def _line(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
