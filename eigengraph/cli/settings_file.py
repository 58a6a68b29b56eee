"""Saying which file a setting came from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from eigengraph.errors import ConfigError


@contextmanager
def in_file(config: Path | None) -> Iterator[None]:
    """Let an error about settings name the file that they come from."""
    try:
        yield
    except ConfigError as error:
        if config is None or str(config) in str(error):
            raise
        raise ConfigError(f"config {str(config)!r}: {error}") from None
