"""Free-form code beside assertions: what it returns, what it is worth, and what it must never be worth."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eigengraph.errors import CheckerError, ConfigError, SandboxError
from eigengraph.records import AcceptableOutcome, Checker, Equals, Goal, Outcome, Verifier, decode, encode
from eigengraph.verify import score
from eigengraph.verify.checking import (
    LONGEST_REASON,
    MOST_REASONS,
    TRIES,
    ask,
    opinion_of,
    passes,
    passes_each,
    remarks_on,
)
from eigengraph.verify.code_view import last_view
from eigengraph.verify.sandbox import CodeRun, OnDemand
from tests.toys import SHOP
from tests.verify.in_process import InProcess
from tests.verify.tasks import base_of, call, dialogue, planned, task_of

CANCEL, LOOK = call("cancel_order", order_id="A1"), call("get_order", order_id="A1")
PLAIN = task_of(Goal("cancel", "do", calls=planned(LOOK, CANCEL)))
PLAYED = dialogue(PLAIN, SHOP, base_of(), LOOK, CANCEL, "Done.")
VIEW = last_view(PLAIN, SHOP, base_of(), PLAYED)
NOTHING = last_view(PLAIN, SHOP, base_of(), dialogue(PLAIN, SHOP, base_of(), LOOK, "Done."))
CODE = "def check(view):\n    return True"


def with_code(*codes: str, outcomes=None, **options):
    checkers = tuple(Checker(f"c{number}", code, **options) for number, code in enumerate(codes, 1))
    kept = PLAIN.verifier.outcomes if outcomes is None else outcomes
    return replace(PLAIN, verifier=replace(PLAIN.verifier, outcomes=kept, checkers=checkers))


RETURNS = {
    "True": (True, 1.0, ()),
    "False": (False, 0.0, ()),
    "(True, [])": (True, 1.0, ()),
    "(False, ['too\\n late', 'wrong'])": (False, 0.0, ("too late", "wrong")),
    "[False, 'wrong']": (False, 0.0, ("wrong",)),
    "{'passed': True}": (True, 1.0, ()),
    "{'passed': False, 'score': 0.25, 'reasons': ['a']}": (False, 0.25, ("a",)),
    "{'passed': True, 'score': 0}": (True, 0.0, ()),
    "(False, ['\\ud800'])": (False, 0.0, ("?",)),
}


@pytest.mark.parametrize("value", RETURNS)
def test_what_check_may_return(value):
    opinion = opinion_of("c", CodeRun("ok", eval(value), microseconds=7.0))
    assert (opinion.kind, opinion.passed, opinion.score, opinion.reasons) == ("ok", *RETURNS[value])
    assert opinion.microseconds == 7.0
    encode(opinion)


BREACHES = {
    "None": "it returned None; return a bool, (bool, reasons) or {",
    "1": "it returned 1; return a bool",
    "1.0": "it returned 1.0; ",
    "'True'": "it returned 'True'; ",
    "(1, [])": "it returned (1, []); ",
    "(True, [], 1)": "it returned (True, [], 1); ",
    "[]": "it returned []; ",
    "{}": "it returned {}; ",
    "{'passed': 1}": "it returned {'passed': 1}; ",
    "{'score': 1.0}": "it returned {'score': 1.0}; ",
    "{'passed': True, 'reward': 1}": "it returned the unknown key 'reward' (known: passed, score, reasons)",
    "{'passed': True, 'score': float('nan')}": "it returned the score nan; give a number from 0 to 1",
    "{'passed': True, 'score': float('inf')}": "it returned the score inf; ",
    "{'passed': True, 'score': 1.01}": "it returned the score 1.01; ",
    "{'passed': True, 'score': -1}": "it returned the score -1; ",
    "{'passed': True, 'score': True}": "it returned the score True; ",
    "{'passed': True, 'score': 10**400}": "it returned the score 1000000000",
    "{'passed': True, 'reasons': None}": "it returned the reasons None; give a list of texts",
    "(True, [1])": "it returned the reasons [1]; give a list of texts",
    "(True, {'a': 1})": "it returned the reasons {'a': 1}; ",
    "lambda view: True": "it returned <function <la",
    "'x' * 10**6": "it returned 'xxxxxx",
    "10**5000": "it returned a value of type int, too large to show; ",
    "(lambda deep: [deep := [deep] for _ in range(500)][-1])([])": "it returned [[[[[[[...]]]]]]]; ",
}


@pytest.mark.parametrize("value", BREACHES)
def test_what_breaks_the_contract_is_an_error_and_no_verdict(value):
    opinion = opinion_of("c", CodeRun("ok", eval(value)))
    assert (opinion.kind, opinion.passed, opinion.score) == ("error", None, 0.0)
    [reason] = opinion.reasons
    assert reason.startswith(BREACHES[value])
    assert len(reason) < 250
    assert "\n" not in reason


@pytest.mark.parametrize("passed", [True, False])
def test_reasons_beyond_the_bounds_are_cut_and_the_verdict_stands(passed):
    long, many = "x" * LONGEST_REASON, [str(number) for number in range(MOST_REASONS)]
    kept = {
        (long,): (long,),
        (long + "x",): (long[1:] + "…",),
        (f"  {long}\n",): (long,),
        tuple(many): tuple(many),
        (*many, "a", "b"): (*many[: MOST_REASONS - 1], "and 3 more"),
    }
    for reasons, told in kept.items():
        opinion = opinion_of("c", CodeRun("ok", (passed, list(reasons))))
        assert (opinion.kind, opinion.passed, opinion.reasons) == ("ok", passed, told)


@pytest.mark.parametrize(
    ("codes", "reward", "reason"),
    [
        ([CODE], 1.0, "every assertion of 'gold' holds and every checker agrees"),
        (["def check(view):\n    return False, ['too late']"], 0.0, "checker 'c1' disagrees: too late"),
        (["def check(view):\n    assert 0, 'too late'"], 0.0, "checker 'c1' disagrees: too late"),
        ([CODE, "def check(view):\n    return False"], 0.0, "checker 'c2' disagrees"),
        (["def check(view):\n    1 / 0"], None, "verifier_error: error: checker 'c1': ZeroDivisionError: division by"),
        ([CODE, "def check(view):\n    return 1"], None, "verifier_error: error: checker 'c2': it returned 1; return"),
        (["def check(:"], None, "verifier_error: invalid_code: checker 'c1': SyntaxError: "),
        (["def check(a, b): pass"], None, "verifier_error: invalid_code: checker 'c1': 'check' takes (a, b), but is"),
    ],
)
def test_code_is_one_more_condition_and_no_reward_where_it_cannot_decide(codes, reward, reason):
    verdict = score(with_code(*codes), SHOP, base_of(), PLAYED, sandbox=InProcess())
    assert verdict.reward == reward
    assert verdict.reason.startswith(reason), verdict.reason
    if reward is not None:
        assert "code" in verdict.basis
        assert len(verdict.checks) == len(PLAIN.verifier.outcomes[0].assertions) + len(codes)
        assert {check.progress for check in verdict.checks[-len(codes) :]} == {()}


def test_a_checker_that_cannot_decide_is_not_hidden_behind_an_assertion_that_fails():
    broken = with_code("def check(view):\n    return view['after']['orders']['A1']['status'] == 'cancelled'")
    idle = dialogue(PLAIN, SHOP, base_of(), LOOK, "Done.")
    # The row is named in the code, so it is there although nothing changed.
    assert "A1" in last_view(broken, SHOP, base_of(), idle).needs.__repr__()
    verdict = score(broken, SHOP, base_of(), idle, sandbox=InProcess())
    assert verdict.reward is None
    assert verdict.reason == "verifier_error: error: checker 'c1': KeyError: 'A1' (line 2)"


@pytest.mark.parametrize("outcome", [Outcome.MAX_TURNS, Outcome.COMPLETED])
def test_a_broken_checker_is_no_zero_even_where_the_policy_stalled(outcome):
    verdict = score(
        with_code("def check(view):\n    1 / 0"), SHOP, base_of(), replace(PLAYED, outcome=outcome), sandbox=InProcess()
    )
    assert verdict.reward is None


def test_checkers_without_a_sandbox_decide_nothing():
    verdict = score(with_code(CODE), SHOP, base_of(), PLAYED)
    assert verdict.reward is None
    assert verdict.reason == "verifier_error: infra: checker 'c1': there is no sandbox to run it in"
    assert score(PLAIN, SHOP, base_of(), PLAYED).passed


@pytest.mark.parametrize(("broken", "kind"), [(0, "ok"), (TRIES - 1, "ok"), (TRIES, "infra")])
def test_a_sandbox_that_breaks_is_asked_again_a_few_times(broken, kind):
    sandbox = InProcess(broken)
    [opinion] = ask(Checker("c", CODE), [VIEW], sandbox)
    assert (opinion.kind, opinion.passed) == (kind, True if kind == "ok" else None)
    assert sandbox.asked == [1] * min(broken + 1, TRIES)


class Raising(InProcess):
    """A sandbox that raises what it must not, or what it may."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def run(self, code, inputs):
        raise self.error

    def lint(self, code):
        raise self.error


