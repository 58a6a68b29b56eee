"""Requests that need no repair: bills, data and plans."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from eigengraph.authoring import DeadEnd
from eigengraph.records import Goal, PlannedCall, ToolCall
from eigengraph.world import World
from eigengraph_telecom.sampler.paying import collect
from eigengraph_telecom.sampler.scene import MOST_REFUEL_GB, UNLIMITED_GB, Line, Script
from eigengraph_telecom.sampler.telling import plan_fact, refuel_fact, will_pay_fact

Identify = Callable[[Script], None]
_OWN = ("telecom.identity.first", "telecom.scope.own_line")
_BILLS = ("telecom.bill.one_awaiting", "telecom.bill.overdue_only")


def pay_overdue_bill(world: World, line: Line, _random: Random, identify: Identify) -> Goal:
    """Pay every bill that is overdue, one after the other."""
    script = Script(world)
    identify(script)
    overdue = [bill for bill in _bills(script, line) if bill["status"] == "Overdue"]
    if not overdue or _awaiting(script, line):
        raise DeadEnd("no bill is overdue, or another one is being paid")
    for bill in overdue:
        collect(script, line, bill["bill_id"])
    total = sum(bill["total_due"] for bill in overdue)
    return Goal(
        intent="pay_overdue_bill",
        decision="do",
        facts=(replace(will_pay_fact(will_pay=True), disclosure="start"),),
        calls=tuple(script.steps),
        clauses=(*_BILLS, *_OWN),
        outcome=f"What was overdue is paid: {total:.2f} dollars in all.",
    )


def refuse_payment(world: World, line: Line, _random: Random, identify: Identify) -> Goal:
    """Turn down the payment of a bill that is not overdue."""
    script = Script(world)
    identify(script)
    bills = _bills(script, line)
    issued = [bill["bill_id"] for bill in bills if bill["status"] == "Issued"]
    if not issued or any(bill["status"] in ("Overdue", "Awaiting Payment") for bill in bills):
        raise DeadEnd("something is overdue, or nothing is to be paid")
    script.demand()
    return Goal(
        intent="pay_overdue_bill",
        decision="refuse",
        facts=(replace(will_pay_fact(will_pay=True), disclosure="start"),),
        calls=tuple(script.steps),
        tempting=(ToolCall("send_payment_request", {"customer_id": line.customer_id, "bill_id": issued[0]}),),
        clauses=("telecom.bill.overdue_only", *_OWN),
        outcome="None of your bills is overdue.",
    )


def refuel_data(world: World, line: Line, random: Random, identify: Identify) -> Goal:
    """Add to the allowance what the user asks for."""
    amounts = [amount for amount in (0.5, 1.0, 1.5, 2.0) if line.refuelled_gb + amount <= MOST_REFUEL_GB]
    if not amounts or line.limit_gb >= UNLIMITED_GB:
        raise DeadEnd("the line may not be given any more")
    amount = random.choice(amounts)
    script = Script(world)
    identify(script)
    _look_at_usage(script, line)
    before = list(script.steps)
    reason = "The amount is within what a line may be given in a cycle."
    script.agent(reason, "refuel_data", **line.ids(), gb_amount=amount)
    whole = ToolCall("refuel_data", {**line.ids(), "gb_amount": int(amount)})
    return Goal(
        intent="refuel_data",
        decision="do",
        facts=(replace(refuel_fact(amount), disclosure="start"),),
        calls=tuple(script.steps),
        alternatives=((*before, PlannedCall(whole, reason)),) if amount.is_integer() else (),
        clauses=("telecom.refuel.consent", "telecom.refuel.max_2gb", *_OWN),
        outcome=f"{amount:g} GB are added for {amount * line.price_per_gb:.2f} dollars.",
    )


def refuse_refuel(world: World, line: Line, random: Random, identify: Identify) -> Goal:
    """Turn down more data than a line may be given."""
    if line.limit_gb >= UNLIMITED_GB:
        raise DeadEnd("nobody needs more")
    room = MOST_REFUEL_GB - line.refuelled_gb
    amount = random.choice([amount for amount in (2.0, 2.5, 3.0, 4.0, 5.0, 10.0) if amount > room])
    script = Script(world)
    identify(script)
    _look_at_usage(script, line)
    return Goal(
        intent="refuel_data",
        decision="refuse",
        facts=(replace(refuel_fact(amount), disclosure="start"),),
        calls=tuple(script.steps),
        tempting=(ToolCall("refuel_data", {**line.ids(), "gb_amount": amount}),),
        clauses=("telecom.refuel.max_2gb", *_OWN),
        outcome=f"Your line may be given {room:g} GB more in this billing cycle, so {amount:g} GB are too much.",
    )


def change_plan(world: World, line: Line, random: Random, identify: Identify) -> Goal:
    """Hand over a wish for another plan, which no tool can fulfil."""
    wanted = random.choice([key for key in world.plans if key != line.plan_id])
    script = Script(world)
    identify(script)
    plan = json.loads(script.agent("The user should hear the price of the plan.", "get_details_by_id", id=wanted))
    price = f"{plan['price_per_month']:.2f}"
    script.agent(
        "No tool of mine changes a plan, so a human takes over.",
        "transfer_to_human_agents",
        summary=f"Line {line.phone_number} shall change to plan {wanted} ({plan['name']}).",
    )
    return Goal(
        intent="change_plan",
        decision="transfer",
        facts=(plan_fact(wanted, plan["name"]),),
        calls=tuple(script.steps),
        say=(price,),
        clauses=("telecom.plan.consent", "telecom.transfer.after_trying", *_OWN),
        outcome=f"A colleague changes your line to {plan['name']}, which costs ${price} a month.",
    )


def ask_usage(world: World, line: Line, _random: Random, identify: Identify) -> Goal:
    """Tell how much data has been used."""
    script = Script(world)
    identify(script)
    usage = _look_at_usage(script, line)
    used = usage["data_used_gb"]
    return Goal(
        intent="ask_usage",
        decision="do",
        calls=tuple(script.steps),
        say=(used,),
        clauses=_OWN,
        outcome=f"Of {usage['data_limit_gb']} GB you have used {used} GB in this billing cycle.",
    )


def _bills(script: Script, line: Line) -> list[dict[str, Any]]:
    told = script.agent("The bills show what is overdue.", "get_bills_for_customer", customer_id=line.customer_id)
    found: list[dict[str, Any]] = json.loads(told)
    return found


def _awaiting(script: Script, line: Line) -> bool:
    bills = script.row("customers", line.customer_id)["bill_ids"]
    return any(script.row("bills", bill_id)["status"] == "Awaiting Payment" for bill_id in bills)


def _look_at_usage(script: Script, line: Line) -> dict[str, str]:
    told = script.agent("I look up what has been used and added.", "get_data_usage", **line.ids())
    usage: dict[str, str] = json.loads(told)
    return usage
