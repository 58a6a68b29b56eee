"""What decoding many replies together is worth: CPU time against one by one, and against transformers' ``generate``.

    python benchmarks/decoding.py [DIALOGUES]

A Qwen3 of about a million parameters with random weights plays both sides of DIALOGUES (64) dialogues of eight turns:
each turn's prompt is all that was said, and a reply has 32 tokens. Prints CPU seconds a dialogue of each way and their
ratios; one by one, only an eighth of the dialogues are played.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from random import Random

import torch
from eigengraph_hf.decoding import Ask, Decoder, decode
from transformers import Qwen3Config, Qwen3ForCausalLM

TURNS, REPLY, OPENING = 8, 32, 200
SHAPE = {
    "vocab_size": 512,
    "hidden_size": 128,
    "intermediate_size": 384,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 32,
    "max_position_embeddings": 4096,
}

Turn = Callable[[list[tuple[int, ...]]], list[tuple[int, ...]]]


def main() -> None:
    dialogues = int(sys.argv[1]) if len(sys.argv) > 1 else 64
    torch.set_num_threads(1)
    torch.manual_seed(0)
    model = Qwen3ForCausalLM(Qwen3Config(**SHAPE)).eval()
    print(f"{sum(weights.numel() for weights in model.parameters()) / 1e6:.2f} M parameters, {dialogues} dialogues")
    ways: dict[str, Turn] = {
        "together, prefixes kept": together(Decoder(model, (), prefix_bytes=2**29)),
        "together": together(Decoder(model, ())),
        "transformers' generate, padded": generated(model),
        "one by one": one_by_one(Decoder(model, ())),
    }
    first = 0.0
    for name, turn in ways.items():
        played = max(1, dialogues // 8) if name == "one by one" else dialogues
        each = play(turn, played) / played
        first = first or each
        print(f"{name:32} {1000 * each:8.1f} ms CPU a dialogue  x {each / first:.1f}", flush=True)


def play(turn: Turn, dialogues: int) -> float:
    """Return the CPU seconds of all turns of all dialogues."""
    prompts = [tuple(Random(number).randrange(8, 500) for _ in range(OPENING)) for number in range(dialogues)]
    begun = time.process_time()
    for _ in range(TURNS):
        replies = turn(prompts)
        prompts = [(*prompt, *reply, 5, 6, 7) for prompt, reply in zip(prompts, replies, strict=True)]
    return time.process_time() - begun


def together(decoder: Decoder) -> Turn:
    def turn(prompts: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
        return [one.tokens for one in decode(decoder, [Ask(prompt, REPLY, 1.0, 1.0, 1) for prompt in prompts])]

    return turn


def one_by_one(decoder: Decoder) -> Turn:
    def turn(prompts: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
        return [decode(decoder, [Ask(prompt, REPLY, 1.0, 1.0, 1)])[0].tokens for prompt in prompts]

    return turn


def generated(model: Qwen3ForCausalLM) -> Turn:
    def turn(prompts: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
        ids = torch.tensor(prompts)  # all of one length here, which is generate's best case
        with torch.inference_mode():
            made = model.generate(
                ids, attention_mask=torch.ones_like(ids), do_sample=True, max_new_tokens=REPLY, pad_token_id=0
            )
        return [tuple(row[ids.shape[1] :].tolist()) for row in made]

    return turn


if __name__ == "__main__":
    main()
