"""Who pays, with what: one method, or whichever of several the agent takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from eigengraph.authoring import Choice, Script, choose
from eigengraph.records import Fact, ToolCall
from eigengraph_airline.sampler.picking import methods, touch
from eigengraph_airline.sampler.scene import Scene
from eigengraph_airline.sampler.telling import amount_fact, payment_fact

_ANY_WILL_DO = 0.5
_ASKS_AMOUNT = 0.3
_TELLING = 100  # a shorter number might turn up in an answer by chance
UPDATES = ("gift_card", "credit_card")
BOOKINGS = ("gift_card", "credit_card", "certificate")


def pay(
    scene: Scene,
    script: Script,
    reason: str,
    writes: Callable[[str], Sequence[ToolCall]],
    about: str = "",
    *,
    only: str = "",
    sources: Sequence[str] = UPDATES,
) -> Choice:
    """Execute a write that is paid with one method; see ``eigengraph.authoring.choose``.

    Args:
        scene: Who pays.
        script: Gets the call.
        reason: Why the call is made.
        writes: The equally right writes with a given method, the first of which is made.
        about: The reservation that is paid for.
        only: The method to use, where that is settled.
        sources: Kinds of methods that will do.

    Raises:
        DeadEnd: No method covers it.
    """
    owned = [only] if only else methods(scene, *sources)
    choice = choose(
        scene, script, reason, writes, owned, lambda keys: payment_fact(keys, about), open_share=_ANY_WILL_DO
    )
    touch(scene, *choice.told)
    return choice


def tell_amount(scene: Scene, amount: int, about: str = "") -> tuple[tuple[Fact, ...], tuple[str, ...]]:
    """Now and then have the user ask for an amount: the fact that says so, and what the agent must say."""
    if abs(amount) < _TELLING or not scene.chance(_ASKS_AMOUNT):
        return (), ()
    return (amount_fact(about),), (str(abs(amount)),)
