"""Asking a role for structured output: constrained by a schema, checked, and asked again with what was wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from eigengraph.dialogue import sampling_of
from eigengraph.errors import ContextOverflow, ModelError, PolicyFault
from eigengraph.graphs import Rejection, Workshop
from eigengraph.models import Context, Request, Sampling
from eigengraph.prompts import Slot
from eigengraph.records import Message

Draft = TypeVar("Draft", bound=BaseModel)
Read = TypeVar("Read")

FOLDER = Path(__file__).parent / "prompts"
CORRECTION = Slot("correction", "correction", FOLDER, ("problems",))
"""What a role is told whose answer cannot be used."""

INVALID = "invalid output"
_CUT_OFF = "length"  # why a reply ends that was not over
_SHOWN = 12  # problems of one answer that are fed back
_LONGEST = 600  # characters of each


class Unusable(Exception):
    """An answer has the right form, but cannot be used.

    Attributes:
        reason: Counted by; a few words.
        problems: What is wrong, a line each, in words that help to mend it.
    """

    def __init__(self, problems: Sequence[str], reason: str = INVALID) -> None:
        super().__init__("; ".join(problems))
        self.reason = reason
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Form(Generic[Draft]):
    """What an answer must look like.

    Attributes:
        draft: The model that it is validated with.
        schema: What the endpoint is told; at least as strict.
    """

    draft: type[Draft]
    schema: Mapping[str, Any]


async def ask(
    shop: Workshop,
    slot: Slot,
    context: Context,
    fields: Mapping[str, Any],
    form: Form[Draft],
    read: Callable[[Draft], Awaitable[Read]],
) -> Read:
    """Ask a role until its answer can be used, ``output_attempts`` times at most.

    Args:
        shop: Model, prompts and bounds.
        slot: The role's prompt.
        context: For models that play from it, and for the request's seed.
        fields: What the prompt is filled in with.
        form: What the answer must look like.
        read: Makes what is wanted of a valid answer, or raises ``Unusable``.

    Raises:
        Rejection: No answer could be used, or the endpoint failed; its reason begins with the role.
    """
    prompt = shop.prompt(slot)
    system = prompt.system(fields)
    messages = [Message("user", prompt.opening(fields), side="user")]
    sampling = sampling_of(prompt, Sampling())
    bound = shop.settings.output_attempts
    for attempt in range(bound):
        # Counted on from one use of a role to the next: the same words may be asked again, and want another answer.
        counted = context.attempt * bound + attempt
        request = Request(
            slot.role, tuple(messages), context, system, schema=form.schema, sampling=sampling, attempt=counted
        )
        said = Message("assistant")
        try:
            reply = await shop.model.complete(request)
            said = reply.message
            if reply.finish == _CUT_OFF:
                raise Unusable([f"the answer was cut off after {reply.completion_tokens} tokens; write a shorter one"])
            return await read(form.draft.model_validate_json(said.content))
        except PolicyFault as fault:
            failed = Unusable([f"the answer cannot be read: {fault}"])
        except ValidationError as error:
            failed = Unusable(_invalid(said.content, error))
        except Unusable as unusable:
            failed = unusable
        except ContextOverflow as error:
            raise Rejection(f"{slot.role}: context overflow", str(error)) from error
        except ModelError as error:
            raise Rejection(f"{slot.role}: model error", str(error)) from error
        shown = [problem[:_LONGEST] for problem in failed.problems[:_SHOWN]]
        told = shop.prompt(CORRECTION).system({"problems": shown})
        messages += [Message("assistant", said.content or "(nothing)"), Message("user", told, side="user")]
    raise Rejection(f"{slot.role}: {failed.reason}", "\n".join(failed.problems))


def _invalid(content: str, error: ValidationError) -> list[str]:
    if any(item["type"] == "json_invalid" for item in error.errors()):
        return [f"the answer is no JSON object: {content[:200]!r}"]
    return [f"{'.'.join(map(str, item['loc'])) or 'the answer'}: {item['msg']}" for item in error.errors()]
