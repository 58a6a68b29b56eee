"""The file that tells verl of our agent loop, in the folder of a training."""

from __future__ import annotations

from pathlib import Path

import yaml

from eigengraph.errors import ConfigError
from eigengraph_verl.validation.composed import Composed

NAME = "agent_loop.yaml"


def write_agent_loop(composed: Composed, out: Path) -> Path:
    """Write it with a training's settings.

    Raises:
        ConfigError: It cannot be written.
    """
    path = out / NAME
    try:
        out.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump([dict(composed.agent_loop)], sort_keys=False), "utf-8")
    except OSError as error:
        raise ConfigError(f"{str(path)!r} cannot be written: {error.strerror}; give another --out") from None
    return path
