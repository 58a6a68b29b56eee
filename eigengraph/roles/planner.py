"""The meta-planner: a plan pair for each stream, told those of the streams before it."""

from __future__ import annotations

from collections.abc import Sequence

from eigengraph.graphs import Item, Workshop
from eigengraph.graphs.workers import Planner
from eigengraph.models import Context
from eigengraph.plans import NEAR, PlanPair, nearest
from eigengraph.prompts import Slot
from eigengraph.roles.asking import FOLDER, Unusable, ask
from eigengraph.roles.plan_drafts import PlanBook, PlanDraft, draft_of

PROMPT = Slot(
    "planner",
    "planner",
    FOLDER,
    ("domain", "policy", "tools", "intents", "clauses", "checks", "workers", "stream", "streams", "others"),
    "PlanDraft",
)


def model_planner(shop: Workshop) -> Planner:
    """Plans from the model, each told the others and how far it is from them."""
    book = PlanBook(shop)

    async def plan(stream: int, attempt: int, others: Sequence[PlanPair]) -> PlanPair:
        async def read(draft: PlanDraft) -> PlanPair:
            pair = book.pair(draft, stream)
            near = nearest(pair.synthesis, others)
            if near is not None and near[1] < NEAR:
                raise Unusable(
                    [
                        f"this plan is too near to that of stream {near[0].stream}: the distance over emphasis with "
                        f"tools, clauses, size with difficulty, styles and wording is {near[1]:.2f}, and must be "
                        f"{NEAR} or more"
                    ],
                    "near-duplicate",
                )
            return pair

        told = [(other.stream, draft_of(other).model_dump_json()) for other in others]
        fields = {**book.fields(), "stream": stream, "streams": shop.settings.streams, "others": told}
        context = Context(shop.domain, shop.seed(Item(-1 - stream, attempt), "planner"), attempt=attempt)
        return await ask(shop, PROMPT, context, fields, book.form(), read)

    return plan
