"""Auditing tasks, ours or anybody's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from eigengraph.audit.collection import duplicate_id, near_duplicate
from eigengraph.audit.defect import Audit, Defect
from eigengraph.audit.gold import GoldRun, gold_is_noop, gold_raises, initial_passes, order_sensitive, run_gold
from eigengraph.audit.reward import communicate_unreachable, do_nothing_passes, worked_out
from eigengraph.audit.rules import rule_contradiction, silent_rules
from eigengraph.records import Task
from eigengraph.world import Base, Domain, Remark

TASK_CHECKS: Mapping[str, Callable[[GoldRun], Iterator[Defect]]] = {
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


def audit_tasks(tasks: Sequence[Task], domain: Domain, base: Base, remarks: Sequence[Remark] = ()) -> Audit:
    """Look for defects in tasks by executing them.

    Args:
        tasks: Of one domain.
        domain: With the policy text that the tasks were made under.
        base: The tables that their worlds begin with.
        remarks: What their source knows of them beside.

    Raises:
        ToolCrash: A tool raised something that its domain does not declare.
    """
    unjudged = {remark.task for remark in remarks if remark.kind == "unjudged"}
    findings = [Defect(remark.kind, remark.task, remark.detail) for remark in remarks if remark.kind != "unjudged"]
    silent, computed = 0, 0
    for task in tasks:
        gold = run_gold(task, domain, base)
        for kind, check in TASK_CHECKS.items():
            if not (kind == "do_nothing_passes" and task.id in unjudged):
                findings.extend(check(gold))
        silent += any(silent_rules(gold))
        computed += any(worked_out(gold))
    findings.extend(duplicate_id(tasks))
    findings.extend(near_duplicate(tasks))
    order = {task.id: position for position, task in enumerate(tasks)}
    findings.sort(key=lambda finding: order.get(finding.task, -1))
    not_checked: dict[str, tuple[int, str]] = {}
    if unjudged:
        not_checked["do_nothing_passes"] = (len(unjudged), "the reward rests on criteria that need a judge model")
    if computed:
        not_checked["communicate_unreachable"] = (
            computed,
            "a number to be told is shown nowhere; it may be worked out",
        )
    if not domain.rules:
        not_checked["rule_contradiction"] = (len(tasks), f"domain {domain.name!r} has no rules in code")
    elif silent:
        why = "a rule would forbid a call, but rests on a typed fact that the task does not state"
        not_checked["rule_contradiction"] = (silent, why)
    return Audit(len(tasks), tuple(findings), not_checked)
