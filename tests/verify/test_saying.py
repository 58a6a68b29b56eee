"""What is told in other spellings passes, and what is told among everything else does not."""

from dataclasses import replace

import pytest

from eigengraph.records import Goal, Said, Tally
from eigengraph.verify import certify
from eigengraph.verify.speech import MOST_NUMBERS
from tests.toys import SHOP
from tests.verify.tasks import base_of, call, judged, only, planned, task_of

ANNA = call("rename_user", user_id="ann", name="Anna")
TOLD = only(Said("11"))
NUMBERS = " ".join(map(str, range(MOST_NUMBERS + 1)))


@pytest.mark.parametrize("text", ["It is $11.", "It is _11_.", "Within 11 days", "an 11-day window", "11GB"])
def test_a_number_is_told_as_people_write_it(text: str) -> None:
    assert judged(TOLD, text).reward == 1.0


def test_who_tells_everything_tells_nothing() -> None:
    assert judged(TOLD, NUMBERS).reward == 0.0
    assert judged(TOLD, NUMBERS, "It is 11.").reward == 1.0


def test_numbers_count_over_the_whole_dialogue() -> None:
    texts = [" ".join(map(str, range(first, first + 50))) for first in range(1000, 1000 + MOST_NUMBERS, 50)]
    assert judged(TOLD, *texts, "It is 11.").reward == 0.0
    assert judged(TOLD, *texts[1:], "It is 11.").reward == 1.0


def test_certificates_try_other_spellings() -> None:
    task = task_of(Goal("rename", "do", calls=planned(ANNA), say=("11",)))
    certificate = certify(task, SHOP, base_of())
    assert certificate.must_pass["said_otherwise"] == Tally(4, 4)
    assert certificate.issued


def test_a_verifier_that_knows_one_spelling_is_found_out() -> None:
    task = task_of(Goal("rename", "do", calls=planned(ANNA), say=("11",)))
    (outcome,) = task.verifier.outcomes
    demanding = replace(outcome, assertions=(*outcome.assertions, Said("$11")))
    strict = replace(task.verifier, outcomes=(demanding,))
    certificate = certify(replace(task, verifier=strict), SHOP, base_of())
    assert "right_solution_fails: said_otherwise: in bold" in certificate.reasons
