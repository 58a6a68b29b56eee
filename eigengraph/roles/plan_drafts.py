"""Plan pairs as a language model writes them, and what becomes of them: names checked, sizes bounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from eigengraph.errors import UnknownNameError
from eigengraph.graphs import Workshop
from eigengraph.graphs.plan_check import MAKERS, plan_problems
from eigengraph.plans import MOST_GOALS, EvaluationPlan, PlanPair, version
from eigengraph.roles.asking import Form, Unusable
from eigengraph.roles.schemas import form_schema
from eigengraph.world import Plan

_MORE = 4.0  # the weight of an intent that a plan emphasises, as the rules have it
_MOST_SENTENCES = 8


Sentences = Annotated[tuple[str, ...], Field(max_length=_MOST_SENTENCES)]
Share = Annotated[float, Field(ge=0, le=1)]
Tries = Annotated[int, Field(ge=0)]
Goals = Annotated[int, Field(ge=1, le=MOST_GOALS)]


class WorkerChoice(BaseModel):
    """A registered worker in the place of another."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    role: str
    name: str


class PlanDraft(BaseModel):
    """A plan pair: what is made, and how it is held to account.

    Attributes:
        why: What the plan is for, or what was changed and why.
        fewest_goals: Of a task.
        most_goals: Of a task.
        emphasis: Intents that there should be more of.
        tools: Tools of which a task should use one.
        clauses: Rules of which a task should exercise one.
        easiest: The least difficulty to prefer, 0 to 1.
        hardest: The greatest.
        styles: How users tell things.
        wording: Sentences for the writer of the tasks.
        rubrics: Sentences that a dialogue is judged by.
        checks: Registered checks that tasks must pass besides their certificate.
        task_attempts: Tries at making a task; 0 for what the settings say.
        rollout_attempts: Tries at a dialogue; 0 for what the settings say.
        workers: Registered workers in the place of those that the settings choose.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    why: str
    fewest_goals: Goals
    most_goals: Goals
    emphasis: tuple[str, ...]
    tools: tuple[str, ...]
    clauses: tuple[str, ...]
    easiest: Share
    hardest: Share
    styles: Sentences
    wording: Sentences
    rubrics: Sentences
    checks: tuple[str, ...]
    task_attempts: Tries
    rollout_attempts: Tries
    workers: tuple[WorkerChoice, ...] = ()


class PlanBook:
    """The names that plans of a run may use, and plans made of drafts.

    Args:
        shop: Of the run.
    """

    def __init__(self, shop: Workshop) -> None:
        self._shop = shop
        self.clauses: Mapping[str, str] = {rule.id: rule.text for rule in shop.domain.rules}
        self.checks: Mapping[str, str] = {name: check.summary for name, check in shop.checks.items()}
        self.tools = tuple(tool.name for tool in shop.domain.tools if tool.kind == "write")
        self.workers: Mapping[tuple[str, str], str] = {
            at: worker.summary for at, worker in shop.registered.items() if at[0] in MAKERS
        }

    def form(self) -> Form[PlanDraft]:
        """Return what a draft must look like, its names narrowed to those that there are."""
        schema = form_schema(
            PlanDraft,
            emphasis=tuple(self._shop.census.intents),
            tools=self.tools,
            clauses=tuple(self.clauses),
            checks=tuple(self.checks),
        )
        return Form(PlanDraft, schema)

    def fields(self) -> dict[str, Any]:
        """Return what prompts about plans are filled in with."""
        domain = self._shop.domain
        return {
            "domain": domain.name,
            "policy": domain.policy_text,
            "tools": [(tool.name, tool.description.split("\n")[0]) for tool in domain.tools if tool.name in self.tools],
            "intents": sorted(self._shop.census.intents),
            "clauses": sorted(self.clauses.items()),
            "checks": sorted(self.checks.items()),
            "workers": [(role, name, summary) for (role, name), summary in sorted(self.workers.items())],
        }

    def pair(self, draft: PlanDraft, stream: int, parent: str = "") -> PlanPair:
        """Return the plan pair that a draft stands for.

        Raises:
            Unusable: A name is unknown, or a range is empty.
        """
        if problems := list(self._problems(draft)):
            raise Unusable(problems)
        synthesis = Plan(
            "",
            goals=(draft.fewest_goals, draft.most_goals),
            emphasis=dict.fromkeys(draft.emphasis, _MORE),
            tools=draft.tools,
            clauses=draft.clauses,
            difficulty=(draft.easiest, draft.hardest),
            styles=draft.styles,
            wording=draft.wording,
        )
        workers = {choice.role: choice.name for choice in draft.workers}
        evaluation = EvaluationPlan(
            draft.checks, draft.task_attempts, draft.rollout_attempts, workers, rubrics=draft.rubrics
        )
        pair = version(stream, synthesis, evaluation, parent=parent, why=draft.why)
        if problems := plan_problems(self._shop, pair):
            raise Unusable(problems)
        return pair

    def _problems(self, draft: PlanDraft) -> Iterator[str]:
        yield from _unknown("tool", draft.tools, self.tools)
        if draft.fewest_goals > draft.most_goals:
            yield f"fewest_goals is {draft.fewest_goals}, more than most_goals, {draft.most_goals}"
        if draft.easiest >= draft.hardest:
            yield f"easiest is {draft.easiest}, not less than hardest, {draft.hardest}"


def draft_of(pair: PlanPair) -> PlanDraft:
    """Return the draft of a plan pair: how a prompt shows it to whoever is to rewrite it."""
    plan, evaluation = pair.synthesis, pair.evaluation
    return PlanDraft(
        why=pair.why,
        fewest_goals=plan.goals[0],
        most_goals=plan.goals[1],
        emphasis=tuple(name for name, weight in plan.emphasis.items() if weight > 1),
        tools=plan.tools,
        clauses=plan.clauses,
        easiest=plan.difficulty[0],
        hardest=plan.difficulty[1],
        styles=plan.styles[:_MOST_SENTENCES],
        wording=plan.wording[:_MOST_SENTENCES],
        rubrics=evaluation.rubrics[:_MOST_SENTENCES],
        checks=evaluation.checks,
        task_attempts=evaluation.task_attempts,
        rollout_attempts=evaluation.rollout_attempts,
        workers=tuple(WorkerChoice(role=role, name=name) for role, name in evaluation.workers.items()),
    )


def _unknown(what: str, names: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    listed = list(known)
    for name in names:
        if name not in listed:
            yield str(UnknownNameError(what, name, listed))
