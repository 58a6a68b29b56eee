"""Token sequences that go on as long as the chat template shows the past as it was written.

A dialogue is read by a model again and again, each time with a little more at its end. While the template renders what
the model wrote just as it wrote it, all readings are one sequence: what was written stays in it token by token as it
was sampled, and only what came from others is added. Where the template renders the past differently (most drop the
reasoning of earlier turns; a call may come out with other spaces), a new sequence begins, with the past as the model
will see it. So every sequence is what the model read when it wrote, for any template, and nothing that it wrote is ever
tokenised again. Supervised data is cut by the same rule, from texts in place of samples.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eigengraph.errors import ConfigError
from eigengraph_verl.rollouts.encoder import encoder_of

Chat = Sequence[Mapping[str, Any]]


class Template:
    """A tokenizer's chat template with the tools that it shows.

    Args:
        tokenizer: Of Hugging Face's kind.
        tools: Schemas in OpenAI's form.
        options: Passed on to the template, such as ``enable_thinking``.
    """

    def __init__(
        self, tokenizer: Any, tools: Sequence[Mapping[str, Any]] = (), options: Mapping[str, Any] | None = None
    ) -> None:
        self._tokenizer = tokenizer
        self._encoder = encoder_of(tokenizer)
        self._ends = frozenset(tokenizer.all_special_ids)
        self._tools = list(tools) or None
        self._options = {**(options or {}), "tokenize": False}

    def render(self, messages: Chat, *, reply: bool) -> str:
        """Return a dialogue as text.

        Args:
            messages: In OpenAI's form, a call's arguments as objects.
            reply: Whether the text ends where the model is to go on.
        """
        text: str = self._tokenizer.apply_chat_template(
            list(messages), tools=self._tools, add_generation_prompt=reply, **self._options
        )
        return text

    def encode(self, text: str) -> list[int]:
        """Return the tokens of a text, and no others."""
        return self._encoder.encode(text)

    def decode(self, ids: Sequence[int], *, special: bool) -> str:
        """Return the text of tokens.

        Args:
            ids: The tokens.
            special: Whether special tokens, such as the one that ends a message, are shown.
        """
        text: str = self._tokenizer.decode(
            list(ids), skip_special_tokens=not special, clean_up_tokenization_spaces=False
        )
        return text

    def ends(self, token: int) -> bool:
        """Whether a token ends a message; an inference server leaves it at the end of what it gives."""
        return token in self._ends

    def completion(self, messages: Chat) -> str:
        """Return what the model writes to produce the last message: all up to and including the token that ends it.

        Raises:
            ConfigError: The template renders a written message otherwise than behind the point where a reply begins.
        """
        before, whole = self.render(messages[:-1], reply=True), self.render(messages, reply=False)
        if not whole.startswith(before):
            raise ConfigError(
                "the tokenizer's chat template does not render a reply behind its own prompt for one, so nobody can "
                f"say what the model should write; it renders {whole[-80:]!r}; give another template"
            )
        end, written = self._tokenizer.eos_token, whole[len(before) :]
        stop = written.rfind(end) if end else -1
        return written[: stop + len(end)] if stop >= 0 else written


@dataclass
class Sample:
    """One sequence to train on.

    Attributes:
        prompt: Tokens that the model read before it wrote anything.
        response: What it wrote and, between that, what it read.
        mask: 1 for each token of the response that it wrote, 0 for each that it read.
        logprobs: Of each token of the response when it was sampled; 0.0 for what was read.
        turns: Where in the response each of its messages begins and ends.
        wrote: The number of its first message in the dialogue, 0 and up.
    """

    prompt: list[int]
    wrote: int = 0
    response: list[int] = field(default_factory=list)
    mask: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)
    turns: list[tuple[int, int]] = field(default_factory=list)

    @property
    def ids(self) -> list[int]:
        """Every token, in order."""
        return self.prompt + self.response

    def trimmed(self) -> Sample:
        """Return the sequence without what was read behind the last message."""
        end = self.turns[-1][1] if self.turns else 0
        kept = (self.response[:end], self.mask[:end], self.logprobs[:end])
        return Sample(self.prompt, self.wrote, *kept, self.turns)


class Stream:
    """What a model reads and writes in one dialogue.

    Args:
        template: Renders it.

    Attributes:
        samples: The sequences so far, oldest first; the last one goes on.
        text: The last sequence as text.
    """

    def __init__(self, template: Template) -> None:
        self._template = template
        self.text = ""
        self.samples: list[Sample] = []

    def read(self, messages: Chat) -> list[int]:
        """Bring the sequence up to a point where the model is to go on, and return all of its tokens.

        Args:
            messages: The dialogue so far.
        """
        text = self._template.render(messages, reply=True)
        if self.samples and text.startswith(self.text):
            added = self._template.encode(text[len(self.text) :])
            sample = self.samples[-1]
            sample.response += added
            sample.mask += [0] * len(added)
            sample.logprobs += [0.0] * len(added)
        else:
            wrote = sum(len(sample.turns) for sample in self.samples)
            self.samples.append(Sample(self._template.encode(text), wrote))
        self.text = text
        return self.samples[-1].ids

    def write(self, ids: Sequence[int], logprobs: Sequence[float] | None = None) -> None:
        """Add what the model wrote, as it sampled it.

        Args:
            ids: The tokens.
            logprobs: Of each token.
        """
        sample = self.samples[-1]
        begin = len(sample.response)
        sample.response += ids
        sample.mask += [1] * len(ids)
        sample.logprobs += logprobs if logprobs is not None else [0.0] * len(ids)
        sample.turns.append((begin, len(sample.response)))
        self.text += self._template.decode(ids, special=True)


def written_samples(template: Template, messages: Chat, targets: Sequence[int]) -> list[Sample]:
    """Cut a written dialogue into sequences to learn from.

    Args:
        template: Renders it.
        messages: The dialogue.
        targets: The messages to learn, by position, in order.

    Returns:
        One sequence where the template renders the past as it was written; more where it does not.

    Raises:
        ConfigError: The template cannot render a reply behind its own prompt.
    """
    stream = Stream(template)
    for target in targets:
        stream.read(messages[:target])
        stream.write(template.encode(template.completion(messages[: target + 1])))
    return stream.samples


def with_objects(messages: Chat) -> list[dict[str, Any]]:
    """Return messages with the arguments of every call as an object, which chat templates expect, not as JSON text."""
    return [_with_objects(message) for message in messages]


def _with_objects(message: Mapping[str, Any]) -> dict[str, Any]:
    if "tool_calls" not in message:
        return dict(message)
    calls = [
        {**call, "function": {**call["function"], "arguments": json.loads(call["function"]["arguments"])}}
        for call in message["tool_calls"]
    ]
    return {**message, "tool_calls": calls}
