"""The task writer: goals, typed facts and gold calls over records that exist, executed before they are believed."""

from __future__ import annotations

import json
from random import Random

from eigengraph.graphs import Item, Workshop
from eigengraph.graphs.certification import sample
from eigengraph.graphs.workers import BlueprintMaker
from eigengraph.models import Context
from eigengraph.prompts import Slot
from eigengraph.records import Blueprint
from eigengraph.roles.asking import FOLDER, Form, ask
from eigengraph.roles.excerpt import Excerpts
from eigengraph.roles.rehearsal import execute_draft
from eigengraph.roles.task_drafts import TaskDraft, blueprint_of, draft_of, task_schema
from eigengraph.world import Domain, Tool

PROMPT = Slot(
    "task_writer",
    "blueprint",
    FOLDER,
    (
        *("domain", "policy", "tools", "setup", "ends", "clauses", "now", "records", "example"),
        *("fewest", "most", "emphasis", "preferred_tools", "preferred_clauses", "difficulty", "wording", "feedback"),
    ),
    "TaskDraft",
)
_EXCERPT = 5_000  # bytes of records


def model_blueprint(shop: Workshop) -> BlueprintMaker:
    """Blueprints from the model, executed in a live world and certified before they are used."""
    form = Form(TaskDraft, task_schema(shop.domain))
    records = Excerpts(shop.domain, shop.base)
    told = _domain_fields(shop.domain)

    async def find(item: Item) -> Blueprint | None:
        async def read(draft: TaskDraft) -> Blueprint:
            return await execute_draft(shop, item, blueprint_of(draft))

        plan, seed = item.pair.synthesis, shop.seed(item, PROMPT.role)
        example = sample(shop, item, "example")
        fields = {
            **told,
            "records": records.draw(Random(shop.seed(item, "records")), _EXCERPT),
            "example": json.dumps(draft_of(example), ensure_ascii=False) if example is not None else "",
            "fewest": plan.goals[0],
            "most": plan.goals[1],
            "emphasis": [name for name, weight in plan.emphasis.items() if weight > 1],
            "preferred_tools": plan.tools,
            "preferred_clauses": plan.clauses,
            "difficulty": plan.difficulty,
            "wording": plan.wording,
            "feedback": item.feedback,
        }
        context = Context(shop.domain, seed, attempt=item.attempt, feedback=item.feedback, plan=plan)
        return await ask(shop, PROMPT, context, fields, form, read)

    return find


def _domain_fields(domain: Domain) -> dict[str, object]:
    return {
        "domain": domain.name,
        "policy": domain.policy_text,
        "tools": [_described(tool) for tool in domain.tools],
        "setup": [_described(tool) for tool in domain.setup],
        "ends": sorted(domain.assertions),
        "clauses": [(rule.id, rule.text) for rule in domain.rules],
        "now": domain.now.isoformat(" ", "minutes"),
    }


def _described(tool: Tool) -> str:
    """Return a tool on one line, as a signature: a third of what its schema takes."""
    properties = tool.schema["function"]["parameters"].get("properties", {})
    arguments = ", ".join(f"{name}: {_kind(schema)}" for name, schema in properties.items())
    holder = ", held by the customer" if tool.side == "user" else ""
    about = " ".join(tool.description.split("\n\n")[0].split())
    return f"{tool.name}({arguments}) [{tool.kind}{holder}]: {about}"


def _kind(schema: dict[str, object]) -> str:
    if "enum" in schema and isinstance(schema["enum"], list):
        return " | ".join(json.dumps(value) for value in schema["enum"])
    return str(schema.get("type", "any"))
