"""Verification: delta view, assertions as data, the one scoring path, certificates."""

from eigengraph.verify.certify import certify
from eigengraph.verify.derive import derive_verifier
from eigengraph.verify.sandbox import CodeRun, Sandbox, SandboxKind
from eigengraph.verify.score import score, score_steps
from eigengraph.verify.solutions import MOST_SOLUTIONS, SolutionError, solutions
from eigengraph.verify.variants import Ground, Mutator, Variant
from eigengraph.verify.view import View

__all__ = [
    "MOST_SOLUTIONS",
    "CodeRun",
    "Ground",
    "Mutator",
    "Sandbox",
    "SandboxKind",
    "SolutionError",
    "Variant",
    "View",
    "certify",
    "derive_verifier",
    "score",
    "score_steps",
    "solutions",
]
