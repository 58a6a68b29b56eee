"""The shape of a model: what layouts and memory are reckoned from."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from eigengraph.errors import ConfigError, UnknownNameError
from eigengraph_verl.validation.model_folder import ModelFolder

_FILE = Path(__file__).with_name("architectures.toml")


@dataclass(frozen=True, slots=True)
class Architecture:
    """The shape of a decoder of the Qwen3 family, dense or a mixture of experts.

    Attributes:
        name: Of the model, or its folder.
        hub: Its name on the hub; the folder where it came from one.
        layers: Decoder layers.
        hidden: Width of the residual stream.
        heads: Query heads.
        kv_heads: Key and value heads.
        head: Width of a head.
        feed_forward: Inner width of a dense layer, or of one expert.
        experts: Experts of a layer; 0 in a dense model.
        active: Experts that a token goes through.
        vocabulary: Rows of the embedding.
        tied: Whether the output shares the embedding.
        context: Longest sequence, tokens.
    """

    name: str
    hub: str
    layers: int
    hidden: int
    heads: int
    kv_heads: int
    head: int
    feed_forward: int
    experts: int
    active: int
    vocabulary: int
    tied: bool
    context: int

    @property
    def attention(self) -> int:
        """Parameters of one layer that are not an expert's: attention, norms, router, or a dense feed-forward."""
        projections = 2 * self.hidden * self.head * (self.heads + self.kv_heads)
        inner = self.hidden * self.experts if self.experts else 3 * self.hidden * self.feed_forward
        return projections + inner + 2 * self.hidden + 2 * self.head

    @property
    def expert(self) -> int:
        """Parameters of all experts of one layer; 0 in a dense model."""
        return self.experts * 3 * self.hidden * self.feed_forward

    @property
    def embedding(self) -> int:
        """Parameters of the embedding alone; the output has as many again where it is not tied."""
        return self.vocabulary * self.hidden

    @property
    def total(self) -> int:
        """All parameters."""
        ends = self.embedding * (1 if self.tied else 2) + self.hidden
        return self.layers * (self.attention + self.expert) + ends

    @property
    def cache_of_a_token(self) -> int:
        """Bytes of keys and values that one token leaves in the cache, in bfloat16."""
        return 2 * self.layers * self.kv_heads * self.head * 2


def architecture(name: str) -> Architecture:
    """Return a model's shape by the name that recipes use.

    Raises:
        UnknownNameError: Nobody wrote it down.
    """
    known = _known()
    if name not in known:
        raise UnknownNameError("model", name, known, "Give its folder with --model")
    return _read(name, known[name]["hub"], known[name])


def of_folder(folder: Path) -> Architecture:
    """Return the shape of a model in a Hugging Face folder.

    Raises:
        ConfigError: Its ``config.json`` is missing, or of another family.
    """
    return _read(folder.name, str(folder), ModelFolder(folder).config())


@cache
def _known() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(_FILE.read_text("utf-8"))


def _read(name: str, hub: str, config: Mapping[str, Any]) -> Architecture:
    try:
        experts = config.get("num_experts") or 0
        return Architecture(
            name=name,
            hub=hub,
            layers=config["num_hidden_layers"],
            hidden=config["hidden_size"],
            heads=config["num_attention_heads"],
            kv_heads=config["num_key_value_heads"],
            head=config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"],
            feed_forward=config["moe_intermediate_size" if experts else "intermediate_size"],
            experts=experts,
            active=config["num_experts_per_tok"] if experts else 0,
            vocabulary=config["vocab_size"],
            tied=config.get("tie_word_embeddings", False),
            context=config["max_position_embeddings"],
        )
    except KeyError as error:
        raise ConfigError(
            f"config.json of {hub!r} has no {error.args[0]!r}; models of the Qwen3 family are known here"
        ) from None
