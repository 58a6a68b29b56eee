"""What every dialogue of a run shares, stored once in its folder: policy text, tool schemas, system prompts.

policy.md      the domain policy as this run's agent reads it
tools.json     {"agent": [...], "user": [...]}: tool schemas as models are shown them
prompts.json   {"agent": text, "user": text}: the agent's system prompt, filled in, and the user's with ``$scenario``
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eigengraph.dialogue.participants import PROMPTS
from eigengraph.engine.durable import replace_file
from eigengraph.errors import ConfigError
from eigengraph.files import parse_json, read_text
from eigengraph.prompts import Prompt, load_prompt
from eigengraph.world import Domain


@dataclass(frozen=True)
class RunContext:
    """What every dialogue of a run shares.

    Attributes:
        policy: The domain policy as text.
        tools: Tool schemas by side, in the order of the domain.
        prompts: System prompts by side; the user's has ``$scenario`` where each task's scenario goes.
    """

    policy: str
    tools: Mapping[str, list[dict[str, Any]]]
    prompts: Mapping[str, str]


def save_context(folder: Path, domain: Domain, prompts: Mapping[str, Prompt] | None = None) -> None:
    """Store what every dialogue of a run shares; files that are there already stay as they are.

    Args:
        folder: The run folder.
        domain: With the policy text of this run.
        prompts: Of the run, by name; the sides' own where it has none.

    Raises:
        ConfigError: The disk is full, or the folder cannot be written.
    """
    told = {"policy": domain.policy_text, "scenario": "$scenario"}
    given = prompts or {}
    systems = {side: given.get(side, load_prompt(slot)).system(told) for side, slot in PROMPTS.items()}
    for name, text in (
        ("policy.md", domain.policy_text),
        ("tools.json", json.dumps(domain.schemas, indent=2, ensure_ascii=False)),
        ("prompts.json", json.dumps(systems, indent=2, ensure_ascii=False)),
    ):
        if not (folder / name).exists():
            replace_file(folder / name, text.encode())


def load_context(folder: Path) -> RunContext:
    """Return what ``save_context`` stored.

    Raises:
        ConfigError: A file is missing or damaged.
    """
    tools, prompts = _sides(folder / "tools.json", list), _sides(folder / "prompts.json", str)
    return RunContext(_read(folder / "policy.md"), tools, prompts)


def _sides(path: Path, kind: type) -> dict[str, Any]:
    """Return what a file holds of each side."""
    found = parse_json(_read(path), repr(str(path)))
    if not isinstance(found, dict) or not all(isinstance(found.get(side), kind) for side in PROMPTS):
        raise ConfigError(f"{str(path)!r} does not hold a {kind.__name__} for each side; restore it from a copy")
    return found


def _read(path: Path) -> str:
    if not path.is_file():
        raise ConfigError(f"{str(path)!r} is missing: the run was made by an earlier version; make it again elsewhere")
    return read_text(path)
