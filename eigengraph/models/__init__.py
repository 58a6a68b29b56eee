"""Models: one request shape for every role, and what stands between a run and whoever answers.

| module | what |
|---|---|
| ``protocol`` | requests, replies, models, endpoints |
| ``metering`` | what follows, around any model |
| ``journal``, ``digest`` | every reply on the disk, under the digest of its request |
| ``budget`` | tokens, money and time |
| ``observing`` | telling plugins of requests |
| ``retry``, ``throttle`` | asking again; one gate for each endpoint |
| ``wire``, ``called`` | OpenAI's chat-completions format; tool calls that a model left in its text |
| ``checkup`` | looking at an endpoint before a run depends on it |
"""

from eigengraph.models.budget import Budget, Spend
from eigengraph.models.checkup import Check, check_endpoints, checkup
from eigengraph.models.digest import request_digest
from eigengraph.models.journal import Journal, Journaled
from eigengraph.models.metering import Meter, open_meter
from eigengraph.models.protocol import (
    Context,
    Endpoint,
    EndpointFacts,
    Model,
    ModelScheme,
    Reply,
    Request,
    Sampling,
)
from eigengraph.models.retry import Retried, RetryPolicy
from eigengraph.models.throttle import Throttle, Timing
from eigengraph.models.wire import chat_body, chat_messages, read_reply

__all__ = [
    "Budget",
    "Check",
    "Context",
    "Endpoint",
    "EndpointFacts",
    "Journal",
    "Journaled",
    "Meter",
    "Model",
    "ModelScheme",
    "Reply",
    "Request",
    "Retried",
    "RetryPolicy",
    "Sampling",
    "Spend",
    "Throttle",
    "Timing",
    "chat_body",
    "chat_messages",
    "check_endpoints",
    "checkup",
    "open_meter",
    "read_reply",
    "request_digest",
]
