"""Dialogues: participants, the rollout loop and its typed outcomes, and recordings that others made."""

from eigengraph.dialogue.limits import Limits
from eigengraph.dialogue.oracle import oracle
from eigengraph.dialogue.participants import (
    PROMPTS,
    Participant,
    graph_participant,
    model_participant,
    sampling_of,
    scenario_text,
    scripted_participant,
)
from eigengraph.dialogue.rollout import GREETING, OUT_OF_SCOPE, STOP, STOP_TOKENS, TRANSFER, rollout
from eigengraph.dialogue.sources import DialogueSource, Recording

__all__ = [
    "GREETING",
    "OUT_OF_SCOPE",
    "PROMPTS",
    "STOP",
    "STOP_TOKENS",
    "TRANSFER",
    "DialogueSource",
    "Limits",
    "Participant",
    "Recording",
    "graph_participant",
    "model_participant",
    "oracle",
    "rollout",
    "sampling_of",
    "scenario_text",
    "scripted_participant",
]
