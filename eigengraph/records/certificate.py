"""The evidence that a verifier can be trusted, issued before its task may be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Tally:
    """How the variants of one kind fared.

    Attributes:
        tried: Variants that were scored.
        good: Of these, the ones that did as they must: failed (mutants) or passed (must-pass variants).
        not_applicable: Mutants that passed, and rightly: they reach exactly what an acceptable outcome reaches.
        bad: What the others were, in a line each.
    """

    tried: int = 0
    good: int = 0
    not_applicable: int = 0
    bad: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Certificate:
    """The result of trying to fool one verifier.

    Attributes:
        verifier: Digest of the verifier that was tried.
        issued: Whether the task may be used.
        mutants: By kind; each mutant must fail.
        must_pass: By kind; each variant must pass.
        rules: Cross-check of blueprint and rules: gold writes are allowed, tempting writes forbidden.
        untested: Kinds for which this task has no variant.
        reasons: Why it was not issued.
    """

    verifier: str
    issued: bool
    mutants: Mapping[str, Tally] = field(default_factory=dict)
    must_pass: Mapping[str, Tally] = field(default_factory=dict)
    rules: Mapping[str, Tally] = field(default_factory=dict)
    untested: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
