"""What a generator is told of its last verifier: why there is no certificate, in a bounded number of lines."""

from __future__ import annotations

from collections.abc import Sequence

MOST_LINES = 20
"""Lines of feedback."""

MOST_OF_A_KIND = 2
"""Lines about one kind of mutants, or of right solutions."""

LONGEST_LINE = 600
"""Characters of a line."""

_NOT_ITS_FAULT = "rule_contradiction"
_RIGHT, _WRONG = "right_solution_fails", "mutant_survives"
_NOTHING_DONE = f"{_WRONG}: do_nothing"


def feedback_of(reasons: Sequence[str]) -> tuple[str, ...]:
    """Return the most telling of a certificate's reasons, and how many more there are of a kind.

    What keeps a verifier from judging comes first, then right solutions that it fails, then mutants that it passes,
    doing nothing before all others. What only the blueprint can mend is left out.

    Args:
        reasons: A line each: what happened up to a colon; for solutions and mutants, the kind up to another.
    """
    kinds: dict[str, list[str]] = {}
    for line in reasons:
        kinds.setdefault(_kind(line), []).append(line[:LONGEST_LINE])
    kinds.pop(_NOT_ITS_FAULT, None)
    lines: list[str] = []
    left: list[str] = []
    for kind in sorted(kinds, key=_rank):
        few = _few(kind, kinds[kind])
        if left or len(lines) + len(few) >= MOST_LINES:
            left.append(f"{kind} ({len(kinds[kind])})")
        else:
            lines += few
    return (*lines, f"… and more: {'; '.join(left)}"[:LONGEST_LINE]) if left else tuple(lines)


def _kind(line: str) -> str:
    what, _, rest = line.partition(": ")
    return f"{what}: {rest.partition(': ')[0]}" if what in (_RIGHT, _WRONG) else what


def _rank(kind: str) -> int:
    return 3 if kind == _NOTHING_DONE else 4 if kind.startswith(_WRONG) else 2 if kind.startswith(_RIGHT) else 1


def _few(kind: str, lines: Sequence[str]) -> list[str]:
    """Return the first lines of a kind; certificates bound complaints about code themselves."""
    most = MOST_OF_A_KIND if ": " in kind else MOST_LINES // 2
    more = [f"{kind}: … and {len(lines) - most} more"] if len(lines) > most else []
    return [*lines[:most], *more]
