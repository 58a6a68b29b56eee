"""How the weights in ``weights`` were made: a tokenizer and a model from scratch, out of exported dialogues.

    python -m eigengraph_verl.micro.pretrain --data EXPORT [EXPORT ...] --out FOLDER [--minutes 40] [--seed 0]

Each EXPORT is ``eigengraph export RUN --to verl --option per=dialogue``; with several, whose databases differ, ids have
to be copied and cannot be learned by heart. One thread is quickest. The learning rate falls with the time that has gone
by, so the minutes are the length of the training. With ``--go-on`` the folder's weights are taken up where they are.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pyarrow.parquet as pq
import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from torch import Tensor
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerFast
from transformers.models.qwen3_moe.modeling_qwen3_moe import load_balancing_loss_func

from eigengraph_verl.export.world import WORLD
from eigengraph_verl.micro.model import LONGEST, new_model
from eigengraph_verl.micro.optimizer import optimizers
from eigengraph_verl.micro.tokenizer import entity_words, rendered, train_tokenizer
from eigengraph_verl.sft_dataset import EigenGraphSFTDataset

VOCABULARY = 1024
LEARNING_RATE = 2e-3
_ON_READING = 0.1
"""Weight of the loss on what the model only reads: it learns sooner to look things up."""
_BALANCE = 0.01
"""Weight of the loss that keeps experts evenly used."""
_TOKENS_A_STEP = 4500
_POOL = 128
"""Dialogues that are sorted by length together, so that steps hold little padding."""
_LEARNED_FROM = 2000
"""Dialogues that the tokenizer is trained on."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Tokens of a dialogue, and how much each counts in the loss, both ``(tokens,)``."""

    ids: Tensor
    weight: Tensor


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=40.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--lr", type=float, default=LEARNING_RATE)
    parser.add_argument("--go-on", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(1)
    tokenizer = AutoTokenizer.from_pretrained(args.out) if args.go_on else make_tokenizer(args.data)
    model = AutoModelForCausalLM.from_pretrained(args.out, dtype=torch.float32) if args.go_on else None
    model = model or new_model(tokenizer, args.seed)
    dialogues = read_dialogues(args.data, tokenizer)
    print(
        f"{sum(weight.numel() for weight in model.parameters()):,} parameters, {len(dialogues):,} dialogues", flush=True
    )
    tokenizer.save_pretrained(args.out)
    train(model, dialogues, minutes=args.minutes, lr=args.lr, seed=args.seed)
    save(model, args.out)


def make_tokenizer(data: Sequence[Path]) -> PreTrainedTokenizerFast:
    """Train a tokenizer on the dialogues of exports, and on what stands in their databases."""
    words: set[str] = set()
    texts: list[str] = []
    for folder in data:
        words |= entity_words(orjson.loads(gzip.decompress((folder / WORLD / "tables.json.gz").read_bytes())))
        rows = pq.read_table(folder / "policy_sft_train.parquet", columns=["messages", "tools"]).to_pylist()
        texts += [rendered(json.loads(row["messages"]), json.loads(row["tools"])) for row in rows]
    return train_tokenizer(texts[:_LEARNED_FROM], words, VOCABULARY)


def read_dialogues(data: Sequence[Path], tokenizer: PreTrainedTokenizerFast) -> list[Dialogue]:
    """Read the dialogues of exports by the dataset class that verl trains with."""
    files = [str(folder / "policy_sft_train.parquet") for folder in data]
    dataset = EigenGraphSFTDataset(files, tokenizer, {"max_length": LONGEST, "pad_mode": "no_padding"})
    dialogues = []
    for index in range(len(dataset)):
        row = dataset[index]
        weight = row["loss_mask"].float().clamp(min=_ON_READING)
        weight[: int((row["input_ids"] == tokenizer.eos_token_id).nonzero()[0]) + 1] = 0.0  # always the same prompt
        dialogues.append(Dialogue(row["input_ids"], weight))
    return dialogues


def train(model: Any, dialogues: Sequence[Dialogue], *, minutes: float, lr: float, seed: int) -> None:
    """Train a model for some minutes; print a line now and then."""
    steps = optimizers(model, lr)
    source = batches(dialogues, Random(seed))
    model.train()
    began = time.monotonic()
    step = 0
    while (gone := (time.monotonic() - began) / 60 / minutes) < 1:
        rate = lr * min(1.0, (step + 1) / 50) * (1 - 0.95 * gone)
        for group in (group for each in steps for group in each.param_groups):
            group["lr"] = rate
        told = _learn(model, *next(source))
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for each in steps:
            each.step()
            each.zero_grad()
        step += 1
        if step % 25 == 0:
            print(json.dumps({"step": step, "minutes": round(gone * minutes, 2), **told}), flush=True)


def batches(dialogues: Sequence[Dialogue], random: Random) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield dialogues for ever, about 4,500 tokens at once: their tokens and weights, padded at the right."""
    while True:
        shuffled = random.sample(dialogues, len(dialogues))
        for start in range(0, len(shuffled), _POOL):
            pool = sorted(shuffled[start : start + _POOL], key=lambda dialogue: len(dialogue.ids))
            groups: list[list[Dialogue]] = [[]]
            for dialogue in pool:
                if groups[-1] and (len(groups[-1]) + 1) * len(dialogue.ids) > _TOKENS_A_STEP:
                    groups.append([])
                groups[-1].append(dialogue)
            for group in random.sample(groups, len(groups)):
                yield _padded([each.ids for each in group]), _padded([each.weight for each in group])


def _padded(rows: Sequence[Tensor]) -> Tensor:
    return torch.nn.utils.rnn.pad_sequence(list(rows), batch_first=True)


def _learn(model: Any, ids: Tensor, weight: Tensor) -> dict[str, float]:
    """Add the gradient of one batch; return what to tell about it. Causal attention needs no mask for padding."""
    seen = model.model(ids[:, :-1], output_router_logits=True)
    asked = weight[:, 1:] > 0
    target, share = ids[:, 1:][asked], weight[:, 1:][asked]
    logits = model.lm_head(seen.last_hidden_state[asked])
    losses = F.cross_entropy(logits, target, reduction="none")
    config = model.config
    balance = load_balancing_loss_func(seen.router_logits, config.num_experts, config.num_experts_per_tok)
    ((losses * share).sum() / share.sum() + _BALANCE * balance).backward()
    written = share == 1.0
    right = (logits.argmax(-1) == target)[written].float().mean()
    return {"loss": round(float(losses.detach()[written].mean()), 4), "right": round(float(right), 4)}


def save(model: Any, out: Path) -> None:
    """Save a model's weights as bfloat16, which halves them."""
    model.to(torch.bfloat16).save_pretrained(out)


if __name__ == "__main__":
    main()
