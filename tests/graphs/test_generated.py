"""Verifiers that a generator writes: tried, sent back with what is wrong, a bounded number of times."""

from __future__ import annotations

import importlib
from dataclasses import replace

import pytest

import eigengraph as eg
import eigengraph.records
from eigengraph.graphs.feedback import MOST_LINES, MOST_OF_A_KIND
from eigengraph.graphs.generated import MOST_ATTEMPTS
from eigengraph.graphs.generators import CATALOGUE
from eigengraph.verify.sandbox import CodeRun


class Author:
    """A plugin whose generator hands in verifiers one after the other, and keeps what it was asked."""

    def __init__(self, *write) -> None:
        self.write = write
        self.requests: list[eg.GeneratorRequest] = []

    def make(self, shop):
        async def generate(request):
            self.requests.append(request)
            return self.write[min(request.attempt, len(self.write) - 1)](request)

        return generate

    @eg.hookimpl
    def register_verifier_generators(self):
        return [eg.VerifierGenerator("author", self.make, "for tests")]


@pytest.fixture
def synthesize(host, tmp_path):
    """``synthesize(author, **settings)`` makes one task with an author's verifiers."""
    shop = importlib.import_module("eigengraph_shop")

    def run(author, *plugins, **settings):
        asked = {"domain": "shop", "tasks": 1, "workers": {"verifier": "author"}, "task_attempts": 1, **settings}
        return eg.synthesize(eg.Host([shop, author, *plugins]), eg.Settings(**asked, out=tmp_path / "run"))

    return run


def code(text, name="mine"):
    """Return how to write a verifier of nothing but code."""
    outcome = eg.AcceptableOutcome("any", ())
    return lambda request: eg.Verifier((outcome,), request.derived.needs, (eg.Checker(name, text),))


def derived(request):
    return request.derived


SLOPPY = code("def check(view):\n    return bool(view['changed'] or view['calls'] or view['said'])")


def test_what_survives_goes_back_until_nothing_does(synthesize):
    author = Author(SLOPPY, code("def check(view):\n    return foo(view)"), derived)
    run = synthesize(author)
    assert run.summary.certified == 1
    assert [request.attempt for request in author.requests] == [0, 1, 2]
    first, second, third = (request.feedback for request in author.requests)
    assert first == ()
    assert any(line.startswith("mutant_survives: dropped_write: ") for line in second)
    assert third[0].startswith("checker_lint: mine: line 2:12: error[unresolved-reference] Name `foo` used when not")
    assert any(line.startswith("checker_breaks: ") and "NameError" in line for line in third)


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("def check(view):\n    return True", "mutant_survives", "do_nothing"),
        ("def check(view:\n", "checker_invalid", "SyntaxError: '(' was never closed"),
        ("def verify(view): return True", "checker_invalid", "the code defines no function 'check'"),
        ("def check(a, b): return True", "checker_invalid", "'check' takes (a, b), but is called by name"),
        ("def check(view):\n    while True: print('x' * 1000)", "checker_breaks", "limit: checker 'mine': it printed"),
        (
            "def check(view):\n    return lambda: True",
            "checker_breaks",
            "error: checker 'mine': it returned \"<function '<lambda>' at",
        ),
        ("def check(view):\n    return False", "right_solution_fails", "gold"),
    ],
)
def test_a_task_whose_verifier_never_holds_is_turned_down_and_the_run_goes_on(synthesize, text, reason, line):
    author = Author(code(text))
    run = synthesize(author)
    assert run.summary.rejected == {reason: 3}
    assert len(author.requests) == 3 * MOST_ATTEMPTS
    assert line in next(run.rejected()).detail


YES = "def check(view):\n    return True"


def test_sandboxes_that_disagree_go_back(synthesize):
    class Contrary:
        @eg.hookimpl
        def register_sandboxes(self):
            return [eg.SandboxKind("contrary", Contrary)]

        def run(self, text, inputs):
            return [CodeRun("ok", False)] * len(inputs)

        def lint(self, text):
            return []

        def close(self):
            pass

    author = Author(lambda request: replace(request.derived, checkers=(eg.Checker("c", YES),)), derived)
    assert synthesize(author, Contrary()).summary.certified == 1
    assert any(line.startswith("sandboxes_disagree: ") and "contrary" in line for line in author.requests[1].feedback)


def test_a_generator_is_told_what_it_needs(synthesize):
    author = Author(derived)
    run = synthesize(author)
    [request], [datum] = author.requests, run.data()
    assert (request.blueprint, request.scenario) == (datum.task.blueprint, datum.task.scenario)
    assert request.derived == datum.task.verifier
    assert request.domain.rules
    assert request.catalogue == CATALOGUE
    assert request.catalogue["said"].startswith("Some text of the policy to the user contains this text.")
    [changes] = request.changes.values()
    assert {(change.table, change.key) for change in changes} == {(c.table, c.key) for c in datum.verdict.changes}


