"""How well the user audit finds the faults that the offline model makes on purpose, in phrasings new to it.

    python benchmarks/user_audit.py [--dialogues 2000] [--half held-out] [--seed 7] [--list 20]

Every text of the offline model's phrase files, and every variant of a fault (which fact is told wrongly, which tool is
claimed, which request is left), belongs to one half by a hash of its own. A run draws from one half only: the audit was
developed on ``develop`` and is measured on ``held-out``. The labels of the faults are the truth; the audit never reads
them. Agents make faults too, so that what is theirs is not held against the user.

Counted apart are faults without a visible effect: see ``invisible``.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from candidates import make_task, open_bench, play
from eigengraph_offline import lines, misconduct, replies
from eigengraph_offline.faults import AGENT_KINDS, CONDUCT_KINDS, USER_KINDS, drawn_kind
from eigengraph_offline.phrasebook import phrasebook_of
from eigengraph_offline.speech import mentions, pick, plain
from eigengraph_offline.user_faults import UserFault, user_fault
from measuring import Figure, print_columns, report, timing, wilson

from eigengraph.dialogue.audit import UserAuditor, user_auditor
from eigengraph.graphs import Bench, Item
from eigengraph.records import Finding, FindingKind, Task, Trajectory

DOMAINS = ("airline", "retail", "telecom")
HALVES = ("develop", "held-out")
FOUND_AS: dict[str, FindingKind] = {
    "wrong_argument": "contradicted_fact",
    "skipped_step": "forgotten_goal",
    "early_stop": "early_stop",
    "invented_fact": "invented_fact",
    "claimed_call": "uncalled_tool",
    "misreported_result": "misreported_result",
    "unknown_fact": "fact_not_yet_known",
    "leaked_instructions": "leaked_instructions",
    "role_confusion": "role_confusion",
    "repetition": "repetition",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One dialogue.

    Attributes:
        name: Domain, candidate and attempt.
        task: What was played.
        fault: The fault that the user was to make.
        trajectory: How it went.
        findings: What the audit says.
        seconds: CPU time that it took.
    """

    name: str
    task: Task
    fault: UserFault
    trajectory: Trajectory
    findings: tuple[Finding, ...]
    seconds: float

    @property
    def labelled(self) -> frozenset[FindingKind]:
        """The kinds that the audit should find."""
        labels = (label.removeprefix("user:") for label in self.trajectory.labels() if label.startswith("user:"))
        return frozenset(FOUND_AS[label] for label in labels)

    @property
    def found(self) -> frozenset[FindingKind]:
        """The kinds that it found."""
        return frozenset(finding.kind for finding in self.findings)


def half_of(*parts: str) -> str:
    """Return the half that a phrasing or a variant of a fault belongs to."""
    return HALVES[blake2b("/".join(parts).encode(), digest_size=1).digest()[0] % 2]


def speak_from(half: str) -> None:
    """Let the offline model choose among the texts of one half only."""

    def pick_from_half(options: Sequence[Any], seed: int, *keys: object) -> Any:
        mine = [option for option in options if isinstance(option, str) and half_of(option) == half]
        return pick(mine or options, seed, *keys)

    for module in (lines, misconduct, replies):
        module.pick = pick_from_half  # type: ignore[attr-defined]


def variant(fault: UserFault, task: Task) -> str:
    """Return what a fault is about."""
    if fault.fact is not None:
        return fault.fact.name
    if fault.call is not None:
        return fault.call.name
    return task.blueprint.goals[fault.goal].intent if fault.kind in ("skipped_step", "early_stop") else ""


def open_audited(name: str, seed: int) -> tuple[Bench, UserAuditor]:
    """Open a domain with an offline model of many faults, and its audit."""
    faults = {
        "agent_faults": dict.fromkeys(AGENT_KINDS, 0.05),
        "user_faults": dict.fromkeys((*USER_KINDS, *CONDUCT_KINDS), 0.085),
    }
    bench = open_bench(name, seed, None, faults)
    return bench, user_auditor(bench.shop.domain, bench.shop.base)


async def cases(half: str, seed: int, dialogues: int, per_task: int) -> list[Case]:
    """Return audited dialogues of all domains in turn."""
    made: list[Case] = []
    for number, name in enumerate(DOMAINS):
        bench, auditor = open_audited(name, seed)
        index, wanted = 0, dialogues * (number + 1) // len(DOMAINS)
        while len(made) < wanted:
            task = await make_task(bench, index)
            for attempt in range(per_task if task is not None else 0):
                assert task is not None
                fault = _fault(bench, task, index, attempt)
                if len(made) < wanted and (
                    not variant(fault, task) or half_of(fault.kind, variant(fault, task)) == half
                ):
                    made.append(await _case(bench, auditor, task, fault, (name, index, attempt)))
            index += 1
    return made


def _fault(bench: Bench, task: Task, index: int, attempt: int) -> UserFault:
    """Return the fault that the user of a dialogue is going to make."""
    shop = bench.shop
    seed = shop.seed(Item(index, attempt), "user")
    kind = drawn_kind(shop.settings.options["offline"]["user_faults"], seed, "user")
    return user_fault(kind, task.blueprint, shop.domain, phrasebook_of(shop.domain), seed)


