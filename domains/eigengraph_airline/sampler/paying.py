"""Who pays, with what: one method, or whichever of several the agent takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eigengraph.authoring import DeadEnd, Script, outcome
from eigengraph.records import Fact, PlannedCall, ToolCall
from eigengraph_airline.sampler.picking import methods, touch
from eigengraph_airline.sampler.scene import Scene
from eigengraph_airline.sampler.telling import amount_fact, payment_fact

_ANY_WILL_DO = 0.5
_ASKS_AMOUNT = 0.3
_TELLING = 100  # a shorter number might turn up in an answer by chance
UPDATES = ("gift_card", "credit_card")
BOOKINGS = ("gift_card", "credit_card", "certificate")


@dataclass(frozen=True)
class Paid:
    """How a write was paid for.

    Attributes:
        method: The payment method of the gold solution.
        fact: What the user says about paying.
        alternatives: The scripts with the other methods that the user accepts.
    """

    method: str
    fact: Fact
    alternatives: tuple[tuple[PlannedCall, ...], ...]


def pay(
    scene: Scene,
    script: Script,
    reason: str,
    writes: Callable[[str], Sequence[ToolCall]],
    about: str = "",
    *,
    only: str = "",
    sources: Sequence[str] = UPDATES,
) -> Paid:
    """Execute a write that is paid with one method; the user leaves it open now and then which.

    Args:
        scene: Who pays.
        script: Gets the call.
        reason: Why the call is made.
        writes: The equally right writes with a given method, the first of which is made. Where there are several,
            the method is settled: one free choice a request is enough.
        about: The reservation that is paid for.
        only: The method to use, where that is settled.
        sources: Kinds of methods that will do.

    Raises:
        DeadEnd: No method covers it.
    """
    owned = [only] if only else methods(scene, *sources)
    working = [key for key in owned if outcome(scene.world, writes(key)[0]) is not None]
    if not working:
        raise DeadEnd("the user cannot pay")
    is_open = len(writes(working[0])) == 1 and scene.chance(_ANY_WILL_DO)
    chosen = working if is_open else working[:1]
    alternatives = script.settle(reason, [write for key in chosen for write in writes(key)])
    told = chosen if alternatives else chosen[:1]
    touch(scene, *told)
    return Paid(chosen[0], payment_fact(told, about), alternatives)


def tell_amount(scene: Scene, amount: int, about: str = "") -> tuple[tuple[Fact, ...], tuple[str, ...]]:
    """Now and then have the user ask for an amount: the fact that says so, and what the agent must say."""
    if abs(amount) < _TELLING or not scene.chance(_ASKS_AMOUNT):
        return (), ()
    return (amount_fact(about),), (str(abs(amount)),)
