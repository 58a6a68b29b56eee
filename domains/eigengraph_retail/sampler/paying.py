"""Who pays or is refunded, with what: one method, or whichever of several the agent takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eigengraph.authoring import DeadEnd, Script, outcome
from eigengraph.records import Fact, PlannedCall, ToolCall
from eigengraph_retail.sampler.picking import touch
from eigengraph_retail.sampler.scene import Scene
from eigengraph_retail.sampler.telling import amount_fact, dollars, payment_fact

_ANY_WILL_DO = 0.8
_ASKS_AMOUNT = 0.3
_MOST_WAYS = 4
_TELLING = 10  # less, even with its cents, might turn up in an answer by chance


@dataclass(frozen=True)
class Paid:
    """How a write was paid for.

    Attributes:
        method: The payment method of the gold solution.
        fact: What the user says about paying.
        alternatives: The scripts of the other writes that the user accepts.
    """

    method: str
    fact: Fact
    alternatives: tuple[tuple[PlannedCall, ...], ...]


def pay(
    scene: Scene,
    script: Script,
    reason: str,
    writes: Callable[[str], Sequence[ToolCall]],
    about: str,
    among: Sequence[str],
) -> Paid:
    """Execute a write that names a payment method; the user leaves it open now and then which.

    Args:
        scene: Who pays.
        script: Gets the call.
        reason: Why the call is made.
        writes: The equally right writes with a given method, the first of which is made. Where there are many, the
            method is settled, for every way is tried when the task is certified.
        about: The order that is paid for.
        among: The methods that will do, by the policy.

    Raises:
        DeadEnd: No method covers it.
    """
    working = [key for key in among if outcome(scene.world, writes(key)[0]) is not None]
    if not working:
        raise DeadEnd("the user cannot pay")
    is_open = len(writes(working[0])) * len(working) <= _MOST_WAYS and scene.chance(_ANY_WILL_DO)
    chosen = working if is_open else working[:1]
    alternatives = script.settle(reason, [write for key in chosen for write in writes(key)])
    touch(scene, *chosen)
    return Paid(chosen[0], payment_fact(scene.user, chosen, about), alternatives)


def tell_amount(scene: Scene, amount: float, about: str) -> tuple[tuple[Fact, ...], tuple[str, ...]]:
    """Now and then have the user ask for an amount: the fact that says so, and what the agent must say."""
    if not is_telling(amount) or not scene.chance(_ASKS_AMOUNT):
        return (), ()
    return (amount_fact(about),), (dollars(abs(amount)),)


def is_telling(amount: float) -> bool:
    """Whether an amount is said in one way only, and hardly by chance.

    Some say ``54.1`` and some ``54.10``, so the last digit must count.
    """
    return abs(amount) >= _TELLING and not dollars(amount).endswith("0")
