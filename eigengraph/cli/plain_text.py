"""Text that others wrote, made safe and short enough for a terminal."""

from __future__ import annotations

import json
from typing import Any

from eigengraph.records import ToolCall
from eigengraph.records.codec import unwrap

_UNSAFE = {
    code: "\N{REPLACEMENT CHARACTER}"
    for code in (*range(32), *range(127, 160), *range(0xD800, 0xE000))
    if chr(code) not in "\n\t"
}


def plain(text: str) -> str:
    """Return text without control characters and halves of characters: a model's words may not steer the terminal."""
    return text.replace("\r\n", "\n").translate(_UNSAFE)


def short(text: str, limit: int) -> str:
    """Return text on one line, cut to ``limit`` characters and a note of how many are missing."""
    line = " ".join(plain(text).split())
    return line if len(line) <= limit else f"{line[:limit]}… (+{len(line) - limit:,} characters)"


def value_text(value: Any) -> str:
    """Return a JSON value (read-only views allowed) as JSON on one line, in the letters of its language."""
    return json.dumps(value, ensure_ascii=False, default=unwrap)


def call_text(call: ToolCall) -> str:
    """Return a call as ``name(argument=value, …)``."""
    return f"{call.name}({', '.join(f'{name}={value_text(value)}' for name, value in call.arguments.items())})"