def test_a_sandbox_that_raises_is_broken():
    sandbox = Raising(RecursionError("too deep\nfor it"))
    opinions = ask(Checker("c", CODE), [VIEW, NOTHING], sandbox)
    assert [(opinion.kind, opinion.passed) for opinion in opinions] == [("infra", None)] * 2
    assert {opinion.reasons for opinion in opinions} == {("the sandbox raised RecursionError: too deep for it",)}
    assert remarks_on(CODE, sandbox) == ["the sandbox raised RecursionError: too deep for it"]


def test_what_a_sandbox_raises_on_purpose_is_told():
    sandbox = Raising(SandboxError("not on this machine"))
    with pytest.raises(SandboxError, match="not on this machine"):
        ask(Checker("c", CODE), [VIEW], sandbox)
    with pytest.raises(SandboxError, match="not on this machine"):
        remarks_on(CODE, sandbox)


def test_only_the_runs_that_broke_are_run_again():
    sandbox = InProcess(broken=2)
    opinions = ask(Checker("c", "def check(view):\n    return bool(view['changed'])"), [VIEW, NOTHING, VIEW], sandbox)
    assert [opinion.passed for opinion in opinions] == [True, False, True]
    assert sandbox.asked == [3, 2]


def test_passes_raises_where_a_checker_cannot_decide():
    task = with_code("def check(view):\n    return bool(view['changed']) or 1")
    assert passes(task, VIEW, InProcess())
    with pytest.raises(CheckerError, match="error: checker 'c1': it returned 1"):
        passes(task, NOTHING, InProcess())