def test_what_is_no_verifier_is_an_error_that_names_the_generator(synthesize):
    run = synthesize(Author(lambda request: "assert True"))
    assert run.summary.rejected == {"verifier_error": 3}
    detail = next(run.rejected()).detail
    assert detail.startswith("generator 'author' (tests.graphs.test_generated.Author.make.<locals>.generate) returned")
    assert detail.endswith("'assert True'; it must return a Verifier")


def test_a_generator_that_raises_is_named_before_the_cause(synthesize):
    def stumble(request):
        raise ValueError("no luck\ntoday")

    run = synthesize(Author(stumble))
    assert run.summary.rejected == {"verifier_error": 3}
    first, second, *_ = next(run.rejected()).detail.splitlines()
    assert first.endswith("Author.make.<locals>.generate) raised ValueError: no luck today")
    assert second == "Traceback (most recent call last):"
    assert "event loop" not in next(run.rejected()).detail


def with_assertion(assertion):
    """Return how to write a verifier that demands one thing more."""

    def write(request):
        [outcome, *others] = request.derived.outcomes
        more = replace(outcome, assertions=(*outcome.assertions, assertion))
        return replace(request.derived, outcomes=(more, *others))

    return write


def with_parts(**parts):
    """Return how to write a verifier with other parts than follow from the solutions."""
    return lambda request: replace(request.derived, **parts)


UNFIT = {
    "function": (with_assertion(eg.records.Environment("is_gone", {"id": "X"})), "assertion function of domain 'shop'"),
    "tool": (with_assertion(eg.records.Called("cancel_it")), "unknown tool of domain 'shop' 'cancel_it'"),
    "table": (with_parts(needs=(("oders", "W1"),)), "unknown table of domain 'shop' 'oders'; did you mean 'orders'?"),
    "row": (
        with_assertion(eg.records.Equals("orders", "W9", ("status",), "sent")),
        "'equals' reads row 'W9' of 'orders', which is not among the verifier's needs; add it there",
    ),
    "form": (
        with_parts(checkers=(eg.Checker("c", YES, "views"),)),
        "checkers.0.form: Input should be 'view' or 'databases', found 'views'",
    ),
    "code": (with_parts(checkers=(eg.Checker("c", 5),)), "checkers.0.code: Input should be a valid string, found 5"),
    "bytes": (with_parts(checkers=(eg.Checker("c", b""),)), "it cannot be written as JSON: TypeError: b'' cannot be"),
    "surrogate": (
        with_parts(checkers=(eg.Checker("c", "#\ud800"),)),
        "it cannot be written as JSON: UnicodeEncodeError",
    ),
    "outcomes": (with_parts(outcomes=()), "it has no acceptable outcome; give at least one"),
    "assertion": (with_assertion("said"), "outcomes.0.assertions."),
    "names": (
        with_parts(checkers=(eg.Checker("c", YES),) * 2),
        "2 checkers are named 'c'; give each a name of its own",
    ),
}


@pytest.mark.parametrize(("write", "line"), UNFIT.values(), ids=UNFIT.keys())
def test_a_verifier_that_can_judge_nothing_goes_back_with_a_line(synthesize, write, line):
    author = Author(write, derived)
    assert synthesize(author).summary.certified == 1
    [feedback] = [request.feedback for request in author.requests if request.attempt == 1]
    assert any(said.startswith("invalid_verifier: ") and line in said for said in feedback)


@pytest.mark.parametrize(("write", "line"), UNFIT.values(), ids=UNFIT.keys())
def test_a_verifier_that_never_can_judge_costs_its_candidate_alone(synthesize, write, line):
    author = Author(lambda request: write(request) if len(author.requests) <= MOST_ATTEMPTS else request.derived)
    run = synthesize(author)
    assert (run.summary.certified, run.summary.rejected) == (1, {"invalid_verifier": 1})
    [rejected] = run.rejected()
    assert line in rejected.detail
    assert "Traceback" not in rejected.detail


def test_feedback_is_bounded_with_the_most_telling_first(synthesize):
    author = Author(code(YES), derived)
    synthesize(author)
    feedback = author.requests[1].feedback
    assert feedback[0].startswith("mutant_survives: do_nothing: ")
    assert len(feedback) <= MOST_LINES
    for kind in {line.split(": ")[1] for line in feedback[:-1]}:
        assert sum(line.startswith(f"mutant_survives: {kind}: ") for line in feedback) <= MOST_OF_A_KIND + 1


def test_a_generated_verifier_is_certified_once(host, tmp_path, monkeypatch):
    from eigengraph.graphs import certification

    tasks = []
    certify = certification.certify
    monkeypatch.setattr(
        certification, "certify", lambda task, *rest, **named: tasks.append(task) or certify(task, *rest, **named)
    )
    settings = eg.Settings(domain="shop", tasks=3, workers={"verifier": "derived_code"}, out=tmp_path / "run")
    data = list(eg.synthesize(host, settings).data())
    assert len(data) == 3
    assert len(tasks) == len({task.id for task in tasks})
    assert all(datum.certificate.sandboxes[0] == "monty" for datum in data)
    assert all(datum.certificate.code["do_nothing"].good == 1 for datum in data)
