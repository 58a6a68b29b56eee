"""What is learned of sentences from trials that had them in different combinations."""

from __future__ import annotations

from random import Random

from eigengraph.plans import Evidence, Trial, Version, credit, version
from eigengraph.world import Plan

SAID = tuple(f"sentence {number}" for number in range(12))


def made(rounds: int, rates: dict[str, float], cures: dict[str, str], seed: int = 3) -> list[Version]:
    """Return versions that each say half of the sentences, with failures as their cures have it."""
    random = Random(seed)
    found = []
    for number in range(rounds):
        wording = tuple(random.sample(SAID, len(SAID) // 2))
        trials = []
        for index in range(16):
            left = random.random()
            reason = ""
            for kind, rate in rates.items():
                left -= rate * (0.1 if cures.get(kind) in wording else 1)
                if left < 0:
                    reason = kind
                    break
            trials.append(Trial(index, "v", reason))
        pair = version(0, Plan("", wording=wording), parent=str(number))
        found.append(Version(pair, Evidence(tuple(trials)), accepted=True))
    return found


def test_cures_are_found_among_decoys():
    cures = {"leak": SAID[4], "lie": SAID[9]}
    known = credit(made(24, {"leak": 0.3, "lie": 0.25}, cures), SAID)
    assert dict(known.helpful)[SAID[4]] == "leak"
    assert dict(known.helpful)[SAID[9]] == "lie"
    assert {said for said, _ in known.helpful} - set(cures.values()) == set()


def test_what_brings_failures_is_harmful():
    random = Random(1)
    versions = []
    for number in range(20):
        wording = tuple(random.sample(SAID, 6))
        rate = 0.6 if SAID[2] in wording else 0.2
        trials = tuple(Trial(index, "v", "leak" if random.random() < rate else "") for index in range(16))
        versions.append(Version(version(0, Plan("", wording=wording), parent=str(number)), Evidence(trials), True))
    known = credit(versions, SAID)
    assert (SAID[2], "leak") in known.harmful
    assert SAID[2] not in known.undecided


def test_nothing_is_known_without_trials_on_both_sides():
    assert credit([], SAID).undecided == SAID
    alone = Version(version(0, Plan("", wording=SAID)), Evidence((Trial(0, "v", "leak"),) * 40), accepted=True)
    assert credit([alone], SAID).undecided == SAID
