"""The scenario writer: a blueprint's goals and facts in the words that a user simulator is given."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from eigengraph.dialogue.audit.wording import mentions, plain
from eigengraph.graphs import Item, Workshop
from eigengraph.graphs.workers import ScenarioWriter
from eigengraph.models import Context
from eigengraph.prompts import Slot
from eigengraph.records import Blueprint, Fact, Scenario
from eigengraph.roles.asking import FOLDER, Form, Unusable, ask
from eigengraph.roles.schemas import strict
from eigengraph.world import Domain

PROMPT = Slot(
    "scenario_writer",
    "scenario",
    FOLDER,
    ("domain", "persona_hint", "facts", "goals", "styles", "wording", "feedback"),
    "ScenarioDraft",
)


class ScenarioDraft(BaseModel):
    """A scenario; the fields are those of ``eigengraph.records.Scenario``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    persona: str
    reason_for_call: str
    known_info: str
    unknown_info: str
    task_instructions: str
    style: str


_FORM = Form(ScenarioDraft, strict(ScenarioDraft.model_json_schema()))


def model_scenario(shop: Workshop) -> ScenarioWriter:
    """Scenarios from the model; every fact in the words of the blueprint."""

    async def write(item: Item, blueprint: Blueprint) -> Scenario:
        async def read(draft: ScenarioDraft) -> Scenario:
            scenario = Scenario(**draft.model_dump())
            # What the embedded backend writes is made of the facts, and it would write the same again.
            problems = list(_problems(scenario, blueprint, shop.domain)) if shop.speaks(PROMPT.role) else []
            if problems:
                raise Unusable(problems, "unfaithful scenario")
            return scenario

        plan = item.pair.synthesis
        context = Context(
            shop.domain,
            shop.seed(item, PROMPT.role),
            blueprint=blueprint,
            attempt=item.attempt,
            feedback=item.feedback,
            plan=plan,
        )
        fields = {
            "domain": shop.domain.name,
            "persona_hint": f"{shop.seed(item, 'persona') % 10_000:04}",
            "facts": [_told(fact) for fact in blueprint.facts],
            "goals": [
                (goal.intent.replace("_", " "), [_told(fact) for fact in goal.facts]) for goal in blueprint.goals
            ],
            "styles": plan.styles,
            "wording": plan.wording,
            "feedback": item.feedback,
        }
        return await ask(shop, PROMPT, context, fields, _FORM, read)

    return write


def _told(fact: Fact) -> tuple[str, str, str]:
    """Return a fact as the prompt tells it: what it is, in which words, and when the user says it."""
    when = {"start": "told at once", "on_request": "told when asked", "unknown": "NOT known to the customer"}
    name = fact.name.replace("_", " ")
    return f"{name} of {fact.about}" if fact.about else name, fact.text, when[fact.disclosure]


def _problems(scenario: Scenario, blueprint: Blueprint, domain: Domain) -> Iterator[str]:
    """Yield what a scenario leaves out of the facts, and what it tells that the user must not know."""
    told = plain(f"{scenario.reason_for_call}\n{scenario.known_info}")
    everything = plain(" ".join((told, scenario.persona, scenario.unknown_info, scenario.task_instructions)))
    facts = [*blueprint.facts, *(fact for goal in blueprint.goals for fact in goal.facts)]
    known = {plain(fact.text) for fact in facts if fact.disclosure != "unknown"}
    for fact in facts:
        text = plain(fact.text)
        if fact.disclosure != "unknown" and not mentions(told, text):
            yield f"known_info must tell the {fact.name.replace('_', ' ')} in these words: {fact.text!r}"
        if fact.disclosure == "unknown" and text not in known and mentions(everything, text):
            yield f"the customer does not know the {fact.name.replace('_', ' ')}; leave out {fact.text!r}"
    for name in domain.by_side["agent"]:
        if "_" in name and name not in domain.by_side["user"] and mentions(everything, name):
            yield f"the customer knows nothing of the agent's tools; leave out {name!r}"
    if not scenario.reason_for_call.strip():
        yield "reason_for_call is empty; say what the customer wants"
