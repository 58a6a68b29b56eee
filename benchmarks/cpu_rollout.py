"""How many dialogues a second the CPU rollout backend plays, and how many of them pass.

    python benchmarks/cpu_rollout.py --data EXPORT [--model FOLDER] [--dialogues 256] [--flight 64]

The dialogues are those of the agent loop: chat template, worlds, offline user and verifier are in the time. Beside them
the log-probabilities that were told are compared with those of the whole sequence, read once by transformers.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import torch
from eigengraph_verl.micro import MODEL
from eigengraph_verl.micro.playing import Played, open_player, read_tasks
from measuring import Figure, report, share
from transformers import AutoModelForCausalLM

TARGET = 20
APART = 1e-3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument("--split", default="test", choices=("train", "val", "test"))
    parser.add_argument("--dialogues", type=int, default=256)
    parser.add_argument("--flight", type=int, default=64)
    parser.add_argument("--temperature", type=float, default=1.0)
    parser.add_argument("--show", type=int, default=0, help="how many dialogues to print")
    args = parser.parse_args()
    torch.set_num_threads(1)
    player = open_player(args.data, args.model, slots=args.flight)
    tasks = read_tasks(args.data / f"rl_{args.split}.parquet")
    tasks = [tasks[index % len(tasks)] for index in range(args.dialogues)]
    params = {"temperature": args.temperature, "logprobs": True}
    began, cpu = time.perf_counter(), time.process_time()
    played = asyncio.run(player.play(tasks, params))
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    for one in played[: args.show]:
        show(one)
    rewards = [one.verdict.reward for one in played if one.verdict.reward is not None]
    written = sum(sum(sample.mask) for one in played for sample in one.samples)
    read = sum(len(sample.ids) for one in played for sample in one.samples)
    apart = difference(args, played)
    speed = len(played) / cpu
    figures = [
        Figure("dialogues a CPU second", f"{speed:.1f}", f">= {TARGET}", speed >= TARGET, strict=False),
        Figure("dialogues a second of wall time", f"{len(played) / wall:.1f}"),
        Figure("tokens a dialogue, written / all", f"{written / len(played):.0f} / {read / len(played):.0f}"),
        share("passed", sum(reward == 1.0 for reward in rewards), len(rewards)),
        Figure("outcomes", str(dict(Counter(str(one.trajectory.outcome) for one in played)))),
        Figure("passed, by request", passed_by_intent(played)),
        Figure("largest difference of a log-probability", f"{apart:.1e}", f"<= {APART}", apart <= APART),
    ]
    sys.exit(report(f"{args.dialogues} dialogues, {args.flight} in flight, one thread", figures))


def passed_by_intent(played: list[Played]) -> str:
    tried: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    for one in played:
        for goal in one.task.blueprint.goals:
            tried[goal.intent] += 1
            passed[goal.intent] += one.verdict.reward == 1.0
    return ", ".join(f"{intent} {passed[intent] / count:.2f}" for intent, count in sorted(tried.items()))


@torch.inference_mode()
def difference(args: argparse.Namespace, played: list[Played]) -> float:
    model: Any = AutoModelForCausalLM.from_pretrained(args.model, dtype=torch.float32).eval()
    worst = 0.0
    for sample in [sample for one in played[:32] for sample in one.samples]:
        ids = torch.tensor([sample.ids])
        logits = model(ids).logits[0, len(sample.prompt) - 1 : -1].float()
        whole = (logits / (args.temperature or 1.0)).log_softmax(-1)
        mine = whole.gather(1, torch.tensor(sample.response)[:, None])[:, 0]
        mask = torch.tensor(sample.mask, dtype=torch.bool)
        worst = max(worst, float((mine - torch.tensor(sample.logprobs))[mask].abs().max()))
    return worst


def show(one: Played) -> None:
    print(f"--- {one.task.id} reward {one.verdict.reward} {one.trajectory.outcome} {one.trajectory.detail[-200:]}")
    for message in one.trajectory.messages:
        calls = ", ".join(f"{call.name}({dict(call.arguments)})" for call in message.tool_calls)
        print(f"{message.role:9} {message.content}{calls}")


if __name__ == "__main__":
    main()