async def _case(bench: Bench, auditor: UserAuditor, task: Task, fault: UserFault, at: tuple[str, int, int]) -> Case:
    name, index, attempt = at
    trajectory = await play(bench, index, task, attempt)
    begun = time.process_time()
    findings = auditor(task, trajectory)
    return Case(f"{name} {index} {attempt}", task, fault, trajectory, findings, time.process_time() - begun)


def invisible(case: Case) -> str:
    """Say why the fault of a dialogue cannot be seen by anybody who reads it, or return an empty string.

    - A wrong value whose right one the user tells as well is a slip that was put right.
    - A wrong value that the scenario allows as well is none: the user has "this card or that one, whichever you like".
    - A claim to have used a tool that the user has used with the same arguments before may be about that.
    - A fact that is unknown to the user is known once the agent has said it.
    - A forgotten request without a fact of its own leaves no trace of what it was about.
    """
    fault, messages = case.fault, case.trajectory.messages
    said = plain("\n".join(message.content for message in messages if message.role == "user"))
    if fault.kind == "wrong_argument" and fault.fact is not None and mentions(said, plain(fault.fact.text)):
        return "put right"
    if (
        fault.kind == "wrong_argument"
        and fault.fact is not None
        and mentions(plain(fault.fact.text), plain(fault.wrong))
    ):
        return "allowed as well"
    if fault.kind == "claimed_call" and fault.call is not None:
        position = next((at for at, message in enumerate(messages) if "user:claimed_call" in message.labels), 0)
        before = [call for message in messages[:position] for call in message.tool_calls if call.side == "user"]
        if any((call.name, call.arguments) == (fault.call.name, fault.call.arguments) for call in before):
            return "used before"
    if fault.kind == "unknown_fact":
        at = next((at for at, message in enumerate(messages) if "user:unknown_fact" in message.labels), 0)
        heard = "\n".join(message.content for message in messages[:at] if message.role == "assistant")
        unknown = [f for goal in case.task.blueprint.goals for f in (*case.task.blueprint.facts, *goal.facts)]
        if any(f.disclosure == "unknown" and f.text in messages[at].content and f.text in heard for f in unknown):
            return "heard"
    if fault.kind == "skipped_step":
        goals = case.task.blueprint.goals
        others = {fact.text for at, goal in enumerate(goals) if at != fault.goal for fact in goal.facts}
        others |= {fact.text for fact in case.task.blueprint.facts}
        if not [fact for fact in goals[fault.goal].facts if fact.disclosure != "unknown" and fact.text not in others]:
            return "nothing of its own"
    return ""


def figures_of(every: Sequence[Case]) -> Iterator[Figure]:
    """Yield recall and precision of each kind, with intervals."""
    for kind in FOUND_AS.values():
        labelled = [case for case in every if kind in case.labelled]
        seen = [case for case in labelled if not invisible(case)]
        hits = [case for case in seen if kind in case.found]
        found = [case for case in every if kind in case.found]
        right = [case for case in found if kind in case.labelled]
        yield _rate(f"{kind}: recall", len(hits), len(seen), f"{len(labelled) - len(seen)} not visible")
        yield _rate(f"{kind}: precision", len(right), len(found), "")


def _rate(what: str, good: int, tried: int, note: str) -> Figure:
    low, high = wilson(good, tried)
    rate = f"{good / tried:.1%}" if tried else "none"
    value = f"{good:,} of {tried:,} = {rate} [{low:.1%}, {high:.1%}]{f', {note}' if note else ''}"
    return Figure(what, value, ">= 95 %", bool(tried) and good >= 0.95 * tried)


def show(every: Sequence[Case], most: int) -> None:
    """Print what was missed and what was found without a label."""
    rows: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for case in every:
        for kind in sorted(case.labelled - case.found):
            if not invisible(case):
                label = next(m for m in case.trajectory.messages if any(x.startswith("user:") for x in m.labels))
                rows[kind].append(("missed", case.name, kind, label.content[:150]))
        for finding in case.findings:
            if finding.kind not in case.labelled:
                rows[finding.kind].append(("unlabelled", case.name, finding.kind, finding.detail[:150]))
    for name in sorted(rows):
        print_columns(f"{name}: disagreements", [("", "dialogue", "kind", "text"), *rows[name][:most]])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dialogues", type=int, default=2000)
    parser.add_argument("--per-task", type=int, default=4, help="dialogues about one task")
    parser.add_argument("--half", choices=HALVES, default="held-out")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--list", type=int, default=0, help="disagreements to list, of each kind")
    asked = parser.parse_args()
    speak_from(asked.half)
    every = asyncio.run(cases(asked.half, asked.seed, asked.dialogues, asked.per_task))
    if asked.list:
        show(every, asked.list)
    clean = [case for case in every if not case.labelled]
    quiet = sum(not case.findings for case in clean)
    figures = [
        *figures_of(every),
        Figure("dialogues without a user's fault, and without a finding", f"{quiet:,} of {len(clean):,}"),
        timing("CPU of an audit", 1e6 * sum(case.seconds for case in every) / len(every), "us"),
    ]
    return report(f"user audit, {asked.half} half, {len(every):,} dialogues, seed {asked.seed}", figures)


if __name__ == "__main__":
    sys.exit(main())
