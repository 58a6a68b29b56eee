"""Certificates for cancelled and delayed flights, and claims to them that fail."""

from __future__ import annotations

from typing import Any

from eigengraph.authoring import DeadEnd
from eigengraph.records import Fact, Goal, ToolCall
from eigengraph_airline.sampler.cancelling import cancel_this
from eigengraph_airline.sampler.changes import rebook
from eigengraph_airline.sampler.lookups import calculate, check_status, look_up
from eigengraph_airline.sampler.picking import is_flown, may_cancel, may_compensate, pick_reservation, statuses
from eigengraph_airline.sampler.scene import Scene
from eigengraph_airline.sampler.telling import complaint_facts

_FOR_CANCELLED = 100
_FOR_DELAYED = 50
_CLAUSES = tuple(f"airline.compensation.{name}" for name in ("asked", "eligible", "ground", "amount"))


def compensate_cancelled(scene: Scene) -> tuple[Goal, ...]:
    """Grant a certificate for a flight that the airline cancelled."""
    row = pick_reservation(scene, lambda row: "cancelled" in statuses(scene.world, row) and may_compensate(scene, row))
    return (_grant(scene, row, "cancelled_flight", _FOR_CANCELLED),)


def compensate_delayed(scene: Scene) -> tuple[Goal, ...]:
    """Cancel or change a reservation with a delayed flight, then grant a certificate for the delay."""
    row = pick_reservation(
        scene,
        lambda row: _is_delayed(scene, row) and not is_flown(scene.world, row),
    )
    delayed = statuses(scene.world, row).index("delayed")
    reasons = [reason for reason in ("change_of_plan", "health", "other") if may_cancel(scene.world, row, reason)]
    if reasons and (row["cabin"] == "basic_economy" or scene.chance(0.5)):
        first = cancel_this(scene, row, scene.random.choice(reasons), by_id=True)
    elif row["cabin"] != "basic_economy":
        first = rebook(scene, row, by_id=True, leg=delayed)
    else:
        raise DeadEnd("the reservation can be neither cancelled nor changed")
    return first, _grant(scene, row, "delayed_flight", _FOR_DELAYED, by_id=True)


def refuse_ineligible(scene: Scene) -> tuple[Goal, ...]:
    """Claim a certificate for a cancelled flight as a regular member without insurance or a business seat."""
    row = pick_reservation(
        scene, lambda row: "cancelled" in statuses(scene.world, row) and not may_compensate(scene, row)
    )
    return (
        _turn_down(
            scene,
            row,
            "cancelled_flight",
            _FOR_CANCELLED,
            "eligible",
            "compensation is for silver and gold members, insured trips and business",
        ),
    )


def refuse_unfounded(scene: Scene) -> tuple[Goal, ...]:
    """Claim a certificate for something that did not happen, or that the policy does not compensate."""
    complaint = scene.random.choice(("cancelled_flight", "delayed_flight", "other"))
    row = pick_reservation(
        scene,
        lambda row: (
            may_compensate(scene, row)
            and not {"cancelled", "delayed"} & set(statuses(scene.world, row))
            # Whether a flight that has landed was late cannot be looked up.
            and not (complaint == "delayed_flight" and is_flown(scene.world, row))
        ),
    )
    why = {
        "cancelled_flight": "the airline cancelled no flight of it",
        "delayed_flight": "no flight of it is delayed",
        "other": "this kind of complaint is not compensated",
    }
    rate = _FOR_DELAYED if complaint == "delayed_flight" else _FOR_CANCELLED
    return (_turn_down(scene, row, complaint, rate, "ground", why[complaint]),)


def refuse_unchanged(scene: Scene) -> tuple[Goal, ...]:
    """Claim a certificate for a delay while keeping the reservation as it is."""
    row = pick_reservation(
        scene,
        lambda row: _is_delayed(scene, row),
    )
    keeps = Fact("keeps_reservation", True, "I want to keep the reservation as it is", row["reservation_id"])
    return (
        _turn_down(
            scene,
            row,
            "delayed_flight",
            _FOR_DELAYED,
            "delay_after_change",
            "a delay is only compensated once the reservation has been changed or cancelled",
            (keeps,),
            settled=True,
        ),
    )


def _is_delayed(scene: Scene, row: Any) -> bool:
    """Whether a delay is all that the user could be compensated for."""
    states = statuses(scene.world, row)
    return "delayed" in states and "cancelled" not in states and may_compensate(scene, row)


def _grant(scene: Scene, row: Any, complaint: str, rate: int, *, by_id: bool = False) -> Goal:
    about, passengers = row["reservation_id"], len(row["passengers"])
    script = scene.script()
    located = look_up(scene, script, row, by_id=by_id)
    check_status(scene, script, row, ("cancelled" if complaint == "cancelled_flight" else "delayed",))
    amount = calculate(script, f"{rate} * {passengers}", "the amount from the number of passengers")
    script.run(
        "The user asks for compensation, the facts are confirmed and the policy allows it.",
        "send_certificate",
        user_id=scene.user_id,
        amount=amount,
    )
    other_rate = _FOR_DELAYED if rate == _FOR_CANCELLED else _FOR_CANCELLED
    extra = ("airline.compensation.delay_after_change",) if complaint == "delayed_flight" else ()
    return Goal(
        intent="compensation",
        decision="do",
        facts=(*located, *complaint_facts(about, complaint, asks=True)),
        calls=tuple(script.steps),
        tempting=(ToolCall("send_certificate", {"user_id": scene.user_id, "amount": other_rate * passengers}),),
        clauses=(*_CLAUSES, *extra),
        outcome=f"A certificate over ${amount} was added to the profile for reservation {about}.",
    )


def _turn_down(
    scene: Scene,
    row: Any,
    complaint: str,
    rate: int,
    clause: str,
    why: str,
    facts: tuple[Fact, ...] = (),
    *,
    settled: bool = False,
) -> Goal:
    """Refuse a certificate.

    Args:
        scene: Who asks.
        row: The reservation that the complaint is about.
        complaint: What went wrong, as the user has it.
        rate: Dollars a passenger that a careless policy would grant.
        clause: The clause that forbids it, without its prefix.
        why: The reason, as the agent gives it.
        facts: What else the user says.
        settled: Whether what the user says is enough to refuse. A complaint of another kind always is.
    """
    about, passengers = row["reservation_id"], len(row["passengers"])
    script = scene.script()
    located = look_up(scene, script, row, essential=not settled and complaint != "other")
    if complaint != "other":
        check_status(scene, script, row, ("cancelled" if complaint == "cancelled_flight" else "delayed",))
    claim = {"user_id": scene.user_id, "amount": rate * passengers}
    return Goal(
        intent="compensation",
        decision="refuse",
        facts=(*located, *complaint_facts(about, complaint, asks=True), *facts),
        calls=tuple(script.steps),
        tempting=(ToolCall("send_certificate", claim),),
        clauses=(f"airline.compensation.{clause}",),
        outcome=f"There is no compensation for reservation {about}: {why}.",
    )