def test_many_views_are_judged_in_one_call_for_each_checker():
    task = with_code("def check(view):\n    return bool(view['changed']) or 1", CODE)
    sandbox = InProcess()
    right, undecided, again = passes_each(task, [VIEW, NOTHING, VIEW], sandbox)
    assert (right, again) == (True, True)
    assert isinstance(undecided, CheckerError)
    assert sandbox.asked == [3, 3]


def test_assertions_count_beside_the_code():
    outcome = AcceptableOutcome("other", (Equals("orders", "A1", ("status",), "lost"),))
    assert not passes(with_code(CODE, outcomes=(outcome,)), VIEW, InProcess())
    assert passes(with_code(CODE, outcomes=(AcceptableOutcome("any", ()),)), VIEW, InProcess())


def test_a_verifier_with_code_is_written_and_read_back():
    verifier = with_code(CODE, form="databases").verifier
    assert decode(Verifier, encode(verifier)) == verifier


def test_a_sandbox_is_opened_when_first_used_and_closed_once():
    opened: list[InProcess] = []

    def start() -> InProcess:
        opened.append(InProcess())
        return opened[-1]

    sandbox = OnDemand(start)
    sandbox.close()
    assert opened == []
    assert sandbox.run(CODE, ['{"view": {}}'])[0].value is True
    assert sandbox.lint(CODE) == []
    sandbox.close()
    sandbox.close()
    assert [box.closed for box in opened] == [1]


def test_a_machine_that_cannot_run_the_sandbox_stops_whoever_scores():
    def refuse():
        raise ConfigError("no seccomp here; choose monty")

    with pytest.raises(SandboxError, match="no seccomp here; choose monty"):
        score(with_code(CODE), SHOP, base_of(), PLAYED, sandbox=OnDemand(refuse))
