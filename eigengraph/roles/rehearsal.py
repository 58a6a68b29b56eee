"""Rehearsing a task before a word of dialogue is written: its calls in a live world, its rules, its certificate."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping

from eigengraph.errors import ConfigError, ToolCrash, UnknownNameError
from eigengraph.graphs import Item, Workshop
from eigengraph.graphs.certification import certificate_of, task_of
from eigengraph.records import Blueprint, Facts, Goal, Scenario, ToolCall, encode
from eigengraph.roles.asking import Unusable
from eigengraph.verify import SolutionError, derive_verifier
from eigengraph.verify.conduct import is_judged
from eigengraph.world import World, broken_rules

_NO_SCENARIO = Scenario("", "", "", "", "")


async def execute_draft(shop: Workshop, item: Item, blueprint: Blueprint) -> Blueprint:
    """Return a blueprint that holds in a live world.

    Raises:
        Unusable: A call is refused, a rule is broken, a goal changes nothing, a call names what nobody told, or the
            verifier that follows from it gets no certificate.
    """
    unknown = {clause for goal in blueprint.goals for clause in goal.clauses} - shop.domain.rule_ids
    if unknown and shop.domain.rules:
        raise Unusable([str(UnknownNameError("clause", name, shop.domain.rule_ids)) for name in sorted(unknown)])
    try:
        world = World(shop.domain, shop.base, blueprint.initial, seed=shop.seed(item, "world"))
    except (ToolCrash, ConfigError) as error:
        raise Unusable([f"setup: {error}"], "setup fails") from None
    try:
        _play(shop, world, blueprint)
    except ToolCrash as error:
        raise Unusable([str(error)], "tool crashed") from None
    reasons = await asyncio.to_thread(_uncertified, shop, item, blueprint)
    if reasons:
        raise Unusable([f"the task's verifier gets no certificate: {reason}" for reason in reasons], "not certified")
    return blueprint


def _play(shop: Workshop, world: World, blueprint: Blueprint) -> None:
    """Make the gold calls of each goal, in order, and see what rules say of them."""
    rules = {rule.id: rule.text for rule in shop.domain.rules}
    heard = [_told(blueprint)]
    for number, goal in enumerate(blueprint.goals, 1):
        name = f"goal {number} ({goal.intent})"
        facts = Facts([*blueprint.facts, *goal.facts])
        begun = world.digest()
        for position, planned in enumerate(goal.calls, 1):
            call = planned.call
            where = f"{name}, call {position}, {call.name}"
            if unknown := _ungrounded(world, call, heard):
                raise Unusable(
                    [f"{where}: nobody told the agent of {unknown!r}; give the user a fact of it, or look it up first"],
                    "ungrounded call",
                )
            if is_judged(world, call) and (broken := broken_rules(shop.domain, world, call, facts)):
                said = "; ".join(f"{rule}: {rules[rule]}" for rule in broken)
                raise Unusable([f"{where} is forbidden ({said})"], "rule contradiction")
            result = world.call(call)
            if result.error:
                raise Unusable([f"{where}: {result.content}"], "tool refused")
            heard.append(result.content)
        _decided(shop, world, goal, name, facts, changed=world.digest() != begun)


def _decided(shop: Workshop, world: World, goal: Goal, name: str, facts: Facts, *, changed: bool) -> None:
    """Hold a goal's decision against what its calls came to."""
    transfer = shop.domain.transfer_tool
    transferred = any(planned.call.name == transfer for planned in goal.calls)
    match goal.decision:
        case "do" if not changed and not goal.say and not goal.assertions:
            raise Unusable([f"{name}: its calls change nothing, and nothing is to be said"], "no effect")
        case "refuse" if changed:
            raise Unusable([f"{name} is to be refused, but its calls change something"], "wrong decision")
        case "refuse" if not goal.tempting:
            raise Unusable([f"{name} is to be refused: put the forbidden write into 'tempting'"], "wrong decision")
        case "transfer" if transfer and not transferred:
            raise Unusable([f"{name} is to be transferred, but no call is {transfer!r}"], "wrong decision")
    for call in goal.tempting:
        if shop.domain.rules and not broken_rules(shop.domain, world, call, facts):
            raise Unusable([f"{name}: no rule forbids {call.name}, though it is 'tempting'"], "rule contradiction")


def _ungrounded(world: World, call: ToolCall, heard: list[str]) -> str:
    """Return an argument that is the key of some row, and that neither the facts nor an earlier answer tell."""
    for value in _texts(call.arguments):
        known = any(value in table for table in world.tables.values())
        if known and not any(value in text for text in heard):
            return value
    return ""


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def _told(blueprint: Blueprint) -> str:
    """Return the values and words of every fact that the user can tell."""
    facts = [*blueprint.facts, *(fact for goal in blueprint.goals for fact in goal.facts)]
    return "\n".join(f"{encode(fact.value).decode()} {fact.text}" for fact in facts if fact.disclosure != "unknown")


def _uncertified(shop: Workshop, item: Item, blueprint: Blueprint) -> tuple[str, ...]:
    """Return why the verifier that follows from a blueprint gets no certificate; nothing where it does."""
    try:
        verifier = derive_verifier(shop.domain, shop.base, blueprint, blueprint.initial, shop.seed(item, "world"))
        return certificate_of(shop, item, task_of(shop, item, blueprint, _NO_SCENARIO, verifier)).reasons
    except SolutionError as error:
        return (f"{error.reason}: {error}",)
    except ToolCrash as error:
        return (str(error),)
