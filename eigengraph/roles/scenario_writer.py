"""The scenario writer: a blueprint's goals and facts in the words that a user simulator is given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pydantic import BaseModel, ConfigDict

from eigengraph.dialogue import scenario_text
from eigengraph.dialogue.audit.wording import mentions, plain
from eigengraph.graphs import Item, Workshop
from eigengraph.graphs.workers import ScenarioWriter
from eigengraph.models import Context
from eigengraph.prompts import Slot
from eigengraph.records import Blueprint, Fact, Scenario
from eigengraph.roles.asking import FOLDER, Form, Unusable, ask
from eigengraph.roles.characters import character
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


_SHORTEST = 4  # words of a reason; fewer ask for nothing
_WHEN = {"start": "told at once", "on_request": "told when asked", "unknown": "NOT known to the customer"}
_FORM = Form(ScenarioDraft, strict(ScenarioDraft.model_json_schema()))


def model_scenario(shop: Workshop) -> ScenarioWriter:
    """Scenarios from the model; facts that it leaves out are added in the words of the blueprint."""

    async def write(item: Item, blueprint: Blueprint) -> Scenario:
        async def read(draft: ScenarioDraft) -> Scenario:
            scenario = Scenario(**draft.model_dump())
            if not shop.speaks(PROMPT.role):
                return scenario  # the embedded backend makes its text of the facts, and would write the same again
            if problems := list(_problems(scenario, blueprint, shop.domain)):
                raise Unusable(problems, "unfaithful scenario")
            return completed(scenario, blueprint)

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
            "persona_hint": character(shop.seed(item, "persona")),
            "facts": _told(blueprint.facts, blueprint),
            "goals": [(goal.intent.replace("_", " "), _told(goal.facts, blueprint)) for goal in blueprint.goals],
            "styles": plan.styles,
            "wording": plan.wording,
            "feedback": item.feedback,
        }
        return await ask(shop, PROMPT, context, fields, _FORM, read)

    return write


def completed(scenario: Scenario, blueprint: Blueprint) -> Scenario:
    """Add the facts that the user knows and the text leaves out: what is data needs no model to copy it.

    Args:
        scenario: What the model wrote.
        blueprint: Its facts.
    """
    told = plain(f"{scenario.reason_for_call}\n{scenario.known_info}")
    lines = [_missing("You", blueprint.facts, told)]
    for number, goal in enumerate(blueprint.goals, 1):
        lines.append(_missing(f"Request {number}, {goal.intent.replace('_', ' ')}", goal.facts, told))
    return replace(scenario, known_info="\n".join(filter(None, (scenario.known_info, *lines))))


def _told(facts: Sequence[Fact], blueprint: Blueprint) -> list[tuple[str, str, str]]:
    """Return facts as the prompt tells them: what each is, in which words, and when the user says it.

    What a fact is about is told where the user knows it, too.
    """
    known = {fact.value for fact in _known(blueprint) if isinstance(fact.value, str)}
    return [
        (f"{_name(fact)} of {fact.about}" if fact.about in known else _name(fact), fact.text, _WHEN[fact.disclosure])
        for fact in facts
    ]


def _missing(about: str, facts: Sequence[Fact], told: str) -> str:
    left = [fact for fact in facts if fact.disclosure != "unknown" and not mentions(told, plain(fact.text))]
    return f"{about}: {'; '.join(f'{_name(fact)}: {fact.text}' for fact in left)}." if left else ""


def _problems(scenario: Scenario, blueprint: Blueprint, domain: Domain) -> Iterator[str]:
    """Yield what a scenario tells that the user must not know, and whether it asks for nothing."""
    everything = plain(scenario_text(scenario))
    known = {plain(fact.text) for fact in _known(blueprint)}
    for fact in _facts(blueprint):
        text = plain(fact.text)
        if fact.disclosure == "unknown" and text not in known and mentions(everything, text):
            yield f"the customer does not know the {_name(fact)}; leave out {fact.text!r}"
    for name in domain.by_side["agent"]:
        if "_" in name and name not in domain.by_side["user"] and mentions(everything, name):
            yield f"the customer knows nothing of the agent's tools; leave out {name!r}"
    if len(scenario.reason_for_call.split()) < _SHORTEST:
        yield f"reason_for_call is {scenario.reason_for_call!r}; say in a sentence what the customer wants"


def _facts(blueprint: Blueprint) -> list[Fact]:
    return [*blueprint.facts, *(fact for goal in blueprint.goals for fact in goal.facts)]


def _known(blueprint: Blueprint) -> list[Fact]:
    return [fact for fact in _facts(blueprint) if fact.disclosure != "unknown"]


def _name(fact: Fact) -> str:
    return fact.name.replace("_", " ")
