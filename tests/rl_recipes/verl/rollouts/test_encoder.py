"""Tokenising in stretches gives what tokenising at once gives, or is not done."""

from __future__ import annotations

import pytest
from eigengraph_verl.rollouts.encoder import Encoder
from hypothesis import given, settings
from hypothesis import strategies as st

PARTS = st.sampled_from(
    ["<|im_start|>", "<|im_end|>", "\n", "user\n", "<tool_call>", " order", "Ä", "1 2", "  ", "it's"]
)


@pytest.fixture(scope="module")
def tokenizer(tokenizers):
    return tokenizers()


@settings(deadline=None)
@given(parts=st.lists(PARTS | st.text(max_size=8), max_size=30))
def test_stretches_give_the_same_tokens(tokenizer, parts):
    encoder = Encoder(tokenizer)
    encoder.encode("<|im_start|>user\nHello.<|im_end|>\n")
    text = "".join(parts)
    assert encoder.encode(text) == encoder.encode(text) == tokenizer.encode(text, add_special_tokens=False)


def test_what_was_read_before_is_not_tokenised_again(tokenizer, monkeypatch):
    encoder, seen = Encoder(tokenizer), []
    first = encoder.encode("<|im_start|>system\nA long policy.<|im_end|>")
    encode = type(tokenizer).encode
    monkeypatch.setattr(type(tokenizer), "encode", lambda it, text, **how: seen.append(text) or encode(it, text, **how))
    ids = encoder.encode("<|im_start|>system\nA long policy.<|im_end|>\n<|im_start|>user\nHello.")
    assert ids[: len(first)] == first
    assert seen == ["\n", "user\nHello."]


class Prefixed:
    """A tokenizer that marks the beginning of a text, as sentencepiece does."""

    def __init__(self, tokenizer):
        self.inner = tokenizer
        self.added_tokens_decoder = tokenizer.added_tokens_decoder

    def encode(self, text, **how):
        return self.inner.encode(f"_{text}", **how)


def test_tokenizers_that_look_at_the_beginning_read_the_whole_text(tokenizer):
    made = Prefixed(tokenizer)
    encoder = Encoder(made)
    for text in ("<|im_start|>user\nHello.<|im_end|>", "<|im_start|>user\nHello again.<|im_end|>"):
        assert encoder.encode(text) == made.encode(text, add_special_tokens=False)
