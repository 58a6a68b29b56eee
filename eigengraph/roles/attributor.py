"""The attributor: whose fault a failure is. Rules decide where they can; the model is asked about the rest."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from eigengraph.dialogue import scenario_text
from eigengraph.graphs import Item, Workshop
from eigengraph.graphs.default_workers import rule_attributor
from eigengraph.graphs.item import Attribution
from eigengraph.graphs.workers import Attributor
from eigengraph.models import Context
from eigengraph.prompts import Slot
from eigengraph.records import Outcome, Task, Trajectory, Verdict
from eigengraph.roles.asking import FOLDER, Form, ask
from eigengraph.roles.schemas import strict
from eigengraph.roles.transcripts import goals_told, transcript
from eigengraph.verify.conduct import facts_by_goal, offences
from eigengraph.world import World

PROMPT = Slot("attributor", "attributor", FOLDER, ("policy", "scenario", "goals", "verdict", "dialogue"), "FaultDraft")

_OPEN = (Outcome.COMPLETED, Outcome.MAX_TURNS)
"""How dialogues end of which the outcome alone does not tell whose fault a failure is."""


class FaultDraft(BaseModel):
    """Whose fault a failure is.

    Attributes:
        reason: What happened, with the number of the line.
        fault: Whose fault it is.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: Annotated[str, Field(min_length=1)]
    fault: Literal["agent", "user", "task", "environment", "verifier"]


_FORM = Form(FaultDraft, strict(FaultDraft.model_json_schema()))


def model_attributor(shop: Workshop) -> Attributor:
    """Rules where outcome, judge, user audit or a broken rule decide; the model where they leave it open."""
    rules = rule_attributor(shop)

    async def attribute(item: Item, task: Task, trajectory: Trajectory, verdict: Verdict) -> Attribution:
        ruled = await rules(item, task, trajectory, verdict)
        if verdict.passed or ruled.fault != "agent" or trajectory.outcome not in _OPEN:
            return ruled
        if offence := _first_offence(shop, task, trajectory):
            return Attribution("agent", "broke a rule", f"{offence}; {ruled.detail}")

        async def read(draft: FaultDraft) -> Attribution:
            return Attribution(draft.fault, ruled.reason, f"{draft.reason} ({verdict.reason})")

        context = Context(shop.domain, shop.seed(item, PROMPT.role), task=task, attempt=item.attempt)
        fields = {
            "policy": shop.domain.policy_text,
            "scenario": scenario_text(task.scenario),
            "goals": goals_told(task.blueprint),
            "verdict": verdict.reason,
            "dialogue": transcript(trajectory),
        }
        return await ask(shop, PROMPT, context, fields, _FORM, read)

    return attribute


def _first_offence(shop: Workshop, task: Task, trajectory: Trajectory) -> str:
    """Return the first write of the agent that the domain's rules forbid, in a line; empty for none."""
    world = World(shop.domain, shop.base, task.initial, seed=task.seed)
    facts = facts_by_goal(task.blueprint)
    for call in trajectory.calls():
        broken = [line for line in offences(world, [call], facts) if " breaks " in line]
        if broken and call.side == "agent":
            return broken[0]
    return ""
