"""A tokenizer for one small domain: its stock phrases are single tokens, its ids single digits.

What a model of a million parameters learns last is copying (names, numbers), and what it pays for is length. So merges
run across words, and a sentence that always reads the same becomes one token; but no merge crosses a digit, or a word
that stands in the database, so whatever has to be copied is cut the same way wherever it stands. Merging across words
is the idea of SuperBPE (arXiv 2503.13423).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

END = "<|im_end|>"
PAD = "<|endoftext|>"
TURNS = tuple(f"<|im_start|>{role}\n" for role in ("system", "user", "assistant", "tool"))
CALL = ("<tool_call>", "</tool_call>")
_MARKS = re.compile("|".join(map(re.escape, (*TURNS, END, *CALL))))
_WORD = re.compile(r"[A-Za-z]+(?:_[A-Za-z]+)*")
_TEMPLATE = Path(__file__).with_name("chat_template.jinja")


def chat_template() -> str:
    """Return the chat template: ChatML and Hermes calls, with tools as signatures and without reasoning."""
    return _TEMPLATE.read_text("utf-8").replace("-%}\n", "-%}").replace("-}}\n", "-}}")


def rendered(messages: Sequence[Mapping[str, Any]], tools: Sequence[Mapping[str, Any]]) -> str:
    """Return a dialogue as the chat template renders it."""
    text: str = _bare().apply_chat_template(list(messages), tools=list(tools), tokenize=False)
    return text


@cache
def _bare() -> PreTrainedTokenizerFast:
    """Return a tokenizer that knows the template and nothing else."""
    made = PreTrainedTokenizerFast(tokenizer_object=Tokenizer(models.BPE()))
    made.chat_template = chat_template()
    return made


def train_tokenizer(dialogues: Iterable[str], words: Iterable[str], size: int) -> PreTrainedTokenizerFast:
    """Train a tokenizer.

    Args:
        dialogues: Texts as the chat template renders them.
        words: What no merge may cross; see ``entity_words``.
        size: Of the vocabulary at most, marks included.

    Returns:
        The tokenizer, with chat template, end and padding token.
    """
    entities = "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))
    alone = Regex(rf"\d|\n|#W(?=\d)|@[a-z]+(?:\.[a-z]+)+|(?<![A-Za-z_])(?:{entities})(?![A-Za-z]|_[A-Za-z])")
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(alone, "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    marks = [PAD, END, *TURNS]
    trainer = trainers.BpeTrainer(
        vocab_size=size - len(CALL),
        min_frequency=20,
        special_tokens=marks,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator((part for text in dialogues for part in _MARKS.split(text) if part), trainer)
    made = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token=END, pad_token=PAD)
    made.add_tokens(list(CALL))  # not special: whoever decodes a message wants to see its calls
    made.chat_template = chat_template()
    return made


def entity_words(tables: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """Return the words that stand in a database, as they stand there and in lower case."""
    found = {word for text in _texts(tables) for word in _WORD.findall(text) if len(word) > 1}
    return found | {word.lower() for word in found}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield value
