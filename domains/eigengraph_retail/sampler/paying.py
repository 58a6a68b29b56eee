"""Who pays or is refunded, with what: one method, or whichever of several the agent takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from eigengraph.authoring import Choice, Script, choose
from eigengraph.records import Fact, ToolCall
from eigengraph_retail.sampler.picking import touch
from eigengraph_retail.sampler.scene import Scene
from eigengraph_retail.sampler.telling import amount_fact, dollars, payment_fact

_ANY_WILL_DO = 0.8
_ASKS_AMOUNT = 0.3
_TELLING = 10  # less, even with its cents, might turn up in an answer by chance


def pay(
    scene: Scene,
    script: Script,
    reason: str,
    writes: Callable[[str], Sequence[ToolCall]],
    about: str,
    among: Sequence[str],
) -> Choice:
    """Execute a write that names a payment method; see ``eigengraph.authoring.choose``.

    Args:
        scene: Who pays.
        script: Gets the call.
        reason: Why the call is made.
        writes: The equally right writes with a given method, the first of which is made.
        about: The order that is paid for.
        among: The methods that will do, by the policy.

    Raises:
        DeadEnd: No method covers it.
    """

    def fact(payment_ids: Sequence[str]) -> Fact:
        return payment_fact(scene.user, payment_ids, about)

    choice = choose(scene, script, reason, writes, among, fact, open_share=_ANY_WILL_DO)
    touch(scene, *choice.told)
    return choice


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
