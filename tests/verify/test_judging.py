"""Certificates of verifiers with checkers: what makes code unfit to judge."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from eigengraph.records import Certificate, Checker, Equals, Goal, Tally, Task
from eigengraph.verify import certify
from eigengraph.verify.renaming import Mentions
from eigengraph.verify.sandbox import CodeRun, RunKind, Sandbox
from tests.toys import SHOP
from tests.verify.tasks import base_of, call, planned, task_of

RENAME = task_of(Goal("rename", "do", calls=planned(call("rename_user", user_id="ann", name="Anna"))))
CODE = "def check(view):\n    return True\n"


class Fixed:
    """A sandbox in which every checker is this function of the view, whatever its code says.

    Args:
        check: Takes a view as plain JSON.
        kind: How each run goes.
        lines: What linting finds.
    """

    def __init__(self, check: Callable[[Any], Any], kind: RunKind = "ok", lines: Sequence[str] = ()) -> None:
        self.check, self.kind, self.lines, self.asked = check, kind, list(lines), 0

    def run(self, code: str, inputs: Sequence[str]) -> list[CodeRun]:
        """Judge each view."""
        self.asked += len(inputs)
        return [CodeRun(self.kind, self.check(json.loads(text)["view"]), "because") for text in inputs]

    def lint(self, code: str) -> list[str]:
        """Find what it was told to find."""
        return self.lines

    def close(self) -> None:
        """Do nothing."""


def is_anna(view: Any) -> bool:
    return view["after"]["users"].get("ann", {}).get("name") == "Anna"


def anything(_view: Any) -> bool:
    return True


def certified(sandboxes: Mapping[str, Sandbox], task: Task = RENAME, code: str = CODE, **options: Any) -> Certificate:
    """Certify a task with one checker."""
    coded = replace(task, verifier=replace(task.verifier, checkers=(Checker("by_code", code),)))
    return certify(
        coded, SHOP, base_of(), [call("rename_user", user_id="bob", name="Rob")], sandboxes=sandboxes, **options
    )


def kinds(certificate: Certificate) -> set[str]:
    """Return what stood in a certificate's way, by the first word of each line."""
    return {reason.split(":", 1)[0] for reason in certificate.reasons}


def test_a_checker_that_two_sandboxes_agree_on_is_certified() -> None:
    certificate = certified({"one": Fixed(is_anna), "two": Fixed(is_anna)})
    assert certificate.issued
    assert certificate.sandboxes == ("one", "two")


def test_what_the_code_kills_alone_is_counted() -> None:
    certificate = certified({"one": Fixed(is_anna)})
    assert certificate.code["dropped_write"] == Tally(1, 1)
    assert certificate.code["extra_write"] == Tally(1, 0, 0, ("rename_user",))  # only the assertions see it
    assert certificate.mutants["extra_write"] == Tally(1, 1)
    assert certificate.code["duplicated_write"] == Tally(0, 0, 1)
    assert certificate.issued


def test_verifiers_without_checkers_count_no_code_and_open_no_sandbox() -> None:
    sandbox = Fixed(is_anna)
    certificate = certify(RENAME, SHOP, base_of(), sandboxes={"one": sandbox})
    assert (certificate.code, certificate.sandboxes, sandbox.asked) == ({}, (), 0)


def test_code_alone_can_make_up_for_missing_assertions() -> None:
    (outcome,) = RENAME.verifier.outcomes
    kept = tuple(item for item in outcome.assertions if not isinstance(item, Equals))
    weak = replace(RENAME, verifier=replace(RENAME.verifier, outcomes=(replace(outcome, assertions=kept),)))
    assert certified({"one": Fixed(is_anna)}, weak).issued
    assert kinds(certified({"one": Fixed(anything)}, weak)) == {"mutant_survives"}


def test_a_checker_that_fails_the_gold_solution_is_found_out() -> None:
    assert kinds(certified({"one": Fixed(lambda view: False)})) == {"right_solution_fails"}


def test_without_a_sandbox_nothing_is_certified() -> None:
    certificate = certified({})
    assert "no_sandbox" in kinds(certificate)
    assert certificate.sandboxes == ()


