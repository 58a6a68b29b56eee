"""The evidence that a verifier can be trusted, issued before its task may be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Tally:
    """How the variants of one kind fared; tallies of the same kind can be added.

    Attributes:
        tried: Variants that were scored.
        good: Of these, the ones that did as they must: failed (mutants) or passed (must-pass variants).
        not_applicable: Variants that say nothing: mutants that reach exactly what an acceptable outcome reaches, and
            what a search found that the task's facts cannot decide.
        bad: What the others were, in a line each.
        refused: Of the good ones, mutants in which the tools refused the call that made them wrong: the verifier was
            shown a refusal and what was left undone, not a wrong state. 0 in certificates issued before it was counted.
    """

    tried: int = 0
    good: int = 0
    not_applicable: int = 0
    bad: tuple[str, ...] = ()
    refused: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Return the tally of both."""
        return Tally(
            self.tried + other.tried,
            self.good + other.good,
            self.not_applicable + other.not_applicable,
            self.bad + other.bad,
            self.refused + other.refused,
        )


@dataclass(frozen=True, slots=True)
class Certificate:
    """The result of trying to fool one verifier. It holds no times: the same task always gets the same bytes.

    Attributes:
        verifier: Digest of the verifier that was tried; empty where it could not be.
        issued: Whether the task may be used.
        mutants: By kind; each mutant must fail.
        must_pass: By kind; each variant must pass.
        rules: Cross-check of blueprint and rules: gold writes are allowed, tempting writes forbidden.
        searches: By kind, what was found by searching; empty where nobody asked for it.
        code: By kind of mutant, those that the checkers turn down without the assertions' help; empty without checkers.
        sandboxes: Those that ran the checkers.
        untested: Kinds for which this task has no variant.
        ambiguous: Endings that rules and facts accept and the verifier does not: the task does not say enough.
        reasons: Why it was not issued.
    """

    verifier: str
    issued: bool
    mutants: Mapping[str, Tally] = field(default_factory=dict)
    must_pass: Mapping[str, Tally] = field(default_factory=dict)
    rules: Mapping[str, Tally] = field(default_factory=dict)
    searches: Mapping[str, Tally] = field(default_factory=dict)
    code: Mapping[str, Tally] = field(default_factory=dict)
    sandboxes: tuple[str, ...] = ()
    untested: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
