"""Reading JSON and TOML files, gzipped or not, with errors that name the file."""

from __future__ import annotations

import gzip
import json
import tomllib
import zlib
from pathlib import Path
from typing import Any

from eigengraph.errors import ConfigError

_GZIP = b"\x1f\x8b"


def read_file(path: Path) -> Any:
    """Return what a ``.json`` or ``.toml`` file holds, gzipped or not, whatever its name says of that.

    Raises:
        ConfigError: The file is missing, cut off, or of another format.
    """
    shown = repr(str(path))
    toml = path.name.removesuffix(".gz").endswith(".toml")
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if data.startswith(_GZIP) else data).decode()
    except FileNotFoundError:
        raise ConfigError(f"there is no file {shown}") from None
    except EOFError:
        raise ConfigError(f"{shown} is cut off: its gzip stream has no end; copy it again") from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise ConfigError(f"{shown} is a damaged gzip file: {error}; copy it again") from None
    except OSError as error:
        raise ConfigError(f"{shown} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{shown} is no text: {error.reason} at byte {error.start}") from None
    try:
        return tomllib.loads(text) if toml else json.loads(text)
    except ValueError as error:
        raise ConfigError(f"{shown} is not {'TOML' if toml else 'JSON'}: {error}") from None
