"""A run as files for chat fine-tuning over OpenAI's API: a JSON object a line, with ``messages`` and ``tools``.

The format is that of the API's guide to supervised fine-tuning: each dialogue ends with the assistant, whose messages
alone are learned from; a message with calls and no text has ``content`` null.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eigengraph.dataset import chat_messages
from eigengraph.errors import ConfigError
from eigengraph.exporters import Export, WrittenFile, write_text
from eigengraph.run import Run

FEWEST = 10
"""Dialogues that a job of the API needs at least."""

_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_MOST_TOOLS = 128


def export_run(run: Run, out: Path) -> Export:
    """Write ``train.jsonl``, and ``validation.jsonl`` where there is any; the test split is left for measuring.

    Args:
        run: The run.
        out: The folder.

    Raises:
        ConfigError: The API would take no such tools, the run has nothing to train on, or a file cannot be written.
    """
    tools = run.tools["agent"]
    _check_tools([tool["function"]["name"] for tool in tools])
    files = [*_write(run, "train", tools, out), *_write(run, "validation", tools, out)]
    if not files or not files[0].path.endswith("train.jsonl"):
        raise ConfigError(f"run {str(run.path)!r} has no data in its split 'train'; make one with more tasks")
    rows = files[0].rows
    note = {"note": f"a fine-tuning job needs at least {FEWEST} dialogues"} if rows < FEWEST else {}
    return Export(tuple(files), details={"splits": {Path(file.path).stem: file.rows for file in files}, **note})


def _check_tools(names: list[str]) -> None:
    if len(names) > _MOST_TOOLS:
        raise ConfigError(f"the domain has {len(names)} tools for its agent, and OpenAI's API takes {_MOST_TOOLS}")
    for name in names:
        if not _NAME.fullmatch(name):
            raise ConfigError(f"tool {name!r} has a name that OpenAI's API does not take ({_NAME.pattern}); rename it")


def _write(run: Run, split: Any, tools: list[dict[str, Any]], out: Path) -> Iterator[WrittenFile]:
    system = run.prompts["agent"]
    dialogues = [_ended(chat_messages(datum.trajectory, system)) for datum in run.split(split)]
    lines = [
        json.dumps({"messages": messages, "tools": tools, "parallel_tool_calls": False}, ensure_ascii=False)
        for messages in dialogues
    ]
    if lines:
        yield write_text(out / f"{split}.jsonl", "".join(f"{line}\n" for line in lines), len(lines))


def _ended(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a dialogue up to the assistant's last message, since nothing is learned from what comes after."""
    last = max(place for place, message in enumerate(messages) if message["role"] == "assistant")
    return [
        {**message, "content": None} if message.get("tool_calls") and not message["content"] else message
        for message in messages[: last + 1]
    ]
