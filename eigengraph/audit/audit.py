"""Auditing tasks, ours or anybody's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from eigengraph.audit.collection import duplicate_id, near_duplicate
from eigengraph.audit.defect import TASK_KINDS, Audit, Defect, Unchecked
from eigengraph.audit.gold import GoldRun, gold_is_noop, gold_raises, initial_passes, run_gold
from eigengraph.audit.reward import communicate_unreachable, do_nothing_passes, order_sensitive
from eigengraph.audit.rules import rule_contradiction
from eigengraph.records import Task
from eigengraph.verify.sandbox import Sandbox
from eigengraph.world import Base, Domain, Remark

TASK_CHECKS: Mapping[str, Callable[[GoldRun], Iterator[Defect | Unchecked]]] = {
    check.__name__: check
    for check in (
        gold_raises,
        gold_is_noop,
        initial_passes,
        do_nothing_passes,
        order_sensitive,
        communicate_unreachable,
        rule_contradiction,
    )
}
"""Checks of one task, by the kind of what they find."""


def audit_tasks(
    tasks: Sequence[Task],
    domain: Domain,
    base: Base,
    remarks: Sequence[Remark] = (),
    *,
    sandbox: Sandbox | None = None,
) -> Audit:
    """Look for defects in tasks by executing them.

    Args:
        tasks: Of one domain.
        domain: With the policy text that the tasks were made under.
        base: The tables that their worlds begin with.
        remarks: What their source knows of them beside.
        sandbox: Where checkers run; without one, what depends on them is not checked.

    Raises:
        ToolCrash: A tool raised something that its domain does not declare.
    """
    unjudged = {remark.task for remark in remarks if remark.kind == "unjudged"}
    findings = [Defect(remark.kind, remark.task, remark.detail) for remark in remarks if remark.kind != "unjudged"]
    unchecked: list[Unchecked] = []
    for task in tasks:
        for found in _found(run_gold(task, domain, base, sandbox), judged_elsewhere=task.id in unjudged):
            if isinstance(found, Defect):
                findings.append(found)
            else:
                unchecked.append(found)
    findings.extend(duplicate_id(tasks))
    findings.extend(near_duplicate(tasks))
    order = {task.id: position for position, task in enumerate(tasks)}
    findings.sort(key=lambda finding: order.get(finding.task, -1))
    return Audit(len(tasks), tuple(findings), _counted(unchecked))


def _found(gold: GoldRun, *, judged_elsewhere: bool) -> Iterator[Defect | Unchecked]:
    for kind, check in TASK_CHECKS.items():
        if kind == "do_nothing_passes" and judged_elsewhere:
            yield Unchecked(kind, "the reward rests on criteria that need a judge model")
        else:
            yield from check(gold)


def _counted(unchecked: Iterable[Unchecked]) -> dict[str, tuple[int, str]]:
    """Count by kind what could not be looked at, in the order of the kinds, with the reason that most tasks have."""
    whys: dict[str, Counter[str]] = {kind: Counter() for kind in TASK_KINDS}
    for one in unchecked:
        whys[one.kind][one.why] += 1
    return {kind: (counted.total(), counted.most_common(1)[0][0]) for kind, counted in whys.items() if counted}
