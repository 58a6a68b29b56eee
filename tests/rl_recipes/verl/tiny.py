"""A tokenizer of a few hundred tokens, chat templates of each kind, and a server that answers in them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from random import Random
from types import SimpleNamespace
from typing import Any

from eigengraph_offline.agent import agent_message

from eigengraph.records import Message, Task, ToolCall
from eigengraph.world import Domain

START, END = "<|im_start|>", "<|im_end|>"
_SPECIAL = ["<|endoftext|>", START, END]
_MARKS = ["<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>", "<think>", "</think>"]

_HEAD = """{{- '<|im_start|>system\\n' + messages[0].content }}
{%- if tools %}{{- '\\n\\n# Tools' }}{%- for tool in tools %}{{- '\\n' + (tool | tojson) }}{%- endfor %}{%- endif %}
{{- '<|im_end|>\\n' }}
{%- set last = namespace(user=0) %}
{%- for message in messages %}
{%- if message.role == 'user' %}{%- set last.user = loop.index0 %}{%- endif %}
{%- endfor %}
{%- for message in messages[1:] %}
{%- if message.role == 'tool' %}
{{- '<|im_start|>user\\n<tool_response>\\n' + message.content + '\\n</tool_response><|im_end|>\\n' }}
{%- else %}
{{- '<|im_start|>' + message.role + '\\n' }}"""
_REASONING = "{{- '<think>\\n' + message.reasoning_content + '\\n</think>\\n\\n' }}"
_TAIL = """{{- message.content }}
{%- for call in message.tool_calls or [] %}
{{- '' if loop.first and not message.content else '\\n' }}{{- '<tool_call>\\n{"name": "' + call.function.name }}
{{- '", "arguments": ' + (call.function.arguments | tojson) + '}\\n</tool_call>' }}
{%- endfor %}
{{- '<|im_end|>\\n' }}
{%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{%- endif %}"""

TEMPLATES = {
    "plain": _HEAD + _TAIL,
    "keeps reasoning": f"{_HEAD}{{%- if message.reasoning_content %}}{_REASONING}{{%- endif %}}{_TAIL}",
    "drops reasoning": (
        f"{_HEAD}{{%- if message.reasoning_content and loop.index > last.user %}}{_REASONING}{{%- endif %}}{_TAIL}"
    ),
}
"""``drops reasoning`` shows what was thought since the user last spoke and nothing before, as Qwen3's template does."""


def tiny_tokenizer(template: str = "plain", texts: Sequence[str] = ()) -> Any:
    """Return a byte-level BPE tokenizer of Hugging Face's kind.

    Args:
        template: One of ``TEMPLATES``.
        texts: What its merges are learned from.
    """
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    core = Tokenizer(models.BPE())
    core.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    core.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=600, initial_alphabet=alphabet, special_tokens=_SPECIAL, show_progress=False
    )
    core.train_from_iterator(texts or ["I will look up your order and cancel it, please wait a moment."] * 4, trainer)
    made = PreTrainedTokenizerFast(tokenizer_object=core, eos_token=END, pad_token=_SPECIAL[0])
    made.add_tokens(_MARKS)
    made.chat_template = TEMPLATES[template]
    return made


def in_pieces(tokenizer: Any, ids: Sequence[int], random: Random, share: float = 0.3) -> list[int]:
    """Return other tokens of the same text: a share is taken apart into the bytes that they are made of."""
    pieces: list[int] = []
    for token in ids:
        name = tokenizer.convert_ids_to_tokens(token)
        apart = name not in _SPECIAL + _MARKS and random.random() < share
        pieces += tokenizer.convert_tokens_to_ids(list(name)) if apart else [token]
    return pieces


class Server:
    """verl's inference server: plays the agent without a language model, in tokens that no tokenizer would choose.

    No dataclass, since hydra would take it for a part of the configuration.

    Args:
        tokenizer: Its tokenizer.
        task: What is played.
        domain: Its domain.
        thinks: Whether it reasons before each message.
        noise: The share of messages that are random tokens in place of sense.
        faults: The share of dialogues in which it does the task wrongly, by kind of fault.
        apart: The share of its tokens that it takes apart, so that they are not the ones that encoding gives.
        seed: All that chance draws from.

    Attributes:
        asked: The prompts it was given, in order.
        gave: The tokens it answered with, in order.
        step: The version of its weights.
    """

    def __init__(
        self,
        tokenizer: Any,
        task: Task,
        domain: Domain,
        thinks: bool = False,
        noise: float = 0.0,
        faults: Mapping[str, float] | None = None,
        apart: float = 0.3,
        seed: int = 0,
    ) -> None:
        self.tokenizer, self.task, self.domain = tokenizer, task, domain
        self.thinks, self.noise, self.faults, self.apart, self.seed = thinks, noise, faults or {}, apart, seed
        self.asked: list[list[int]] = []
        self.gave: list[list[int]] = []
        self.step = 3

    async def generate(
        self, request_id: str, *, prompt_ids: list[int], sampling_params: dict[str, Any], **_others: Any
    ) -> Any:
        random = Random(f"{self.seed} {len(self.asked)}")
        if random.random() < self.noise:
            ids = [random.randrange(len(self.tokenizer)) for _ in range(20)]
        else:
            ids = in_pieces(self.tokenizer, self.tokenizer.encode(self._text(prompt_ids)), random, self.apart)
        ids = ids[: sampling_params.pop("max_tokens")]  # as vLLM's server does: it takes out what it uses
        self.asked.append(list(prompt_ids))
        self.gave.append(ids)
        extra = {"global_steps": self.step, "min_global_steps": self.step, "max_global_steps": self.step}
        return SimpleNamespace(
            token_ids=ids,
            log_probs=[-0.5 - number / 1000 for number in range(len(ids))],
            stop_reason="completed",
            routed_experts=None,
            extra_fields=extra,
        )

    def _text(self, prompt_ids: list[int]) -> str:
        said = agent_message(
            self.task, self.domain, read_prompt(self.tokenizer.decode(prompt_ids)), self.seed, self.faults
        )
        calls = [{"name": call.name, "arguments": dict(call.arguments)} for call in said.tool_calls]
        marked = [f"<tool_call>\n{json.dumps(call, ensure_ascii=False)}\n</tool_call>" for call in calls]
        reasoning = f"<think>\nStep {len(self.asked)}: what now?\n</think>\n\n" if self.thinks else ""
        return f"{reasoning}{said.content}{''.join(marked)}{END}"


def read_prompt(text: str) -> list[Message]:
    """Return the dialogue that a prompt shows, as the agent sees it."""
    history: list[Message] = []
    for role, said in re.findall(r"<\|im_start\|>(\w+)\n(.*?)<\|im_end\|>", text, re.DOTALL)[1:]:
        content = re.sub(r"<think>.*?</think>\s*", "", said, flags=re.DOTALL)
        if content.startswith("<tool_response>"):
            body = content.removeprefix("<tool_response>\n").removesuffix("\n</tool_response>")
            history.append(Message("tool", body, error=body.startswith("Error")))
        elif role == "user":
            history.append(Message("user", content, side="user"))
        else:
            raw = re.findall(r"<tool_call>\n(.*?)\n</tool_call>", content, re.DOTALL)
            calls = tuple(ToolCall(call["name"], call["arguments"]) for call in map(json.loads, raw))
            history.append(Message("assistant", "" if calls else content, calls))
    return history
