"""The reflector: from what went wrong under a plan pair, the next one, its workflow included."""

from __future__ import annotations

from collections.abc import Sequence

from eigengraph.graphs import Item, Workshop
from eigengraph.graphs.workers import Reflector
from eigengraph.models import Context
from eigengraph.plans import PlanPair, Version, same_content
from eigengraph.plans.strategies import shown
from eigengraph.prompts import Slot
from eigengraph.roles.asking import FOLDER, Unusable, ask
from eigengraph.roles.plan_drafts import PlanBook, PlanDraft, draft_of

PROMPT = Slot(
    "reflector",
    "reflector",
    FOLDER,
    (
        *("domain", "policy", "tools", "intents", "clauses", "checks", "workers"),
        *("plan", "yielded", "failures", "tried", "gains"),
    ),
    "PlanDraft",
)
_MOST_FAILURES = 6
_MOST_TRIED = 6
_EXAMPLE = 300  # characters of an example of a failure


def model_reflector(shop: Workshop) -> Reflector:
    """Plans rewritten by the model: wording, emphasis, checks, bounds and workers, by what went wrong."""
    book = PlanBook(shop)

    async def reflect(parent: Version, history: Sequence[Version]) -> PlanPair | None:
        clusters = parent.evidence.clusters()
        if not clusters:
            return None
        children = [version for version in history if version.pair.parent == parent.pair.id]

        async def read(draft: PlanDraft) -> PlanPair:
            pair = book.pair(draft, parent.pair.stream, parent.pair.id)
            for version in (parent, *children):
                if same_content(pair, version.pair):
                    raise Unusable(["this says the same as a plan that was tried; change something"], "no change")
            return pair

        failures = [
            (cluster.count, cluster.reason, cluster.intents[:3], [line[:_EXAMPLE] for line in cluster.examples])
            for cluster in clusters[:_MOST_FAILURES]
        ]
        fields = {
            **book.fields(),
            "plan": draft_of(parent.pair).model_dump_json(),
            "yielded": shown(parent.evidence),
            "failures": failures,
            "tried": [_tried(version) for version in children[-_MOST_TRIED:]],
            "gains": _elsewhere(parent, history),
        }
        item = Item(-1 - parent.pair.stream, len(children))
        seed = shop.seed(item, f"reflector {parent.pair.id}")
        return await ask(shop, PROMPT, Context(shop.domain, seed), fields, book.form(), read)

    return reflect


def _tried(version: Version) -> tuple[str, str, str]:
    """Return what came of a version: what was changed, its yield, and whether it was kept."""
    ruled = {True: "kept", False: "rolled back", None: "not decided"}[version.accepted]
    return version.pair.why, shown(version.evidence), ruled


def _elsewhere(parent: Version, history: Sequence[Version]) -> list[tuple[str, str, str]]:
    """Return what was changed in other streams, the latest versions, with what came of it."""
    others = [
        version
        for version in history
        if version.pair.stream != parent.pair.stream and version.pair.parent and version.accepted is not None
    ]
    return [_tried(version) for version in others[-_MOST_TRIED:]]
