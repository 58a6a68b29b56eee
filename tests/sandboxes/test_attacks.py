"""The security battery: what attacks get, what they leave, and what the next call sees; in every sandbox."""

from __future__ import annotations

from itertools import chain

import pytest

from eigengraph.verify.checking import LONGEST_REASON, MOST_REASONS, Opinion, opinion_of
from tests.sandboxes.attacks import answers, exhaustion, host, interpreter, sameness

GRABS = {
    **{"files": host.FILES, "network": host.NETWORK, "processes": host.PROCESSES, "remains": host.REMAINS},
    **{"environment": host.ENVIRONMENT, "climbing": interpreter.CLIMBING, "backtracking": exhaustion.BACKTRACKING},
}
DRAINS = {
    **{"time": exhaustion.TIME, "memory": exhaustion.MEMORY, "depth": exhaustion.DEPTH, "output": exhaustion.OUTPUT},
    **{"endings": interpreter.ENDINGS, "wrong_answers": answers.WRONG, "no_check": answers.NO_CHECK},
}
HARMLESS = (
    "def check(view):\n    return sorted(view) == ['canary', 'folder', 'pid', 'port', 'secret'], [str(len(view))]"
)
LONGEST_MESSAGE = 1100


def each(groups):
    """Parametrize over every attack of some groups, by the names of group and attack."""
    return [
        pytest.param(code, id=f"{group}-{name}") for group, attacks in groups.items() for name, code in attacks.items()
    ]


def attacked(sandbox, machine, code) -> Opinion:
    """Run an attack, and see that machine and sandbox are what they were."""
    [run] = sandbox.run(code, machine.inputs())
    machine.assert_untouched()
    [after] = sandbox.run(HARMLESS, machine.inputs())
    assert opinion_of("after", after).passed, after
    assert run.kind != "infra", run
    assert len(run.message) <= LONGEST_MESSAGE
    assert "\n" not in run.message
    assert (run.kind == "ok") == (run.message == "")
    return opinion_of("attack", run)


@pytest.mark.parametrize("code", each(GRABS))
def test_nothing_is_got(sandbox, machine, code):
    assert attacked(sandbox, machine, code).passed is not True


@pytest.mark.parametrize("code", each(DRAINS))
def test_no_verdict_is_given(sandbox, machine, code):
    assert attacked(sandbox, machine, code).passed is None


@pytest.mark.parametrize("reasons", ["['x'] * 5_000", "['x' * 2_000] * 20"])
def test_reasons_are_kept_within_bounds(sandbox, machine, reasons):
    opinion = attacked(sandbox, machine, f"def check(view):\n    return False, {reasons}")
    assert opinion.passed is False
    assert len(opinion.reasons) == MOST_REASONS
    assert all(len(reason) <= LONGEST_REASON for reason in opinion.reasons)


@pytest.mark.parametrize("code", each({"source": exhaustion.SOURCE}))
def test_source_breaks_nothing(sandbox, machine, code):
    attacked(sandbox, machine, code)
    assert all(isinstance(line, str) for line in sandbox.lint(code))
    machine.assert_untouched()


@pytest.mark.parametrize("code", each({"texts": answers.TEXTS}))
def test_texts_can_be_kept(sandbox, machine, code):
    opinion = attacked(sandbox, machine, code)
    assert all(reason.encode() is not None for reason in opinion.reasons)


@pytest.mark.parametrize("code", each({"forged": answers.FORGED}))
def test_forged_answers_do_not_pass(sandbox, machine, code):
    assert attacked(sandbox, machine, code).passed is not True


@pytest.mark.parametrize("code", each({"patches": interpreter.PATCHES}))
def test_patches_stay_in_their_run(sandbox, machine, code):
    attacked(sandbox, machine, code)
    machine.assert_untouched()


@pytest.mark.parametrize("code", each({"answers": sameness.ANSWERS}))
def test_answers_are_the_same_every_time(kind, sandbox, machine, code):
    attacked(sandbox, machine, code)
    again = kind.open()
    runs = [
        *sandbox.run(code, machine.inputs(3)),
        *sandbox.run(code, machine.inputs()),
        *again.run(code, machine.inputs()),
    ]
    again.close()
    assert {run.kind for run in runs} in ({"ok"}, {"error"}, {"invalid_code"})
    assert [run.value for run in runs] == [runs[0].value] * len(runs)


@pytest.mark.parametrize("code", each({"traces": sameness.TRACES}))
def test_runs_leave_no_trace_for_each_other(sandbox, machine, code):
    runs = [*sandbox.run(code, machine.inputs(3)), *sandbox.run(code, machine.inputs())]
    machine.assert_untouched()
    assert [run.value for run in runs] in ([False] * 4, [None] * 4), runs


@pytest.mark.parametrize("sparing", ["first", "last"])
@pytest.mark.parametrize("name", ["endless_loop", "list_that_grows", "recursion", "flood_of_lines", "one_big_list"])
def test_one_input_cannot_spoil_its_batch(sandbox, machine, name, sparing):
    """An attack that answers one input well, and takes all there is at the others, loses those alone."""
    every = dict(chain.from_iterable(attacks.items() for attacks in DRAINS.values()))
    attack = every[name].replace("def check(", "def drain(").replace("return check(", "return drain(")
    code = f"{attack}\ndef check(view):\n    return True if view['spared'] else drain(view)"
    inputs = ['{"view": {"spared": false}}', '{"view": {"spared": true}}']
    runs = sandbox.run(code, inputs if sparing == "last" else inputs[::-1])
    passed = [opinion_of("one", run).passed for run in runs]
    assert passed == ([None, True] if sparing == "last" else [True, None])


def test_limits_hold_everything_within_a_second():
    from eigengraph_monty import sandbox as monty
    from eigengraph_zygote import limits as zygote

    assert zygote.CPU_SECONDS < zygote.WALL_SECONDS
    assert 2 * zygote.WALL_SECONDS < 1  # to compile and to run
    assert monty.SECONDS + monty.GRACE_SECONDS <= 1
