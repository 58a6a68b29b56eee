"""Sequences: they go on as long as the template shows the past as it was written."""

from __future__ import annotations

import json
from random import Random

import pytest
from eigengraph_verl.rollouts.stream import Sample, Stream, Template, with_objects, written_samples

from eigengraph.dataset import chat_messages
from eigengraph.errors import ConfigError

SYSTEM = {"role": "system", "content": "You serve."}
CALL = {"type": "function", "id": "c1", "function": {"name": "get_order", "arguments": {"order_id": "A1"}}}
DIALOGUE = [
    SYSTEM,
    {"role": "user", "content": "Where is A1?"},
    {"role": "assistant", "content": "", "reasoning_content": "I should look.", "tool_calls": [CALL]},
    {"role": "tool", "content": "shipped", "tool_call_id": "c1"},
    {"role": "assistant", "content": "It is on its way.", "reasoning_content": "That is good news."},
    {"role": "user", "content": "Thanks!"},
    {"role": "assistant", "content": "You are welcome.", "reasoning_content": "They are happy."},
]
TARGETS = [2, 4, 6]


def learned(template: Template, samples: list[Sample]) -> list[str]:
    """Return the text of each message that there is a loss on."""
    return [
        template.decode(sample.response[begin:end], special=True) for sample in samples for begin, end in sample.turns
    ]


@pytest.mark.parametrize(("kind", "sequences"), [("plain", 1), ("keeps reasoning", 1), ("drops reasoning", 2)])
def test_a_dialogue_is_as_many_sequences_as_its_template_needs(tokenizers, kind, sequences):
    template = Template(tokenizers(kind))
    samples = written_samples(template, DIALOGUE, TARGETS)
    assert len(samples) == sequences
    call = '<tool_call>\n{"name": "get_order", "arguments": {"order_id": "A1"}}\n</tool_call><|im_end|>'
    thoughts = ["I should look.", "That is good news.", "They are happy."]
    said = [call, "It is on its way.<|im_end|>", "You are welcome.<|im_end|>"]
    if kind != "plain":
        said = [f"<think>\n{thought}\n</think>\n\n{text}" for thought, text in zip(thoughts, said, strict=True)]
    assert learned(template, samples) == said
    for sample in samples:
        assert [at for at, one in enumerate(sample.mask) if one] == [
            at for begin, end in sample.turns for at in range(begin, end)
        ]
        assert len(sample.mask) == len(sample.response) == len(sample.logprobs)


@pytest.mark.parametrize("kind", ["plain", "keeps reasoning", "drops reasoning"])
def test_every_message_is_read_behind_what_a_server_would_show(tokenizers, kind):
    """The oracle: for each target, the whole prompt rendered and tokenised at once."""
    template = Template(tokenizers(kind))
    samples = written_samples(template, DIALOGUE, TARGETS)
    prompts = [sample.ids[: len(sample.prompt) + begin] for sample in samples for begin, _ in sample.turns]
    assert prompts == [template.encode(template.render(DIALOGUE[:at], reply=True)) for at in TARGETS]


def test_reasoning_of_the_past_is_dropped_where_the_template_drops_it(tokenizers):
    template = Template(tokenizers("drops reasoning"))
    first, second = written_samples(template, DIALOGUE, TARGETS)
    assert "I should look." in template.decode(first.response, special=True)
    text = template.decode(second.prompt, special=True)
    assert "It is on its way." in text
    assert "I should look." not in text
    assert "That is good news." not in text


def test_what_was_sampled_is_never_tokenised_again(tokenizers):
    from tests.rl_recipes.verl.tiny import in_pieces

    tokenizer = tokenizers("plain", ["It is on its way. You are welcome. get_order order_id"] * 4)
    template, random = Template(tokenizer), Random(7)
    stream, wrote, read = Stream(template), [], []
    for at in TARGETS:
        read.append(stream.read(DIALOGUE[:at]))
        canonical = template.encode(template.completion(DIALOGUE[: at + 1]))
        ids = in_pieces(tokenizer, canonical, random)
        assert ids != canonical
        stream.write(ids, [-0.25] * len(ids))
        wrote.append(ids)
    [sample] = stream.samples
    assert [sample.response[begin:end] for begin, end in sample.turns] == wrote
    assert [sample.logprobs[begin:end] for begin, end in sample.turns] == [[-0.25] * len(ids) for ids in wrote]
    for before, ids in zip(read, wrote, strict=True):
        assert sample.ids[: len(before) + len(ids)] == before + ids
    assert sum(sample.logprobs) == -0.25 * sum(sample.mask)


def test_tokens_that_are_no_text_stay_as_they_are(tokenizers):
    """Half a character decodes to a replacement character; the tokens behind it must survive that."""
    tokenizer = tokenizers("plain")
    template = Template(tokenizer)
    half = [*tokenizer.convert_tokens_to_ids(["Ã", "H", "i"]), tokenizer.eos_token_id]
    stream = Stream(template)
    stream.read(DIALOGUE[:2])
    stream.write(half)
    said = {"role": "assistant", "content": template.decode(half, special=False)}
    assert "\N{REPLACEMENT CHARACTER}" in said["content"]
    stream.read([*DIALOGUE[:2], said, {"role": "user", "content": "What?"}])
    [sample] = stream.samples
    assert sample.response[: len(half)] == half
    assert sample.mask[: len(half) + 1] == [1] * len(half) + [0]


def test_a_call_that_the_template_writes_otherwise_begins_a_new_sequence(tokenizers):
    template = Template(tokenizers("plain"))
    stream = Stream(template)
    stream.read(DIALOGUE[:2])
    stream.write(template.encode('<tool_call>{"arguments":{"order_id":"A1"},"name":"get_order"}</tool_call><|im_end|>'))
    read = stream.read(DIALOGUE[:4])
    assert len(stream.samples) == 2
    assert read == template.encode(template.render(DIALOGUE[:4], reply=True))
    assert stream.samples[1].wrote == 1


def test_what_is_read_behind_the_last_message_is_cut(tokenizers):
    template = Template(tokenizers("plain"))
    stream = Stream(template)
    stream.read(DIALOGUE[:4])
    stream.write(template.encode("It is on its way.<|im_end|>"))
    stream.read(DIALOGUE[:6])
    [sample] = stream.samples
    cut = sample.trimmed()
    assert (cut.mask[-1], cut.turns, cut.prompt) == (1, sample.turns, sample.prompt)
    assert len(cut.response) == sample.turns[-1][1] < len(sample.response)


def test_a_template_that_cannot_be_continued_is_refused(tokenizers):
    tokenizer = tokenizers("plain")
    tokenizer.chat_template = (
        "{% for m in messages %}[{{ m.content }}]{% endfor %}{% if add_generation_prompt %}<{% endif %}"
    )
    with pytest.raises(ConfigError, match="does not render a reply behind its own prompt for one"):
        written_samples(Template(tokenizer), DIALOGUE, TARGETS)


def test_arguments_become_objects_in_their_order(run):
    datum = next(iter(run.data()))
    messages = chat_messages(datum.trajectory, "system")
    for text, made in zip(messages, with_objects(messages), strict=True):
        for before, after in zip(text.get("tool_calls", ()), made.get("tool_calls", ()), strict=True):
            assert json.dumps(after["function"]["arguments"], ensure_ascii=False) == before["function"]["arguments"]
