"""Scenarios: a blueprint in the words that a user simulator is given, without anything the user must not know."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from eigengraph.records import Blueprint, Fact, Scenario
from eigengraph.world import Domain
from eigengraph_offline.phrasebook import Phrasebook, phrasebook_of
from eigengraph_offline.phrases import PHRASES
from eigengraph_offline.speech import pick


def write_scenario(blueprint: Blueprint, domain: Domain, seed: int, styles: Sequence[str]) -> Scenario:
    """Write the scenario of a blueprint.

    Every fact that the user may tell stands in ``known_info`` in its own words. No gold call, no rule and no value of
    an unknown fact appears.

    Args:
        blueprint: What the dialogue is about.
        domain: Its domain.
        seed: All that chance draws from.
        styles: Names of disclosure styles to choose from.
    """
    book = phrasebook_of(domain)
    style = pick(styles, seed, "scenario", "style")
    phrases = PHRASES.scenario
    return Scenario(
        persona=pick(phrases.personas, seed, "scenario", "persona"),
        reason_for_call=_reason(blueprint, book),
        known_info=_known(blueprint, book),
        unknown_info=_unknown(blueprint, book),
        task_instructions=f"{phrases.instructions} {PHRASES.styles[style].scenario}",
        style=style,
    )


def _reason(blueprint: Blueprint, book: Phrasebook) -> str:
    wants = [book.intent(goal.intent).want for goal in blueprint.goals]
    phrases = PHRASES.scenario
    templates = [phrases.want, *[phrases.want_next] * len(wants)]
    return " ".join(template.format(want=want) for template, want in zip(templates, wants, strict=False))


def _known(blueprint: Blueprint, book: Phrasebook) -> str:
    return _by_goal(blueprint, book, _told)


def _unknown(blueprint: Blueprint, book: Phrasebook) -> str:
    return _by_goal(blueprint, book, _missing)


def _by_goal(blueprint: Blueprint, book: Phrasebook, write: Callable[[Sequence[Fact], Phrasebook], str]) -> str:
    """Write about the facts of the dialogue, then about those of each goal; with several goals, say which is meant."""
    lines = [write(blueprint.facts, book)]
    for goal in blueprint.goals:
        text = write(goal.facts, book)
        heading = PHRASES.scenario.heading.format(want=book.intent(goal.intent).want)
        lines.append(f"{heading} {text}" if text and len(blueprint.goals) > 1 else text)
    return "\n".join(line for line in lines if line)


def _told(facts: Sequence[Fact], book: Phrasebook) -> str:
    return " ".join(
        _sentence(book.slot(fact.name).scenario or PHRASES.scenario.fact, fact, book)
        for fact in facts
        if fact.disclosure != "unknown"
    )


def _missing(facts: Sequence[Fact], book: Phrasebook) -> str:
    unknown = [fact for fact in facts if fact.disclosure == "unknown"]
    return " ".join(_sentence(PHRASES.scenario.unknown, fact, book) for fact in unknown)


def _sentence(template: str, fact: Fact, book: Phrasebook) -> str:
    text = template.format(label=book.slot(fact.name).label, text=fact.text)
    return text[0].upper() + text[1:]
