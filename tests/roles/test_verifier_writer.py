"""The verifier generator: told what survives, what does not lint and what cannot be read, until nothing is wrong."""

from __future__ import annotations

WORKERS = {"verifier": "model"}
KEPT = {"dropped": [], "added": [], "code": ""}
CODE = """def check(view):
    return len(view["calls"]) < 99, "too many calls"
"""


def everything(request):
    """Drop every assertion that is shown."""
    lines = request.messages[0].content.partition("Assertions that follow from it:\n")[2].splitlines()
    numbers = [int(line.partition(".")[0]) for line in lines if line[:1].isdigit()]
    return {**KEPT, "dropped": numbers}


def test_derived_assertions_may_stand(script, synthesize):
    script.answers["verifier"] = [KEPT]
    [datum] = synthesize(workers=WORKERS).data()
    assert datum.lineage["worker.verifier"] == "model"
    assert "prompt.verifier_writer" in datum.lineage
    assert datum.task.verifier.checkers == ()


def test_mutants_that_survive_are_told(script, synthesize):
    script.answers["verifier"] = [everything, KEPT]
    assert synthesize(workers=WORKERS).summary.certified == 1
    said = script.said("verifier", 1)
    assert "Your last verifier was tried. What is wrong with it:" in said
    assert "- mutant_survives: " in said


def test_code_is_linted_tried_and_kept(script, synthesize):
    script.answers["verifier"] = [
        {**KEPT, "code": "def check(view):\n    return len(view.calls) and missing"},
        {**KEPT, "code": CODE},
    ]
    [datum] = synthesize(workers=WORKERS).data()
    assert "- checker_lint: written: " in script.said("verifier", 1)
    assert datum.task.verifier.checkers[0].code == CODE
    assert "code" in datum.verdict.basis


def test_assertions_are_read_by_the_catalogue(script, synthesize):
    said = {"kind": "not_called", "name": "get_customer"}
    script.answers["verifier"] = [
        {**KEPT, "added": ['{"kind": "not_caled", "name": "get_customer"}'], "dropped": [99]},
        {**KEPT, "added": [str(said).replace("'", '"')]},
    ]
    [datum] = synthesize(workers=WORKERS).data()
    told = script.asked["verifier"][1].messages[-1].content
    assert "there is no derived assertion 99" in told
    assert "not_caled" in told
    assert any(getattr(one, "name", "") == "get_customer" for one in datum.task.verifier.outcomes[0].assertions)


def test_a_writer_that_never_gets_it_right_is_bounded(script, synthesize):
    script.answers["verifier"] = [everything]
    run = synthesize(workers=WORKERS)
    assert run.summary.certified == 0
    assert set(run.summary.rejected) <= {"mutant_survives", "right_solution_fails"}
    assert len(script.asked["verifier"]) == 3 * run.summary.candidates
    assert run.summary.refused == {"verifier": run.summary.candidates}
