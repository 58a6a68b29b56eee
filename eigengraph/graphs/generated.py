"""Verifiers from generators: written, tried, and written again with what was wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from eigengraph.errors import EigenGraphError, PluginCrash
from eigengraph.graphs.certification import task_of, tried
from eigengraph.graphs.feedback import feedback_of
from eigengraph.graphs.generators import CATALOGUE, Generate, GeneratorRequest, VerifierGenerator
from eigengraph.graphs.item import Item, Rejection
from eigengraph.graphs.workers import VerifierMaker, Workshop
from eigengraph.records import AcceptableOutcome, Blueprint, Checker, Environment, Scenario, Verifier
from eigengraph.verify import SolutionError, derive_verifier, solutions
from eigengraph.verify.as_code import code_of
from eigengraph.verify.view import state_of

MOST_ATTEMPTS = 3
"""Verifiers that a generator may write for one task."""

_NO_NEEDS = Verifier(())


def generated_verifier(generator: VerifierGenerator) -> Callable[[Workshop], VerifierMaker]:
    """Return how to make the worker that lets a generator write verifiers.

    Each is tried as its certificate will try it. Names that the domain does not have, what lint and type checker say,
    right solutions that fail, mutants that survive and sandboxes that disagree go back to the generator,
    ``MOST_ATTEMPTS`` times at most; then the task is turned down for the first of these reasons.
    """

    def start(shop: Workshop) -> VerifierMaker:
        generate = generator.make(shop)

        async def make(item: Item, blueprint: Blueprint, scenario: Scenario) -> Verifier:
            try:
                request = _request(shop, item, blueprint, scenario)
            except SolutionError as error:
                raise Rejection(error.reason, str(error)) from None
            for attempt in range(MOST_ATTEMPTS):
                verifier = await _written(generator, generate, replace(request, attempt=attempt))
                task = task_of(shop, item, blueprint, scenario, verifier)
                # In a thread, since it waits for sandboxes most of the time, and other items can go on meanwhile.
                problems = feedback_of((await asyncio.to_thread(tried, shop, item, task)).reasons)
                if not problems:
                    return verifier
                request = replace(request, feedback=problems)
            raise Rejection(problems[0].partition(":")[0], "\n".join(problems))

        return make

    return start


def derived_code(_shop: Workshop) -> Generate:
    """Checkers in Python that demand what follows from the gold solutions."""

    async def generate(request: GeneratorRequest) -> Verifier:
        assertions = [assertion for outcome in request.derived.outcomes for assertion in outcome.assertions]
        # Only assertions can ask the domain's own functions, and these are the same for every outcome.
        asked = {repr(assertion): assertion for assertion in assertions if isinstance(assertion, Environment)}
        checker = Checker("derived", code_of(request.derived))
        return Verifier((AcceptableOutcome("any", tuple(asked.values())),), request.derived.needs, (checker,))

    return generate


def _request(shop: Workshop, item: Item, blueprint: Blueprint, scenario: Scenario) -> GeneratorRequest:
    seed = shop.seed(item, "world")
    ways = solutions(shop.domain, shop.base, blueprint, blueprint.initial, seed)
    changes = {way.name: state_of(way.world, _NO_NEEDS).changed for way in ways}
    derived = derive_verifier(shop.domain, shop.base, blueprint, blueprint.initial, seed)
    own = shop.seed(item, "verifier")
    return GeneratorRequest(shop.domain, blueprint, scenario, changes, derived, CATALOGUE, own)


async def _written(generator: VerifierGenerator, generate: Generate, request: GeneratorRequest) -> Verifier:
    """Return what a generator writes.

    Raises:
        PluginCrash: It raised what the library does not know, or returned something else.
    """
    try:
        verifier = await generate(request)
    except EigenGraphError:
        raise
    except Exception as error:
        raise PluginCrash("generator", generator.name, generate, f"raised {type(error).__name__}: {error}") from error
    if not isinstance(verifier, Verifier):
        raise PluginCrash(
            "generator", generator.name, generate, f"returned {verifier!r:.80}; it must return a Verifier"
        )
    return verifier
