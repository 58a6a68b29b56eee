"""What both sides say whatever the domain: ``phrases.toml``, read once when this module is imported."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict

Texts = tuple[str, ...]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AgentPhrases(_Section):
    """The agent's own phrases."""

    group_questions: Texts
    again: Texts
    confirm_lead: Texts
    terms: Texts
    proceed: Texts
    done: Texts
    declined: Texts
    refusals: Texts
    failed: Texts
    gave_up: Texts
    say: Texts
    anything_else: Texts
    closing: Texts
    instruct: Texts
    confirm: Texts


class UserPhrases(_Section):
    """The user's own phrases."""

    openings: Texts
    first_lead: Texts
    next_lead: Texts
    after_refusal_lead: Texts
    yes: Texts
    repeat_lead: Texts
    unknown: Texts
    lacks: Texts
    insist: Texts
    nudges: Texts
    thanks: Texts
    after_transfer: Texts
    corrections: Texts
    asides: Texts
    tool_result: Texts
    claims: Texts
    invented: Texts


class Fallback(_Section):
    """How facts are asked for and told that no phrasebook knows."""

    label: str
    questions: Texts
    answers: Texts


class Cues(_Section):
    """Parts of lower-case text that tell what a message is about."""

    asking: Texts
    confirm: Texts
    open_question: Texts
    wraps_up: Texts
    transferred: Texts
    done: Texts
    refuses: Texts
    yes: Texts
    no: Texts
    goodbye: Texts


class Style(_Section):
    """A disclosure style."""

    scenario: str


class ScenarioPhrases(_Section):
    """What scenarios are made of."""

    personas: Texts
    want: str
    want_next: str
    fact: str
    heading: str
    unknown: str
    instructions: str


class Phrases(_Section):
    """The whole file."""

    greeting: str
    transfer_notice: str
    agent: AgentPhrases
    user: UserPhrases
    fallback: Fallback
    cues: Cues
    styles: dict[str, Style]
    scenario: ScenarioPhrases


PHRASES = Phrases.model_validate(tomllib.loads((Path(__file__).parent / "phrases.toml").read_text("utf-8")))
