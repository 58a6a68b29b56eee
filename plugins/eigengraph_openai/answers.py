"""What a server's answers mean: which may pass, which never will, and which are the policy's own doing."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn

import orjson

from eigengraph.errors import ConfigError, ContextOverflow, ModelError, RetryableError

_BUSY = frozenset({429, 503, 529})
_MAY_PASS = frozenset({408, 409, 425}) | _BUSY
_OVERFLOW = re.compile(
    r"context.?length|maximum (context|model length)|context.?size|context window|too many tokens|prompt is too long",
    re.IGNORECASE,
)
_NO_TOOLS = re.compile(
    r"--enable-auto-tool-choice|--tool-call-parser|--jinja|not support (\w+ )?(tool|function)|support tool use|"
    r"tools\W+(is|are) not supp",
    re.IGNORECASE,
)
_NO_MODEL = re.compile(r"model.{0,80}(not exist|not found|unknown)|no such model", re.IGNORECASE)
_REPLY_TOO_LONG = re.compile(r"max_(completion_)?tokens\S* (cannot be greater|is too large)", re.IGNORECASE)
_SHOWN = 300


def parsed(body: bytes) -> Any:
    """Return the JSON of a body.

    Raises:
        RetryableError: It is cut off, or something else.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise RetryableError(f"the endpoint answered with what is no JSON: {body[:_SHOWN]!r}") from None


def refuse(status: int, headers: Mapping[str, str], body: bytes, model: str) -> NoReturn:
    """Raise what an answer means that is no reply.

    Args:
        status: Of the answer, or the code of an error in an answer of status 200.
        headers: Of the answer.
        body: The same.
        model: Who was asked, for the message.

    Raises:
        RetryableError: It may pass: too many requests, an error of the server's own.
        ContextOverflow: The dialogue does not fit the model.
        ConfigError: It never will: a wrong key, an unknown model, no tools.
        ModelError: This request cannot be answered.
    """
    said = _said(body)
    if status in _MAY_PASS or status >= 500:
        raise RetryableError(f"the endpoint answered {status}: {said}", after=_wait(headers), busy=status in _BUSY)
    if status in (401, 403):
        raise ConfigError(
            f"the endpoint of model {model!r} refuses the key ({status}: {said}); put a valid one into the environment "
            "variable that key_variable in [options.openai] names"
        )
    if _REPLY_TOO_LONG.search(said):
        raise ConfigError(
            f"model {model!r} cannot write replies so long ({status}: {said}); set a smaller max_tokens in "
            "[options.openai]"
        )
    if status == 413 or _OVERFLOW.search(said):
        raise ContextOverflow(f"the endpoint answered {status}: {said}")
    if _NO_TOOLS.search(said):
        raise ConfigError(
            f"model {model!r} does not take tools ({status}: {said}); serve it with a parser for its tool calls (vLLM: "
            "--enable-auto-tool-choice --tool-call-parser NAME; llama.cpp: --jinja)"
        )
    if status == 404 or _NO_MODEL.search(said):
        raise ConfigError(
            f"the endpoint does not know model {model!r} or its path ({status}: {said}); `eigengraph doctor --model "
            "SPEC` lists the models it has"
        )
    raise ModelError(f"the endpoint answered {status}: {said}")


def _said(body: bytes) -> str:
    """Return the message in an error's body, on one line."""
    text = body.decode(errors="replace")
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        value = None
    if isinstance(value, Mapping):
        error = value.get("error", value)
        told = error.get("message") or error.get("detail") if isinstance(error, Mapping) else error
        text = told if isinstance(told, str) else text
    return " ".join(text.split())[:_SHOWN] or "nothing"


def _wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a server asks to wait: ``Retry-After`` is a number or a date (RFC 9110, 10.2.3)."""
    said = headers.get("Retry-After", "").strip()
    if not said:
        return None
    try:
        return max(0.0, float(said))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except ValueError:
        return None