def test_what_linting_says_stands_in_the_way() -> None:
    certificate = certified({"one": Fixed(is_anna, lines=["line 1: unknown name 'veiw'"])})
    assert certificate.reasons == ("checker_lint: by_code: line 1: unknown name 'veiw'",)


@pytest.mark.parametrize("kind", ["limit", "error", "infra"])
def test_a_checker_that_cannot_decide_is_never_a_verdict(kind: RunKind) -> None:
    certificate = certified({"one": Fixed(is_anna, kind)})
    assert kinds(certificate) == {"checker_breaks"}  # that no right solution passes follows from it
    assert certificate.must_pass["gold"].bad == ("run 1", "run 2")
    assert any(f"{kind}: checker 'by_code': because" in reason for reason in certificate.reasons)


def test_a_checker_that_changes_its_mind_is_found_out() -> None:
    turns = count()
    certificate = certified({"one": Fixed(lambda view: is_anna(view) and next(turns) < 1)})
    assert "checker_unstable" in kinds(certificate)


def test_a_checker_that_tells_whether_it_is_asked_alone_is_found_out() -> None:
    sandbox = Fixed(is_anna)

    class Leaky(Fixed):
        """Lets code know how many runs it is asked about."""

        def run(self, code: str, inputs: Sequence[str]) -> list[CodeRun]:
            return Fixed(anything).run(code, inputs) if len(inputs) == 1 else sandbox.run(code, inputs)

    assert kinds(certified({"one": Leaky(is_anna)})) == {"checker_unstable"}


def test_sandboxes_that_disagree_are_found_out() -> None:
    certificate = certified({"one": Fixed(is_anna), "two": Fixed(anything)})
    assert kinds(certificate) == {"sandboxes_disagree"}
    assert certificate.reasons[0].startswith("sandboxes_disagree: ")
    assert "in two, unlike in one, checker 'by_code' agrees" in certificate.reasons[0]


def test_a_sandbox_that_cannot_run_the_code_is_left_out() -> None:
    certificate = certified({"one": Fixed(is_anna), "two": Fixed(anything, "invalid_code")})
    assert certificate.issued
    assert certificate.sandboxes == ("one",)


def test_the_sandbox_whose_word_counts_must_be_able_to_run_the_code() -> None:
    certificate = certified({"one": Fixed(is_anna, "invalid_code"), "two": Fixed(is_anna)})
    assert certificate.reasons == ("checker_invalid: by_code: because",)
    assert certificate.sandboxes == ()


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("def check(view)\n    return True\n", "line 1: SyntaxError: expected ':'"),
        ("x = 1\n", "the code defines no function 'check'; write `def check(view): ...` at its top level"),
        (
            "def check(a):\n    return True\n",
            "line 1: 'check' takes (a), but is called by name; write `def check(view)",
        ),
        (
            "def check(view):\n    return True\x00\n",
            "source code string cannot contain null",
        ),
        ("#" * 200_000, "the code has 200,000 characters; at most 100,000 are allowed"),
    ],
)
def test_code_that_cannot_run_at_all_is_told_once_and_nothing_that_follows_from_it(code: str, line: str) -> None:
    [reason] = certified({"one": Fixed(is_anna, lines=["the same in other words"])}, code=code).reasons
    assert reason.startswith("checker_invalid: by_code: ")
    assert line in reason


def test_of_many_lines_about_code_the_first_are_told_and_how_many_more() -> None:
    reasons = certified({"one": Fixed(is_anna, lines=[f"line {number}" for number in range(9)])}).reasons
    assert reasons[3:] == ("checker_lint: by_code: line 3", "checker_lint: … and 5 more")


def test_searching_asks_every_sandbox_about_every_run() -> None:
    base = base_of()
    some, all_of_them = Fixed(is_anna), Fixed(is_anna)
    few = certified({"one": Fixed(is_anna), "two": some})
    certified({"one": Fixed(is_anna), "two": all_of_them}, mentions=Mentions.of(base))
    runs = sum(tally.tried + tally.not_applicable for part in (few.mutants, few.must_pass) for tally in part.values())
    assert some.asked <= 1 + 16
    assert all_of_them.asked == 1 + runs
