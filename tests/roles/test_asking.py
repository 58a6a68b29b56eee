"""Structured output: what is wrong with an answer is fed back, a bounded number of times, and counted by role."""

from __future__ import annotations

import pytest

import eigengraph as eg
from eigengraph.errors import ContextOverflow, ModelError, PolicyFault
from eigengraph.models import Reply

GOOD = {"problems": [], "fault": "none"}


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("Looks fine to me!", "the answer is no JSON object: 'Looks fine to me!'"),
        ({"problems": []}, "fault: Field required"),
        ({"problems": [], "fault": "nobody"}, "fault: Input should be 'none', 'agent', 'user' or 'task'"),
        ({**GOOD, "score": 5}, "score: Extra inputs are not permitted"),
        ({"problems": ["[3] rude"], "fault": "none"}, "there are problems, but fault is 'none'"),
        (PolicyFault("nothing at all"), "the answer cannot be read: nothing at all"),
    ],
)
def test_what_is_wrong_is_fed_back(script, synthesize, answer, told):
    script.answers["judge"] = [answer, GOOD]
    run = synthesize()
    assert run.summary.certified == 1
    first, second = script.asked["judge"][:2]
    assert second.messages[: len(first.messages)] == first.messages
    assert second.messages[-1].content.startswith("That answer cannot be used:\n- ")
    assert told in second.messages[-1].content
    assert second.schema == first.schema


def test_an_answer_that_was_cut_off_is_asked_for_again_shorter(script, synthesize):
    script.answers["judge"] = [Reply(eg.Message("assistant", '{"problems": ["[1] '), 900, 77, finish="length"), GOOD]
    assert synthesize().summary.certified == 1
    told = script.asked["judge"][1].messages[-1].content
    assert "the answer was cut off after 77 tokens; write a shorter one" in told


def test_answers_are_bounded_and_the_rejection_is_counted_by_role(script, synthesize):
    script.answers["judge"] = ["no"]
    run = synthesize(output_attempts=2)
    assert run.summary.certified == 0
    assert len(script.asked["judge"]) == 2 * run.summary.candidates
    assert run.summary.rejected == {"judge: invalid output": run.summary.candidates}
    assert run.summary.refused == {"judge": run.summary.candidates}
    [first, *_] = run.rejected()
    assert first.detail == "the answer is no JSON object: 'no'"


def test_a_rejection_is_rolled_again_with_an_answer_of_its_own(script, synthesize):
    script.answers["judge"] = ["no", "no", "no", GOOD]
    run = synthesize(rollout_attempts=2)
    assert run.summary.certified == 1
    assert run.summary.refused == {"judge": 1}


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ModelError("gone"), "judge: model error"),
        (ContextOverflow("too long"), "judge: context overflow"),
    ],
)
def test_an_endpoint_that_fails_has_a_reason_of_its_own(script, synthesize, error, reason):
    script.answers["judge"] = [error]
    run = synthesize(request_attempts=1)
    assert set(run.summary.rejected) == {reason}
    assert len(script.asked["judge"]) == run.summary.candidates


def test_a_prompt_decides_how_tokens_are_drawn(script, synthesize, tmp_path):
    folder = tmp_path / "prompts"
    folder.mkdir()
    head = 'role = "judge"\nversion = 2\ninputs = ["dialogue"]\noutput = "JudgementDraft"\n'
    text = f"+++\n{head}temperature = 0.25\nmax_tokens = 77\n+++\nJudge {{this}}.\n+++\n<< dialogue | length >> lines"
    (folder / "judge.md").write_text(text)
    synthesize(prompts=folder)
    [request] = script.asked["judge"]
    assert (request.sampling.temperature, request.sampling.max_tokens) == (0.25, 77)
    assert request.system == "Judge {this}."
    assert request.messages[0].content.endswith(" lines")
