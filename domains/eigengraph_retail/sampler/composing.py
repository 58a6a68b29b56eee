"""Putting requests of one customer together into a blueprint."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from random import Random
from typing import Any

from eigengraph.records import Blueprint, Goal, PlannedCall, ToolCall
from eigengraph.world import Plan, World
from eigengraph_retail.sampler import chains, delivered, pending, questions, refusals, transfers
from eigengraph_retail.sampler.lookups import locate
from eigengraph_retail.sampler.scene import DeadEnd, Scene, outcome

_ATTEMPTS = 12
_USERS = 80
_DRAWS = 16
_REFUSED = 0.28
_REFUSED_AGAIN = 0.3
_TRANSFERRED = 0.08
_MOST_WAYS = 16
_SIZES = {1: 25, 2: 25, 3: 20, 4: 16, 5: 14}
_REMEMBERED = frozenset(
    {
        "find_user_id_by_email",
        "find_user_id_by_name_zip",
        "get_user_details",
        "get_product_details",
        "list_all_product_types",
    }
)


@dataclass(frozen=True)
class Kind:
    """A kind of request, or of requests that belong together.

    Attributes:
        make: Makes the goals in a scene; raises DeadEnd where the database does not offer it.
        intents: The intents of its goals; a plan emphasises these.
        weight: How often it is drawn.
        goals: How many goals it makes.
    """

    make: Callable[[Scene], tuple[Goal, ...]]
    intents: tuple[str, ...]
    weight: float
    goals: int = 1


_DONE = (
    Kind(pending.cancel, ("cancel_order",), 4),
    Kind(pending.modify_address, ("modify_address",), 3),
    Kind(pending.modify_payment, ("modify_payment",), 5),
    Kind(pending.modify_items, ("modify_items",), 7),
    Kind(pending.modify_user_address, ("modify_user_address",), 1.2),
    Kind(delivered.return_items, ("return_items",), 6),
    Kind(delivered.exchange_items, ("exchange_items",), 7),
    Kind(questions.ask_total, ("ask_price",), 0.6),
    Kind(questions.ask_refund, ("ask_price",), 0.6),
    Kind(questions.ask_difference, ("ask_price",), 0.8),
    Kind(questions.ask_cheapest, ("ask_price",), 0.6),
    Kind(questions.count_variants, ("count_variants",), 1.5),
    Kind(questions.ask_tracking, ("ask_order",), 1),
    Kind(questions.ask_number, ("ask_order",), 1),
    Kind(chains.move_house, ("modify_user_address", "modify_address"), 1.2, 2),
    Kind(chains.redirect_then_modify, ("modify_address", "modify_items"), 1.5, 2),
    Kind(chains.repay_then_modify, ("modify_payment", "modify_items"), 1, 2),
    Kind(chains.refund_then_spend, ("cancel_order", "modify_payment"), 2, 2),
)
_FORBIDDEN = (
    Kind(refusals.cancel_sent, ("cancel_delivered",), 2),
    Kind(refusals.cancel_for_bad_reason, ("bad_reason",), 4),
    Kind(refusals.return_unsent, ("return_pending",), 1.5),
    Kind(refusals.exchange_other_product, ("exchange_other_product",), 2),
    Kind(refusals.exchange_unavailable, ("unavailable_item",), 2),
    Kind(refusals.refund_elsewhere, ("refund_elsewhere",), 2),
    Kind(refusals.pay_with_too_little, ("modify_payment",), 3),
    Kind(refusals.change_not_own, ("other_user",), 2.5),
    Kind(chains.modify_then_redirect, ("modify_items", "modify_address"), 2, 2),
    Kind(chains.exchange_twice, ("exchange_items", "second_exchange"), 2, 2),
    Kind(chains.refused_then_other, ("cancel_delivered", "refund_elsewhere", "unavailable_item", "bad_reason"), 4, 2),
)
_HANDED_OVER = (Kind(transfers.hand_over, ("lost_package", "payment_dispute", "business_invoice"), 1),)
Group = tuple[Goal, ...]


def sample_blueprint(world: World, random: Random, plan: Plan) -> Blueprint | None:
    """Find a blueprint by executing tools.

    Args:
        world: A fresh world of the store; the gold solution is executed in it.
        random: The only source of chance.
        plan: How many goals, and which intents to prefer. ``refuse`` and ``transfer`` may be emphasised too.

    Returns:
        A blueprint whose gold solution and alternatives all run without an error, or None where none was found.
    """
    for _ in range(_ATTEMPTS):
        blueprint = _compose(world, random, plan)
        if (
            blueprint is not None
            and plan.goals[0] <= len(blueprint.goals) <= plan.goals[1]
            and _holds(world, blueprint)
        ):
            for call in blueprint.gold():
                world.call(call)
            return blueprint
    return None


def _compose(world: World, random: Random, plan: Plan) -> Blueprint | None:
    """Find a customer for one leading request, then add requests of the same customer."""
    fewest, most = plan.goals
    sizes = range(fewest, most + 1)
    size = random.choices(sizes, [_SIZES.get(size, 10) for size in sizes])[0]
    leading = _draw(random, plan, [kind for kind in _leading_kinds(random, plan) if kind.goals <= most])
    users = list(world.users)
    for _ in range(_USERS):
        fork = world.fork()
        user_id = _drawn_user(fork, random, users, size)
        try:
            identity = locate(fork, random, user_id)
        except DeadEnd:
            continue
        scene, lead = _attempt(Scene(fork, random, user_id, identity.calls, users), leading)
        if lead:
            groups = [lead, *_others(scene, plan, leading, lead, size - len(lead))]
            first, *goals = _ordered(random, groups)
            first = replace(first, facts=(*identity.forgotten, *first.facts))
            return Blueprint(identity.facts, _without_repeats([first, *goals]))
    return None


def _drawn_user(world: World, random: Random, users: Sequence[str], size: int) -> str:
    """Return a random user; the more requests are wanted, the rather one with many orders and payment methods.

    Most users of tau2-bench have one method only, and then nothing about paying is ever left open.
    """

    def means(user_id: str) -> int:
        user: Any = world.users.peek(user_id)
        return len(user["orders"]) + 2 * len(user["payment_methods"])

    return max(random.sample(users, min(size + 2, len(users))), key=means)


def _leading_kinds(random: Random, plan: Plan) -> Sequence[Kind]:
    transferred = _TRANSFERRED * plan.emphasis.get("transfer", 1.0)
    refused = _REFUSED * plan.emphasis.get("refuse", 1.0)
    at = random.random()
    return _HANDED_OVER if at < transferred else _FORBIDDEN if at < transferred + refused else _DONE


def _others(scene: Scene, plan: Plan, leading: Kind, lead: Group, room: int) -> list[Group]:
    """Add requests until there are enough, or until too many draws have led nowhere."""
    groups = [lead]
    kinds = [*_DONE, *_FORBIDDEN] if leading not in _DONE and scene.chance(_REFUSED_AGAIN) else list(_DONE)
    for _ in range(_DRAWS):
        fitting = [kind for kind in kinds if kind.goals <= room]
        if not fitting:
            break
        kind = _draw(scene.random, plan, fitting)
        twin, group = _attempt(scene, kind)
        if group and _agree(groups, group):
            scene = twin
            groups.append(group)
            room -= len(group)
        else:
            kinds.remove(kind)
    return groups[1:]


def _draw(random: Random, plan: Plan, kinds: Sequence[Kind]) -> Kind:
    weights = [kind.weight * prod(plan.emphasis.get(intent, 1.0) for intent in kind.intents) for kind in kinds]
    return random.choices(kinds, weights)[0] if any(weights) else random.choice(kinds)


def _attempt(scene: Scene, kind: Kind) -> tuple[Scene, Group]:
    """Make a request in a fork; return the scene after it, or the scene as it was and nothing."""
    twin = scene.fork()
    try:
        return twin, kind.make(twin)
    except DeadEnd:
        return scene, ()


def _agree(groups: Iterable[Group], new: Group) -> bool:
    """Whether a request can stand beside others: a fact must have one value."""
    known = {(fact.name, fact.about): fact.value for group in groups for goal in group for fact in goal.facts}
    told = [fact for goal in new for fact in goal.facts if fact.name != "order_id"]
    return all(known.get((fact.name, fact.about), fact.value) == fact.value for fact in told)


def _ordered(random: Random, groups: Sequence[Group]) -> list[Goal]:
    """Return the goals in random order, groups together; a transfer ends the dialogue, so it comes last."""
    shuffled = random.sample(groups, len(groups))
    shuffled.sort(key=lambda group: any(goal.decision == "transfer" for goal in group))
    return [goal for group in shuffled for goal in group]


def _without_repeats(goals: Sequence[Goal]) -> tuple[Goal, ...]:
    """Leave out look-ups that an earlier goal made, but for each goal's look at its own order."""
    made: list[ToolCall] = []
    kept = []
    for goal in goals:
        ways = [_new_steps(steps, made) for steps in (goal.calls, *goal.alternatives)]
        kept.append(replace(goal, calls=ways[0], alternatives=tuple(ways[1:])))
        made.extend(planned.call for planned in goal.calls)
    return tuple(kept)


