"""Looking at a model before a run depends on it, so that what cannot work is one line and costs next to nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from eigengraph.errors import ConfigError, ContextOverflow, EigenGraphError, ModelError, UnknownNameError
from eigengraph.models.metering import Meter
from eigengraph.models.probes import ask_for_call, ask_for_json, has_call, has_json
from eigengraph.models.protocol import Endpoint, EndpointFacts, Model, Reply, Request
from eigengraph.models.retry import Retried, RetryPolicy, insist
from eigengraph.models.throttle import Throttle, Timing
from eigengraph.records import encode
from eigengraph.world import Domain

T = TypeVar("T")

_PATIENCE = RetryPolicy(attempts=5, timeout=120.0, deadline=240.0)
_BYTES_A_TOKEN = 4
_SLOWEST = 2.0  # tokens a second: at this, a dialogue of some thousand takes an hour


@dataclass(frozen=True, slots=True)
class Check:
    """How one check ended.

    Attributes:
        name: What was checked.
        ok: Whether it is as it should be.
        fix: What is wrong and what to do about it; empty where nothing is.
        found: What was seen.
    """

    name: str
    ok: bool
    fix: str = ""
    found: str = ""


async def check_endpoints(meter: Meter, domain: Domain) -> None:
    """Make sure that each endpoint of a run can be reached, has the model, has room for the policy and takes tools.

    The last costs one request of about a hundred tokens, because nothing else shows it; it is counted as spent.

    Args:
        meter: Its endpoints are checked.
        domain: The domain of the run.

    Raises:
        ConfigError: One line on what is wrong with which model, and how to mend it.
    """
    throttle = Throttle(1)
    try:
        for name, endpoint in meter.endpoints.items():
            facts = await _asked(name, endpoint.inspect, throttle)
            _check_name(facts)
            _check_context(facts, [domain])
            reply = await _asked(name, partial(endpoint.complete, ask_for_call(max_tokens=16)), throttle)
            meter.budget.charge(name, reply)
    finally:
        await meter.close()


async def _asked(name: str, ask: Callable[[], Awaitable[T]], throttle: Throttle) -> T:
    try:
        return await insist(lambda _tries: ask(), _PATIENCE, throttle, name)
    except (ModelError, ContextOverflow) as error:
        raise ConfigError(f"model {name!r} cannot be asked: {error}; see `eigengraph doctor --model`") from error


async def checkup(model: Model, domains: Iterable[Domain], timing: Timing | None = None) -> list[Check]:
    """Check what a run needs of a model, with two short requests.

    Args:
        model: Not metered: what is asked here is neither journaled nor counted.
        domains: Whose policies and tools must fit the context.
        timing: Where time comes from.

    Returns:
        The checks in order; those that make no sense after a failed one are left out.
    """
    throttle = Throttle(1, timing or Timing())
    try:
        return [check async for check in _checks(model, list(domains), throttle)]
    finally:
        if isinstance(model, Endpoint):
            await model.close()


async def _checks(model: Model, domains: list[Domain], throttle: Throttle) -> AsyncIterator[Check]:
    if isinstance(model, Endpoint):
        try:
            facts = await insist(lambda _tries: model.inspect(), _PATIENCE, throttle)
        except EigenGraphError as error:
            yield Check("reachable", False, str(error))
            return
        yield Check("reachable", True, found=model.endpoint)
        named = _judged("model name", _check_name, facts)
        yield named
        if not named.ok:
            return
        yield _judged("context length", _check_context, facts, domains)
    asked = Retried(model, _PATIENCE, throttle)
    fix = "serve the model with a parser for its tool calls (vLLM: --enable-auto-tool-choice --tool-call-parser NAME)"
    _, check = await _probed("tool calls", asked, ask_for_call(), has_call, fix)
    yield check
    fix = "serve it where response_format of type json_schema works, or choose a model that follows it"
    begun = throttle.timing.now()
    reply, check = await _probed("structured output", asked, ask_for_json(), has_json, fix)
    yield check
    if reply is not None:
        yield _speed(reply, throttle.timing.now() - begun)


async def _probed(
    name: str, model: Model, request: Request, good: Callable[[Reply], bool], fix: str
) -> tuple[Reply | None, Check]:
    try:
        reply = await model.complete(request)
    except EigenGraphError as error:
        return None, Check(name, False, str(error))
    message = reply.message
    said = reply.fault or f"{message.content!r:.80}, {len(message.tool_calls)} calls"
    return reply, Check(name, True) if good(reply) else Check(name, False, fix, f"it answered {said}")


def _speed(reply: Reply, seconds: float) -> Check:
    rate = reply.completion_tokens / max(seconds, 1e-6)
    fix = (
        "" if rate >= _SLOWEST else f"{rate:.1f} tokens/s are too few for dialogues; serve a smaller or quantised model"
    )
    return Check("speed", not fix, fix, f"{reply.completion_tokens} tokens in {seconds:.2f} s, {rate:.1f} tokens/s")


def _judged(name: str, check: Callable[..., str], *arguments: object) -> Check:
    try:
        return Check(name, True, found=check(*arguments))
    except ConfigError as error:
        return Check(name, False, str(error))


def _check_name(facts: EndpointFacts) -> str:
    if facts.models and facts.model not in facts.models:
        raise UnknownNameError("model of this endpoint", facts.model, facts.models)
    return facts.model


def _check_context(facts: EndpointFacts, domains: Iterable[Domain]) -> str:
    """Make sure that a reply fits behind each domain's policy and tools; tokens are estimated from bytes."""
    if facts.context is None:
        return "the endpoint does not say"
    for domain in domains:
        prompt = (len(domain.policy_text.encode()) + len(encode(domain.schemas["agent"]))) // _BYTES_A_TOKEN
        needed = prompt + facts.max_tokens
        if needed > facts.context:
            raise ConfigError(
                f"the context of model {facts.model!r} is too small for domain {domain.name!r}: of {facts.context:,} "
                f"tokens, policy and tools take about {prompt:,} and a reply up to {facts.max_tokens:,}; serve it with "
                "a longer one, or set a smaller max_tokens in the model's options"
            )
    return f"{facts.context:,} tokens"
