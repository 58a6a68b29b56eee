"""What names a request: the digest of everything that may change the reply."""

from __future__ import annotations

import orjson

from eigengraph.models.protocol import Request
from eigengraph.records import digest, encode
from eigengraph.records.codec import unwrap


def request_digest(model: str, request: Request) -> str:
    """Return the SHA-256 of model, prompt, tools, schema, sampling, salt and attempt, in hexadecimal.

    The salt is the seed of the request's context: two items that ask the same get answers of their own. Tags, the rest
    of the context and the number of tries are left out, because no language model sees them.

    Args:
        model: The model spec.
        request: Its messages must be such as JSON can hold.
    """
    asked = (request.role, request.system, request.messages, request.tools, request.schema, request.sampling)
    return digest(model.encode(), _written(asked), f"{request.context.seed} {request.attempt}".encode())


def _written(asked: object) -> bytes:
    # Tool schemas and results are full of nulls, for which ``encode`` takes its slow, exact path; here NaN may pass for
    # null. To allow for keys that are no texts would cost a quarter more, for what no request has.
    try:
        return orjson.dumps(asked, default=unwrap)
    except orjson.JSONEncodeError:
        return encode(asked)
