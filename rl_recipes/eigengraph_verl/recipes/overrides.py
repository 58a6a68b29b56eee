"""Lines of verl's configuration, ``key=value``, as Hydra reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eigengraph.errors import ConfigError

_KEY = re.compile(r"\+{0,2}[A-Za-z_][\w@/]*(\.[A-Za-z_0-9][\w\-]*)*")
_FOLDER = r"\{(?:data|model|out|package)\}"  # stands for one until a recipe is filled; any other brace is quoted
_BARE = re.compile(rf"(?:[A-Za-z_/]|{_FOLDER})(?:[\w./@%+\-]|{_FOLDER})*")
_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?[eE][+-]?\d+")
_WORDS = {"true", "false", "null", "none", "inf", "nan", "yes", "no", "on", "off"}


@dataclass(frozen=True, slots=True)
class Override:
    """One line.

    Attributes:
        key: As one types it; with ``+`` in front where it adds what verl's files do not have.
        value: As one types it.
    """

    key: str
    value: str

    @property
    def line(self) -> str:
        """The line."""
        return f"{self.key}={self.value}"

    @property
    def name(self) -> str:
        """The key without ``+``."""
        return self.key.lstrip("+")

    def replaced(self, old: str, new: str) -> Override:
        """Return it with a text in its value replaced; quoted, where the new one needs it."""
        if old not in self.value:
            return self
        value = self.value.replace(old, new)
        quoted = value[:1] in "'\"[{" or _BARE.fullmatch(value)
        return replace(self, value=value if quoted else spelled(value))


def read_override(text: str) -> Override:
    """Read what a user typed.

    Raises:
        ConfigError: It is not ``key=value``.
    """
    key, equals, value = text.partition("=")
    if not equals or not _KEY.fullmatch(key):
        raise ConfigError(f"override {text!r} is not KEY=VALUE, such as trainer.total_epochs=2")
    return Override(key, value)


def merged(lines: Sequence[Override], more: Iterable[Override]) -> tuple[Override, ...]:
    """Return lines with others over them: one of the same name takes its place, and its ``+`` stays."""
    by_name = {line.name: line for line in lines}
    for line in more:
        known = by_name.get(line.name)
        by_name[line.name] = replace(line, key=known.key) if known else line
    return tuple(by_name.values())


def spelled(value: Any) -> str:
    """Return a YAML value in Hydra's spelling."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list):
        return f"[{','.join(map(spelled, value))}]"
    if isinstance(value, dict):
        return f"{{{','.join(f'{key}:{spelled(item)}' for key, item in value.items())}}}"
    text = str(value)
    if _NUMBER.fullmatch(text):
        return text  # YAML takes 1e-5 for a text
    if _BARE.fullmatch(text) and text.lower() not in _WORDS:
        return text
    # Hydra takes a backslash for one, but before a quote.
    escaped = re.sub(r"(\\*)('|$)", lambda found: found[1] * 2 + ("\\'" if found[2] else ""), text)
    return f"'{escaped}'"
