"""The spec and the options of an endpoint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eigengraph.errors import ConfigError, UnknownNameError


class OpenAISettings(BaseModel):
    """What can be set.

    Attributes:
        key_variable: The environment variable that holds the key; without it no key is sent.
        structured: How a schema is sent: ``response_format``, or vLLM's own ``structured_outputs``.
        temperature: In place of the one that a role asks for.
        top_p: In place of the one that a role asks for.
        max_tokens: Most tokens of a reply, where a role asks for more.
        parallel: Requests sent at once, for a server with few slots; by default as many as the run's ``concurrency``.
        seed: Whether each request carries a seed, drawn from the item, role and attempt.
        headers: More headers.
        extra: More fields of the body, such as ``top_k`` or ``chat_template_kwargs``; they outweigh all others.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key_variable: str = "OPENAI_API_KEY"
    structured: Literal["response_format", "structured_outputs"] = "response_format"
    temperature: Annotated[float, Field(ge=0)] | None = None
    top_p: Annotated[float, Field(gt=0, le=1)] | None = None
    max_tokens: Annotated[int, Field(gt=0)] | None = None
    parallel: Annotated[int, Field(gt=0)] | None = None
    seed: bool = True
    headers: dict[str, str] = {}
    extra: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a model is.

    Attributes:
        model: Its name on the server.
        url: The server's base URL, without a slash at its end.
    """

    model: str
    url: str


def read_settings(rest: str, options: Mapping[str, Any]) -> tuple[Address, OpenAISettings]:
    """Check a spec and its options.

    Args:
        rest: What follows ``openai:``.
        options: The settings' section for this scheme.

    Raises:
        ConfigError: The spec has no model or no URL, or an option cannot be used.
    """
    # A URL may hold an @ itself, before its host; a name may not.
    model, _, url = rest.partition("@")
    parts = urlsplit(url)
    if not model or parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError(
            f"model spec {f'openai:{rest}'!r} is not openai:MODEL@URL; write it as in "
            "'openai:Qwen3-30B@http://localhost:8000/v1'"
        )
    try:
        settings = OpenAISettings.model_validate(dict(options))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        if first["type"] == "extra_forbidden":
            raise UnknownNameError("setting of openai models", where, OpenAISettings.model_fields) from None
        raise ConfigError(f"openai setting {where!r} cannot be {first['input']!r}: {first['msg']}") from None
    return Address(model, url.rstrip("/")), settings
