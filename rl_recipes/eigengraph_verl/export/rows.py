"""The rows of verl's files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from string import Template
from typing import Any

from eigengraph.dataset import RunContext, Split, chat_message, chat_messages
from eigengraph.dialogue import GREETING, scenario_text
from eigengraph.records import Datum, Side, Verifier, digest, encode

AGENT_LOOP = "eigengraph"
"""The agent loop that plays these tasks; see ``eigengraph_verl.agent_loop``."""


def verifier_digest(verifier: Verifier) -> str:
    """Return what tells a verifier from any other."""
    return digest(encode(verifier))


def ground_truth(task_id: str, verifier: Verifier) -> str:
    """Return the ground truth of a task: which task it is, and what decides it."""
    return json.dumps({"task": task_id, "verifier": verifier_digest(verifier)})


def rl_row(datum: Datum, split: Split, index: int, context: RunContext) -> dict[str, Any]:
    """Return a task as a row for reinforcement learning.

    Args:
        datum: A certified task with its dialogue, which is left out.
        split: The split that it is in.
        index: Of the row in its file.
        context: The prompts of the run.
    """
    task = datum.task
    opening = [{"role": "system", "content": context.prompts["agent"]}, chat_message(GREETING)]
    return {
        "prompt": opening,
        "data_source": f"eigengraph/{task.domain}",
        "agent_name": AGENT_LOOP,
        "ability": "tool_use",
        "reward_model": {"style": "rule", "ground_truth": ground_truth(task.id, task.verifier)},
        "extra_info": {
            "index": index,
            "split": split,
            "task_id": task.id,
            "domain": task.domain,
            "difficulty": task.difficulty,
            "task": encode(task).decode(),
        },
    }


def sft_rows(datum: Datum, side: Side, context: RunContext, per: str) -> Iterator[dict[str, Any]]:
    """Yield what one side wrote in a dialogue, to learn from.

    Args:
        datum: A certified task with an accepted dialogue.
        side: Who is to be learned from.
        context: Prompts and tools of the run.
        per: ``turn``: a row for each message of that side, with all that came before; ``dialogue``: one row.
    """
    messages = chat_messages(datum.trajectory, _system(datum, side, context), thinking=True, side=side)
    tools = json.dumps(context.tools[side], ensure_ascii=False)
    targets = [at for at, message in enumerate(messages) if message["role"] == "assistant"]
    if side == "agent" and messages[targets[0]]["content"] == GREETING.content:
        targets = targets[1:]  # said by the protocol, not by the policy
    for chosen in [[target] for target in targets] if per == "turn" else [targets]:
        yield {
            "id": f"{datum.task.id}/{chosen[-1]}" if per == "turn" else datum.task.id,
            "messages": json.dumps(messages[: chosen[-1] + 1], ensure_ascii=False),
            "tools": tools,
            "targets": chosen,
        }


def _system(datum: Datum, side: Side, context: RunContext) -> str:
    if side == "agent":
        return context.prompts["agent"]
    return Template(context.prompts["user"]).substitute(scenario=scenario_text(datum.task.scenario))
