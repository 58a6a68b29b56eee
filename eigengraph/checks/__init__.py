"""Checks of a task before its verifier is written: deterministic, without a model, and without any verifier.

| module | what |
|---|---|
| ``draft`` | what checks look at: blueprint and scenario, with the gold solution executed once for all of them |
| ``learned``, ``habits`` | what is learned of a domain, once: its texts, and what its sampler does without exception |
| ``already_met`` | requests that leave nothing to do |
| ``grounding``, ``agreement`` | gold values that come from nowhere, and such as facts contradict |
| ``contradictions``, ``leaks`` | a text that says other than the facts, or what only the agent's side can know |
"""

from eigengraph.checks.agreement import contradicted_gold
from eigengraph.checks.already_met import already_met
from eigengraph.checks.check import Check
from eigengraph.checks.contradictions import contradicting_scenario
from eigengraph.checks.draft import Draft
from eigengraph.checks.grounding import ungrounded_gold
from eigengraph.checks.leaks import leaked_solution
from eigengraph.checks.learned import Learned, learn

CHECKS = (
    Check("already_met", already_met, "a request leaves nothing to do", ("duplicate", "near_duplicate", "agent:")),
    Check("ungrounded_gold", ungrounded_gold, "a gold value comes from nowhere", ("rule_", "not_solvable", "agent:")),
    Check(
        "contradicted_gold", contradicted_gold, "a gold value is not the fact's", ("rule_", "not_solvable", "agent:")
    ),
    Check("contradicting_scenario", contradicting_scenario, "the text says other than the facts", ("user:", "agent:")),
    Check("leaked_solution", leaked_solution, "the user is told what only the agent can know", ("user:", "agent:")),
)
"""The core's own checks; every run makes them unless its settings say otherwise."""

__all__ = ["CHECKS", "Check", "Draft", "Learned", "learn"]
