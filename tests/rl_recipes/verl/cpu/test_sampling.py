"""Drawing tokens: by the shares that the logits say, cut off where asked, each row by its own chance."""

from random import Random

import pytest

torch = pytest.importorskip("torch", reason="verl is not installed, and torch comes with it")

from eigengraph_verl.cpu.sampling import Drawing, draw_tokens, read_drawing  # noqa: E402

LOGITS = torch.tensor([2.0, 1.0, 0.0, -1.0, float("-inf")])
ROWS = 4000


def drawn(drawing):
    rows = draw_tokens(LOGITS.expand(ROWS, -1), [drawing] * ROWS, [Random(seed) for seed in range(ROWS)])
    counts = torch.bincount(torch.tensor([token for token, _ in rows]), minlength=5) / ROWS
    return rows, counts


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_tokens_come_as_often_as_the_temperature_says_and_tell_how_likely_they_are(temperature):
    rows, counts = drawn(Drawing(temperature))
    shares = (LOGITS / temperature).softmax(-1)
    assert torch.allclose(counts, shares, atol=0.03)
    assert counts[4] == 0
    assert all(log_prob == pytest.approx(float(shares[token].log()), abs=1e-5) for token, log_prob in rows[:50])


def test_at_temperature_zero_the_likeliest_is_taken():
    rows, _ = drawn(Drawing(0.0))
    assert {token for token, _ in rows} == {0}
    assert rows[0][1] == pytest.approx(float(LOGITS.log_softmax(-1)[0]))


@pytest.mark.parametrize(("drawing", "kept"), [(Drawing(top_k=2), 2), (Drawing(top_p=0.7), 2), (Drawing(top_p=0.6), 1)])
def test_unlikely_tokens_are_left_out_but_told_as_likely_as_they_are(drawing, kept):
    rows, counts = drawn(drawing)
    assert (counts > 0).sum() == kept
    assert all(
        log_prob == pytest.approx(float(LOGITS.log_softmax(-1)[token]), abs=1e-5) for token, log_prob in rows[:50]
    )


def test_verls_parameters_are_read():
    params = {"temperature": 0.5, "top_p": 1.0, "top_k": -1, "repetition_penalty": 1.0, "logprobs": True}
    drawing = read_drawing({**params, "max_tokens": 7, "stop_token_ids": [3], "seed": 5}, frozenset({1}))
    assert drawing == Drawing(0.5, 1.0, -1, 5, 7, frozenset({1, 3}))
    assert read_drawing({"max_new_tokens": 9}, frozenset()).most == 9
