"""Rows that are decoded together draw what each would draw alone, with the model's own likelihoods."""

from __future__ import annotations

from random import Random

import pytest


@pytest.fixture(scope="module", params=["folder", "experts"])
def loaded(request):
    from eigengraph_hf.loading import load
    from eigengraph_hf.settings import HFSettings

    return load(request.getfixturevalue(request.param), HFSettings())


@pytest.fixture
def decoder(loaded):
    from eigengraph_hf.decoding import Decoder

    return lambda **options: Decoder(loaded.model, loaded.stop, **options)


def asks(count: int, seed: int = 1):
    from eigengraph_hf.decoding import Ask

    random = Random(seed)
    return [
        Ask(
            tuple(random.randrange(3, 250) for _ in range(random.randint(1, 120))),
            random.randint(1, 30),
            random.choice([0.0, 0.7, 1.0]),
            random.choice([1.0, 0.9]),
            number,
        )
        for number in range(count)
    ]


def nearly(found, wanted):
    assert [one.tokens for one in found] == [one.tokens for one in wanted]
    assert [one.finish for one in found] == [one.finish for one in wanted]
    for one, other in zip(found, wanted, strict=True):
        assert one.logprobs == pytest.approx(other.logprobs, abs=1e-4)


def test_together_as_alone(decoder):
    from eigengraph_hf.decoding import decode

    asked = asks(24)
    nearly(decode(decoder(most=7, prefill=300), asked), [decode(decoder(), [ask])[0] for ask in asked])


def test_likelihoods_are_those_of_one_pass_over_everything(decoder, loaded):
    import torch
    from eigengraph_hf.decoding import decode

    asked = asks(12)
    for ask, drawn in zip(asked, decode(decoder(), asked), strict=True):
        with torch.no_grad():
            logits = loaded.model(torch.tensor([[*ask.prompt, *drawn.tokens]])).logits[0, len(ask.prompt) - 1 : -1]
        whole = torch.log_softmax(logits.float() / (ask.temperature or 1.0), dim=-1)
        told = whole.gather(1, torch.tensor(drawn.tokens).unsqueeze(1)).squeeze(1)
        assert drawn.logprobs == pytest.approx(told.tolist(), abs=1e-4)
        if ask.temperature == 0:
            assert list(drawn.tokens) == whole.argmax(-1).tolist()


def test_what_was_read_before_is_not_read_again(decoder):
    from eigengraph_hf.decoding import Ask, decode

    asked = asks(10)
    kept = decoder(prefix_bytes=2**24)
    drawn = decode(kept, asked)
    longer = [Ask((*ask.prompt, *one.tokens, 5, 6, 7), 8, seed=3) for ask, one in zip(asked, drawn, strict=True)]
    again, fresh = decode(kept, longer), decode(decoder(), longer)
    nearly(again, fresh)
    assert [one.cached for one in fresh] == [0] * 10
    for ask, one in zip(longer, again, strict=True):
        assert len(ask.prompt) - 4 - 16 < one.cached < len(ask.prompt)


def test_what_was_read_longest_ago_makes_room(decoder):
    from eigengraph_hf.decoding import Ask, decode

    size = 2 * 2 * 2 * 8 * 4 * 64  # layers, sides, heads, width, bytes: of 64 tokens
    small = decoder(prefix_bytes=2 * size)
    prompts = [tuple(Random(seed).randrange(3, 250) for _ in range(64)) for seed in range(3)]
    for prompt in prompts:
        decode(small, [Ask(prompt, 1, 0.0)])
    cached = [decode(small, [Ask((*prompt, 9), 1, 0.0)])[0].cached for prompt in (prompts[2], prompts[0])]
    assert cached == [64, 0]


def test_rows_come_and_go_while_others_are_decoded(decoder):
    from eigengraph_hf.decoding import decode

    asked = asks(9, seed=4)
    running, found = decoder(most=4), {}
    for place, ask in enumerate(asked):
        running.add(place, ask)
        found.update(running.step())
    running.drop(8)
    while running.busy:
        found.update(running.step())
    assert sorted(found) == list(range(8))
    nearly([found[place] for place in range(8)], decode(decoder(), asked[:8]))


def test_drawing_keeps_to_its_distribution():
    import torch
    from eigengraph_hf.drawing import draw

    chances = torch.tensor([0.5, 0.3, 0.15, 0.05])
    count = 4000
    numbers = (torch.arange(count) + 0.5) / count
    logits = chances.log().expand(count, 4)
    tokens, logprobs = draw(logits, torch.ones(count), torch.ones(count), numbers)
    assert torch.bincount(tokens, minlength=4).div(count).tolist() == pytest.approx(chances.tolist(), abs=1e-3)
    assert logprobs.tolist() == pytest.approx(chances.log()[tokens].tolist())
    tokens, _ = draw(logits, torch.ones(count), torch.full((count,), 0.8), numbers)
    assert torch.bincount(tokens, minlength=4).div(count).tolist() == pytest.approx([0.625, 0.375, 0, 0], abs=1e-3)
    tokens, logprobs = draw(logits, torch.zeros(count), torch.ones(count), numbers)
    assert set(tokens.tolist()) == {0}
    assert logprobs[0].item() == pytest.approx(chances[0].log().item())
    tokens, _ = draw(logits[:1], torch.ones(1), torch.ones(1), torch.tensor([1.0 - 1e-9]))
    assert tokens.tolist() == [3]
