"""What names a request: the digest of everything that may change the reply."""

from __future__ import annotations

from eigengraph.models.protocol import Request
from eigengraph.records import digest, encode


def request_digest(model: str, request: Request) -> str:
    """Return the SHA-256 of model, prompt, tools, schema, sampling, salt and attempt, in hexadecimal.

    The salt is the seed of the request's context: two items that ask the same get answers of their own. Tags, the rest
    of the context and the number of tries are left out, because no language model sees them.

    Args:
        model: The model spec.
        request: Its messages must be such as JSON can hold.
    """
    asked = (request.role, request.system, request.messages, request.tools, request.schema, request.sampling)
    return digest(model.encode(), encode(asked), f"{request.context.seed} {request.attempt}".encode())
