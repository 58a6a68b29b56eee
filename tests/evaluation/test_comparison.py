"""Two evaluations on the same tasks, task by task."""

from __future__ import annotations

import pytest

import eigengraph as eg
from eigengraph.errors import ConfigError
from eigengraph.evaluation import compare
from eigengraph.evaluation.intervals import interval_of
from tests.evaluation.test_evaluate import stopping


@pytest.fixture
def pair(evaluate, run):
    """A policy that fails two tasks, and one that fails these and two more."""
    tasks = [datum.task.id for datum in run.data()]
    return evaluate(stopping(tasks[:2]), trials=2, out="good"), evaluate(stopping(tasks[:4]), trials=2, out="bad")


def test_the_difference_is_first_minus_second(pair):
    found = compare(*pair)
    one = found.passes[1]
    assert (one.value, one.first, one.second) == (pytest.approx(0.25), 0.75, 0.5)
    assert (one.tasks, one.better, one.worse) == (8, 2, 0)
    assert 0 <= one.interval[0] <= 0.25 <= one.interval[1] < 1
    assert (found.apart, found.left_out) == ((), 0)
    back = compare(*reversed(pair)).passes[1]
    assert (back.value, back.interval) == (
        pytest.approx(-0.25),
        pytest.approx((-one.interval[1], -one.interval[0]), abs=0.15),
    )


def test_pairs_are_surer_than_two_evaluations_apart(pair):
    """What is hard for both cancels: the paired interval is narrower than the two intervals together."""
    one = compare(*pair).passes[1]
    apart = [interval_of([good / count for good, count in found.metrics.scores.values()]) for found in pair]
    assert one.interval[1] - one.interval[0] < sum(high - low for low, high in apart)


def test_an_evaluation_does_not_differ_from_itself(pair):
    one = compare(pair[0], pair[0]).passes[2]
    assert (one.value, one.better, one.worse) == (0.0, 0, 0)
    assert one.interval[0] == -one.interval[1] < 0  # eight tasks that do not differ do not prove that none does


def test_what_is_not_the_same_is_said(evaluate, run):
    first = evaluate(out="a")
    second = evaluate(out="b", tasks=f"{run.path}:test", changed={"seed": 3, "max_turns": 50})
    found = compare(first, second)
    assert found.apart == ("seed: 0 and 3", "max_turns: 200 and 50")
    assert found.left_out == 8 - sum(1 for _ in run.test)


def test_nothing_in_common(evaluate, run, host, settings, tmp_path):
    first = evaluate(out="a", tasks=f"{run.path}:test")
    second = evaluate(out="b", tasks=f"{run.path}:train")
    with pytest.raises(ConfigError, match="share no task"):
        compare(first, second)
    other = eg.synthesize(host, settings.model_copy(update={"seed": 9, "out": tmp_path / "other"}))
    third = eg.evaluate(host, settings, tasks=f"{other.path}:all", out=tmp_path / "c")
    with pytest.raises(ConfigError, match="begin with different tables; evaluate both on the same tasks"):
        compare(first, third)
