"""Errors of plugins' code: one line that says whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from eigengraph.errors import EigenGraphError, PluginError


@contextmanager
def blaming(what: str, through: type[Exception] | tuple[()] = ()) -> Iterator[None]:
    """Turn what plugins' code raises inside the block into one line that says whose it is.

    Args:
        what: Whose code runs.
        through: Errors that say all that is needed.

    Raises:
        PluginError: In place of every other exception.
    """
    try:
        yield
    except through:
        raise
    except Exception as error:
        said = str(error) if isinstance(error, EigenGraphError) else f"{type(error).__name__}: {error}"
        raise PluginError(f"{what}: {said}") from error
