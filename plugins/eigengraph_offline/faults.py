"""The fault model: one thing gone wrong on purpose in a dialogue, at a place where it makes sense.

| kind | agent | user |
|---|---|---|
| `wrong_argument` | calls a write with one argument wrong | tells a wrong value and never corrects it |
| `skipped_step` | leaves out a write and reports success | forgets a goal |
| `early_stop` | drops the rest of a goal and says it is done | leaves right after consenting, before the write |
| `invented_fact` | tells a number that is not so | claims something that is not in the scenario |
| `wrongful_write` | makes a forbidden write, or one too many | |
| `needless_transfer` | hands over what it should have dealt with | |
| `claimed_call` | | says that a tool of theirs was used, without using it |
| `misreported_result` | | reads something else off a tool of theirs than it shows |
| `unknown_fact` | | tells what the scenario has as unknown to them |
| `leaked_instructions` | | reads out a sentence of the scenario |
| `role_confusion` | | speaks as the agent for a sentence |
| `repetition` | | says an earlier sentence once more |

A fault that does not apply to a task is not injected. The message in which it happens is labelled, as in
``agent:wrong_argument``: ground truth for measuring verifiers and audits.
"""

from __future__ import annotations

from collections.abc import Mapping

from eigengraph_offline.speech import draw

AGENT_KINDS = (
    "wrong_argument",
    "skipped_step",
    "early_stop",
    "invented_fact",
    "wrongful_write",
    "needless_transfer",
)
USER_KINDS = ("wrong_argument", "skipped_step", "early_stop", "invented_fact", "claimed_call")
CONDUCT_KINDS = ("misreported_result", "unknown_fact", "leaked_instructions", "role_confusion", "repetition")
"""More kinds of the user: slips of the simulation, which hardly change how a dialogue ends."""


def drawn_kind(rates: Mapping[str, float], seed: int, role: str) -> str:
    """Return the kind of fault that a dialogue gets on one side, or ``""``; rates add up to at most 1."""
    left = draw(seed, role, "fault")
    for kind in sorted(rates):
        left -= rates[kind]
        if left < 0:
            return kind
    return ""
