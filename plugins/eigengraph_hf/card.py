"""The dataset card: what the data are, and what made them."""

from __future__ import annotations

import json
from collections.abc import Mapping

from eigengraph.run import Run

_CARD = """---
pretty_name: {title}
task_categories:
- text-generation
tags:
- tool-use
- multi-turn
- verifiable-reward
configs:
- config_name: default
  data_files:
{files}
---

# {title}

{count} multi-turn dialogues of an agent with tools and a simulated user, made by EigenGraph. Each has passed an
executable verifier, and each verifier has a certificate: wrong solutions were tried and failed, equivalent ones passed.

```python
import json

from datasets import load_dataset

dialogue = load_dataset("FOLDER", split="train")[0]
messages, tools = dialogue["messages"], json.loads(dialogue["tools"])
```

{note}

| split | dialogues |
|---|---|
{splits}

No two splits know the same user, or anything that is a user's.

| column | meaning |
|---|---|
{columns}

## Lineage

| what | value |
|---|---|
{lineage}
"""

_OFFLINE = (
    "These data are written by templates, without a language model: they are for a first look, for tests and for "
    "bootstrapping."
)


def card(run: Run, rows: Mapping[str, int], columns: Mapping[str, str]) -> str:
    """Return the card of a run.

    Args:
        run: The run.
        rows: Dialogues by split.
        columns: What each column means.
    """
    settings, manifest = run.manifest["settings"], run.manifest
    lineage = {
        "domain": settings["domain"],
        "model": settings["model"],
        "user model": settings["user_model"] or settings["model"],
        "seed": settings["seed"],
        "dataset digest": run.summary.digest,
        "candidates": f"{run.summary.candidates}, {run.summary.certified} accepted",
        "tables": manifest["inputs"]["tables"],
        "policy": manifest["inputs"]["policy"],
        "workers": ", ".join(f"{role} {name}" for role, name in manifest["workers"].items()),
        "versions": ", ".join(f"{name} {version}" for name, version in manifest["versions"].items()),
        "began": manifest["sittings"][0]["began"],
    }
    return _CARD.format(
        title=json.dumps(f"{settings['domain']} dialogues with tools")[1:-1],
        files="\n".join(f"  - split: {split}\n    path: data/{split}-*.parquet" for split in rows),
        count=sum(rows.values()),
        note=_OFFLINE if settings["model"] == "offline" else "",
        splits="\n".join(f"| {split} | {count} |" for split, count in rows.items()),
        columns="\n".join(f"| `{name}` | {meaning} |" for name, meaning in columns.items()),
        lineage="\n".join(f"| {name} | {value} |" for name, value in lineage.items()),
    )