def _new_steps(steps: Sequence[PlannedCall], made: Sequence[ToolCall]) -> tuple[PlannedCall, ...]:
    seen = [planned for planned in steps if planned.call.name == "get_order_details"]
    return tuple(
        planned
        for planned in steps
        if not (
            planned.call in made and (planned.call.name in _REMEMBERED or any(planned is other for other in seen[:-1]))
        )
    )


def _holds(world: World, blueprint: Blueprint) -> bool:
    """Whether the gold solution, its alternatives in every combination, and the forbidden writes can be executed."""
    ways = [[goal.calls, *goal.alternatives] for goal in blueprint.goals]
    if prod(map(len, ways)) > _MOST_WAYS or _is_given_away(blueprint):
        return False
    for way in product(*ways):
        if outcome(world, *(planned.call for steps in way for planned in steps if _writes(world, planned))) is None:
            return False
    after = world.fork()
    for goal in blueprint.goals:
        if any(after.call(planned.call).error for planned in goal.calls):
            return False
        tempted = [outcome(after, call) for call in goal.tempting]
        if any(wrong is None or wrong.digest() == after.digest() for wrong in tempted):
            return False
    return True


def _is_given_away(blueprint: Blueprint) -> bool:
    """Whether what the agent has to find out is said by chance: by the user, or with the report of another goal."""
    told = [fact.text for goal in blueprint.goals for fact in goal.facts if fact.disclosure != "unknown"]
    return any(
        text in other
        for goal in blueprint.goals
        for text in goal.say
        for other in (*told, *(about.outcome for about in blueprint.goals if about is not goal))
    )


def _writes(world: World, planned: PlannedCall) -> bool:
    tool = world.find(planned.call.name)
    return tool is not None and tool.kind == "write"
