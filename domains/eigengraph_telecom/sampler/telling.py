"""Facts as a person tells them."""

from __future__ import annotations

from random import Random

from eigengraph.records import Fact
from eigengraph_telecom.sampler.scene import Line

SYMPTOM_TEXT = {
    "no_service": "the phone has no signal at all",
    "mobile_data": "nothing loads over mobile data, and I want it back at excellent speed",
    "slow_data": "pages take ages over mobile data, and only excellent speed will do",
    "mms": "picture messages do not go out",
}
PERSONA_TEXT = {"easy": "fairly good with phones", "hard": "not good with technology and quickly nervous about it"}
_COUNTRIES = ("France", "Portugal", "Japan", "Mexico", "Kenya", "Norway", "Brazil", "Thailand")


def caller_facts(line: Line, identity: str) -> tuple[Fact, ...]:
    """Say who calls.

    Args:
        line: Their line.
        identity: What identifies them beside the number of the line: ``phone`` (nothing), ``name`` or ``id``.
    """
    name = Fact("name", line.name, line.name, disclosure="start")
    number = Fact("phone_number", line.phone_number, line.phone_number)
    match identity:
        case "name":
            return name, number, Fact("date_of_birth", line.birth, line.birth)
        case "id":
            return name, number, Fact("customer_id", line.customer_id, line.customer_id)
        case _:
            return name, number, Fact("customer_id", line.customer_id, line.customer_id, disclosure="unknown")


def persona_facts(persona: str) -> tuple[Fact, ...]:
    """Say how the user takes to phones; nothing for the persona ``none``."""
    return (Fact("persona", persona, PERSONA_TEXT[persona], disclosure="start"),) if persona in PERSONA_TEXT else ()


def symptom_fact(symptom: str) -> Fact:
    """Say what the user notices."""
    return Fact("symptom", symptom, SYMPTOM_TEXT[symptom], disclosure="start")


def abroad_fact(random: Random, *, abroad: bool) -> Fact:
    """Say where the user is."""
    return Fact(
        "abroad", abroad, f"abroad in {random.choice(_COUNTRIES)}" if abroad else "at home in the United States"
    )


def will_pay_fact(*, will_pay: bool) -> Fact:
    """Say whether the user accepts paying what is overdue."""
    return Fact("will_pay", will_pay, "I am willing to pay it" if will_pay else "I refuse to pay it")


def refuel_fact(amount: float) -> Fact:
    """Say how many gigabytes the user agrees to buy."""
    return Fact("refuel_gb", amount, f"{amount:g} GB" if amount else "no extra data at all")


def plan_fact(plan_id: str, name: str) -> Fact:
    """Say which plan the user wants."""
    return Fact("plan_wanted", plan_id, f"the plan called {name}", disclosure="start")


def issues_fact(issues: tuple[str, ...]) -> Fact:
    """Say what is wrong, which the user does not know."""
    return Fact("issues", list(issues), ", ".join(issues), disclosure="unknown")
