"""Reading files that somebody names: text and JSON, gzipped or not, and one line about what cannot be read."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from pathlib import Path
from typing import Any

from eigengraph.errors import ConfigError

_GZIP = b"\x1f\x8b"


def read_text(path: Path, what: str = "") -> str:
    """Return a file's text, gzipped or not, without the byte-order mark that some editors put before it.

    Args:
        path: The file.
        what: What it is, for whoever must mend it.

    Raises:
        ConfigError: It cannot be read, is cut off, or is not UTF-8.
    """
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if data.startswith(_GZIP) else data).decode("utf-8-sig")
    except (gzip.BadGzipFile, zlib.error) as error:
        why = f"it is a damaged gzip file ({error}); copy it again"
    except EOFError:
        why = "it is cut off (its gzip stream has no end); copy it again"
    except OSError as error:
        why = error.strerror or str(error)
    except UnicodeDecodeError as error:
        why = f"it is no text: {error.reason} at byte {error.start}; write it as UTF-8"
    raise ConfigError(f"{_named(path, what)} cannot be read: {why}")


def read_json(path: Path, what: str = "") -> Any:
    """Return what a JSON file holds; see ``read_text``.

    Raises:
        ConfigError: It cannot be read, or is not JSON.
    """
    return parse_json(read_text(path, what), _named(path, what))


def parse_json(text: str, where: str, line: int = 1) -> Any:
    """Return the value of a text that somebody wrote as JSON; NaN and infinities are taken, too.

    Args:
        text: The text.
        where: Names it to whoever must mend it.
        line: The number of its first line in its file.

    Raises:
        ConfigError: It is not JSON, or is nested too deeply to be read.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        why = f"{error.msg}: line {line + error.lineno - 1} column {error.colno}"
    except ValueError:  # the only other one: Python takes too long over such numbers
        why = f"a number in it has more than {sys.get_int_max_str_digits():,} digits"
    except RecursionError:
        why = "it is nested too deeply"
    raise ConfigError(f"{where} is not JSON: {why}")


def _named(path: Path, what: str) -> str:
    return f"{what} {str(path)!r}" if what else repr(str(path))
