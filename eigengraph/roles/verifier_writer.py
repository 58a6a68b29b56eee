"""The verifier generator: assertions from the catalogue and code, written by the model and tried like any other's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from eigengraph.graphs import Generate, GeneratorRequest, Workshop
from eigengraph.models import Context
from eigengraph.prompts import Slot
from eigengraph.records import Absent, AcceptableOutcome, Assertion, Checker, Equals, Verifier, decode, encode
from eigengraph.roles.asking import FOLDER, Form, Unusable, ask
from eigengraph.roles.schemas import strict
from eigengraph.roles.transcripts import goals_told

PROMPT = Slot(
    "verifier_writer",
    "verifier",
    FOLDER,
    ("domain", "catalogue", "goals", "facts", "changes", "derived", "feedback"),
    "VerifierDraft",
)


class VerifierDraft(BaseModel):
    """A verifier.

    Attributes:
        dropped: Numbers of derived assertions that are left out.
        added: Assertions that every outcome gets besides, each a JSON object as text.
        code: A function ``check(view)``; empty for none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    dropped: tuple[int, ...]
    added: tuple[str, ...]
    code: str


_FORM = Form(VerifierDraft, strict(VerifierDraft.model_json_schema()))


def model_verifiers(shop: Workshop) -> Generate:
    """Verifiers from the model: which derived assertions stand, what is added, and code."""

    async def generate(request: GeneratorRequest) -> Verifier:
        derived = [assertion for outcome in request.derived.outcomes for assertion in outcome.assertions]

        async def read(draft: VerifierDraft) -> Verifier:
            return _verifier(request, draft, len(derived))

        context = Context(shop.domain, request.seed, blueprint=request.blueprint, attempt=request.attempt)
        fields = {
            "domain": shop.domain.name,
            "catalogue": sorted(request.catalogue.items()),
            "goals": goals_told(request.blueprint),
            "facts": [(fact.name, fact.text) for fact in request.blueprint.facts],
            "changes": [
                (name, [encode(change).decode() for change in found]) for name, found in request.changes.items()
            ],
            "derived": [(number, encode(assertion).decode()) for number, assertion in enumerate(derived)],
            "feedback": request.feedback,
        }
        return await ask(shop, PROMPT, context, fields, _FORM, read)

    return generate


def _verifier(request: GeneratorRequest, draft: VerifierDraft, count: int) -> Verifier:
    problems = [
        f"there is no derived assertion {number}; they are numbered 0 to {count - 1}"
        for number in draft.dropped
        if not 0 <= number < count
    ]
    added: list[Any] = []
    for text in draft.added:
        try:
            added.append(decode(Assertion, text))  # type: ignore[arg-type]
        except ValidationError as error:
            problems += [f"{text[:120]}: {'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()]
    if problems:
        raise Unusable(problems)
    numbers = iter(range(count))
    outcomes = tuple(
        AcceptableOutcome(
            outcome.name,
            (*(one for one in outcome.assertions if next(numbers) not in draft.dropped), *added),
        )
        for outcome in request.derived.outcomes
    )
    checkers = (Checker("written", draft.code),) if draft.code.strip() else ()
    return Verifier(outcomes, tuple(sorted({*_needs(outcomes)})), checkers)


def _needs(outcomes: Sequence[AcceptableOutcome]) -> Iterator[tuple[str, str]]:
    """Yield the rows that assertions read, whether or not a dialogue changes them."""
    for outcome in outcomes:
        for assertion in outcome.assertions:
            if isinstance(assertion, Equals | Absent):
                yield assertion.table, assertion.key
