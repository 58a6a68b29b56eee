"""Reading text files that a command is given."""

from __future__ import annotations

from pathlib import Path

from eigengraph.errors import ConfigError


def read_text(path: Path, what: str) -> str:
    """Return a file's text, without the byte-order mark that some editors put before it.

    Args:
        path: The file.
        what: What it is, for whoever must mend it.

    Raises:
        ConfigError: It cannot be read, or is not UTF-8.
    """
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{what} {str(path)!r} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{what} {str(path)!r} is not UTF-8 text: {error}") from None
