"""The user audit: deterministic checks of what a user said against what the scenario gave them to know and to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from eigengraph.dialogue.audit.case import Case
from eigengraph.dialogue.audit.claims import check_claims
from eigengraph.dialogue.audit.endings import check_ending, check_goals
from eigengraph.dialogue.audit.facts import check_facts
from eigengraph.dialogue.audit.leaks import check_leaks
from eigengraph.dialogue.audit.lexicon import Lexicon, draw_blueprints, learn_lexicon
from eigengraph.dialogue.audit.other_goals import check_mixed_up
from eigengraph.dialogue.audit.own_tools import check_calls, check_reports
from eigengraph.dialogue.audit.repetition import check_repetition
from eigengraph.dialogue.audit.roles import check_role
from eigengraph.records import Finding, FindingKind, Task, Trajectory
from eigengraph.world import Base, Domain

UserAuditor = Callable[[Task, Trajectory], tuple[Finding, ...]]

_CHECKS: tuple[Callable[[Case], Iterator[Finding]], ...] = (
    check_facts,
    check_mixed_up,
    check_claims,
    check_ending,
    check_goals,
    check_calls,
    check_reports,
    check_role,
    check_leaks,
    check_repetition,
)


def user_auditor(domain: Domain, base: Base, lexicon: Lexicon | None = None) -> UserAuditor:
    """Return the audit of one domain's dialogues; what it has to learn of the domain is learned once, here.

    Args:
        domain: The domain.
        base: Its tables.
        lexicon: Where it was learned before.
    """
    if lexicon is None:
        lexicon = learn_lexicon(draw_blueprints(domain, base))

    def audit(task: Task, trajectory: Trajectory) -> tuple[Finding, ...]:
        case = Case(task, domain, lexicon, trajectory)
        found = [finding for check in _CHECKS for finding in check(case)]
        return tuple(sorted(_strongest(found), key=lambda finding: (finding.position, finding.kind)))

    return audit


def _strongest(found: Sequence[Finding]) -> Iterator[Finding]:
    """Yield findings but for the inventions of a text that reads out its instructions: what it says is not its own."""
    leaks = {finding.position for finding in found if finding.kind == "leaked_instructions"}
    for finding in found:
        if finding.kind != "invented_fact" or finding.position not in leaks:
            yield finding


def audit_user(task: Task, domain: Domain, base: Base, trajectory: Trajectory) -> tuple[Finding, ...]:
    """Return what is wrong with the user of one dialogue, in the order of messages.

    Args:
        task: What was played.
        domain: Its domain.
        base: Its tables.
        trajectory: How it went. Labels of injected faults are not looked at.
    """
    return user_auditor(domain, base)(task, trajectory)


def unchecked_kinds(task: Task, domain: Domain) -> Mapping[FindingKind, str]:
    """Return the kinds that the audit cannot find in dialogues about a task, with the reason.

    Args:
        task: The task; one that was imported has a scenario in words and few typed facts, or none.
        domain: Its domain.
    """
    facts = [*task.blueprint.facts, *(fact for goal in task.blueprint.goals for fact in goal.facts)]
    unchecked: dict[FindingKind, str] = {}
    if all(fact.disclosure == "unknown" for fact in facts):
        unchecked["contradicted_fact"] = "the scenario has no typed fact that the user may tell"
        unchecked["forgotten_goal"] = "no goal has a typed fact to tell it by"
    if all(fact.disclosure != "unknown" for fact in facts):
        unchecked["fact_not_yet_known"] = "the scenario has no typed fact that the user does not know"
    if not domain.by_side["user"]:
        unchecked["uncalled_tool"] = unchecked["misreported_result"] = "the user of this domain has no tools"
    return unchecked
