"""What a verifier demands of the sampler's tasks, above all where the right answer is no."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from eigengraph_airline import AIRLINE

from eigengraph.records import Blueprint, Facts, ToolCall, encode
from eigengraph.verify import certify, score_steps
from eigengraph.world import Base, Plan, World, broken_rules
from tests.domains.airline.sampling import about, essential, task_of
from tests.domains.sampled import execute, sample

# Refusals by clause, and the look-up that nobody can refuse rightly without; what is not listed needs none.
GROUNDED = {
    "airline.cancel.window", "airline.cancel.flown", "airline.modify.basic_economy", "airline.modify.not_own",
    "airline.cabin.not_flown", "airline.compensation.eligible", "airline.compensation.ground",
}  # fmt: skip
# What the tools refuse by themselves, or leave no way to do.
KEPT_BY_TOOLS = {
    "airline.book.payment_owned", "airline.book.flights_available", "airline.modify.payment_method",
    "airline.passengers.count", "airline.insurance.booking_only", "airline.transfer.scope",
}  # fmt: skip
# What an outcome may say of a reservation's flights, and whether the statuses looked up (None: not looked up) show it.
CLAIMS: dict[str, Callable[[list[str | None]], bool]] = {
    "the airline cancelled no flight": lambda found: None not in found and "cancelled" not in found,
    "no flight of it is delayed": lambda found: None not in found and "delayed" not in found,
    "has been flown": lambda found: bool({"landed", "flying"} & set(found)),
}


def test_a_refusal_demands_the_look_up_that_grounds_it_and_no_other(blueprints: list[Blueprint]) -> None:
    demanding: Counter[str] = Counter()
    for blueprint in blueprints:
        for goal in blueprint.goals:
            ways = [essential(way) for way in (goal.calls, *goal.alternatives)]
            reservation = encode(ToolCall("get_reservation_details", {"reservation_id": about(goal)}))
            settled = any(fact.name == "complaint" and fact.value == "other" for fact in goal.facts)
            if goal.decision == "do" or settled or not GROUNDED & set(goal.clauses):
                assert set(ways) == {frozenset()}, goal.outcome
            elif "airline.modify.not_own" in goal.clauses:  # the owner is told by the reservation, or by the profile
                profile = encode(ToolCall("get_user_details", {"user_id": blueprint.facts[0].value}))
                assert ways == [{reservation}, {profile}], goal.outcome
                demanding[goal.clauses[0]] += 1
            else:
                assert ways == [{reservation}], goal.outcome
                demanding[goal.clauses[0]] += 1
    assert set(demanding) == GROUNDED


def test_doing_nothing_is_never_right(base: Base, blueprints: list[Blueprint]) -> None:
    needless = 0
    for seed, blueprint in enumerate(blueprints):
        assert score_steps(task_of(base, blueprint, seed), AIRLINE, base, ()).reward == 0.0, blueprint.goals
        needless += any(goal.decision == "refuse" and not essential(goal.calls) for goal in blueprint.goals)
    assert needless >= 0.05 * len(blueprints)


def test_every_task_gets_a_certificate(base: Base, blueprints: list[Blueprint]) -> None:
    for seed, blueprint in list(enumerate(blueprints))[::4]:
        certificate = certify(task_of(base, blueprint, seed), AIRLINE, base)
        assert certificate.issued, certificate.reasons
        assert certificate.mutants["do_nothing"].good == 1, blueprint.goals


def test_a_refusal_that_needs_no_look_up_never_stands_alone(base: Base) -> None:
    plan = Plan("one refusal", goals=(1, 1), emphasis={"refuse": 100.0, "transfer": 0.0})
    found = [blueprint for seed in range(40) if (blueprint := sample(AIRLINE, base, seed, plan)) is not None]
    assert len(found) >= 30
    assert all(essential(blueprint.goals[0].calls) for blueprint in found)


def test_what_is_said_of_flights_was_looked_up(base: Base, blueprints: list[Blueprint]) -> None:
    claims: Counter[str] = Counter()
    for blueprint in blueprints:
        world = World(AIRLINE, base)
        for goal in blueprint.goals:
            results = [(planned.call, world.call(planned.call).content) for planned in goal.calls]
            found = {flight_of(call.arguments): result for call, result in results if call.name == "get_flight_status"}
            row = base.tables["reservations"].get(about(goal))
            for claim, holds in CLAIMS.items():
                if claim in goal.outcome:
                    assert row is not None
                    claims[claim] += 1
                    assert holds([found.get(flight_of(leg)) for leg in row["flights"]]), goal.outcome
    assert set(claims) == set(CLAIMS)


def flight_of(leg: Mapping[str, Any]) -> tuple[str, str]:
    return leg["flight_number"], leg["date"]


def test_some_temptation_shows_every_rule_that_the_tools_do_not_keep(base: Base, blueprints: list[Blueprint]) -> None:
    forbidding: Counter[str] = Counter()
    for blueprint in blueprints:
        world = World(AIRLINE, base)
        for goal in blueprint.goals:
            execute(world, [planned.call for planned in goal.calls])
            for call in goal.tempting:
                forbidding.update(broken_rules(AIRLINE, world, call, Facts([*blueprint.facts, *goal.facts])))
    assert AIRLINE.rule_ids - set(forbidding) == KEPT_BY_TOOLS
