"""The judge: holds a dialogue that passed against the evaluation plan, for what no verifier sees."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from eigengraph.dialogue import scenario_text
from eigengraph.graphs import Item, Workshop
from eigengraph.graphs.item import Judgement
from eigengraph.graphs.workers import MODEL, Judge
from eigengraph.models import Context
from eigengraph.prompts import Slot
from eigengraph.records import Task, Trajectory, Verdict
from eigengraph.roles.asking import FOLDER, Form, Unusable, ask
from eigengraph.roles.schemas import strict
from eigengraph.roles.transcripts import goals_told, transcript

PROMPT = Slot("judge", "judge", FOLDER, ("policy", "rubrics", "scenario", "goals", "dialogue"), "JudgementDraft")


class JudgementDraft(BaseModel):
    """What a judge says.

    Attributes:
        problems: What is wrong, each with the number of the line; none where the dialogue may be learned from.
        fault: Whose fault that is.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    problems: tuple[str, ...]
    fault: Literal["none", "agent", "user", "task"]


_FORM = Form(JudgementDraft, strict(JudgementDraft.model_json_schema()))


def model_judge(shop: Workshop) -> Judge:
    """Let the model hold what the verdict passes against the policy and the plan's rubrics."""

    async def judge(item: Item, task: Task, trajectory: Trajectory, verdict: Verdict) -> Judgement:
        if not verdict.passed:
            return Judgement()

        async def read(draft: JudgementDraft) -> Judgement:
            if draft.fault == "none" and draft.problems:
                raise Unusable(["there are problems, but fault is 'none'; say whose fault they are, or leave them out"])
            if draft.fault == "none":
                return Judgement(MODEL)
            if not draft.problems:
                raise Unusable([f"fault is {draft.fault!r}, but there are no problems; name them, or say 'none'"])
            return Judgement(MODEL, draft.problems, draft.fault)

        context = Context(shop.domain, shop.seed(item, PROMPT.role), task=task, attempt=item.attempt)
        fields = {
            "policy": shop.domain.policy_text,
            "rubrics": item.pair.evaluation.rubrics,
            "scenario": scenario_text(task.scenario),
            "goals": goals_told(task.blueprint),
            "dialogue": transcript(trajectory),
        }
        return await ask(shop, PROMPT, context, fields, _FORM, read)

    return judge
