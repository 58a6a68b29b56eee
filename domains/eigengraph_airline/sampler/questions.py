"""Questions that are answered with a number and change nothing."""

from __future__ import annotations

from eigengraph.authoring import DeadEnd, Script
from eigengraph.records import Fact, Goal
from eigengraph_airline.sampler.lookups import best, calculate, difference, direct_flights, look_up, name_places, times
from eigengraph_airline.sampler.picking import CABINS, days_after, free_days, is_open, pick_reservation, today
from eigengraph_airline.sampler.scene import Scene
from eigengraph_airline.sampler.telling import CABIN_TEXT, cabin_fact, day_fact, preference_fact

_LAST = "9999-12-31"
_TELLING = 100  # a shorter number might turn up in an answer by chance


def ask_total(scene: Scene) -> tuple[Goal, ...]:
    """Ask what a reservation has cost in total."""
    row = pick_reservation(scene, lambda row: sum(entry["amount"] for entry in row["payment_history"]) >= _TELLING)
    script = scene.script()
    located = look_up(scene, script, row)
    total = sum(int(entry["amount"]) for entry in row["payment_history"])
    about = row["reservation_id"]
    question = Fact("question", "total_paid", "how much I paid for the reservation in total", about, "start")
    return (_answer(script, (*located, question), total, f"Reservation {about} has cost ${total} in total."),)


def ask_upgrade(scene: Scene) -> tuple[Goal, ...]:
    """Ask what moving a reservation to another cabin would cost, without doing it."""
    row = pick_reservation(scene, lambda row: row["cabin"] != "business" and is_open(scene.world, row))
    cabin = scene.random.choice(CABINS[CABINS.index(row["cabin"]) + 1 :])
    seats, about = len(row["passengers"]), row["reservation_id"]
    script = scene.script()
    located = look_up(scene, script, row)
    prices: list[int] = []
    for leg in row["flights"]:
        found = direct_flights(script, leg["origin"], leg["destination"], leg["date"], cabin, seats)
        prices.extend(offer["price"] for offer in found if offer["flight_number"] == leg["flight_number"])
    if len(prices) < len(row["flights"]):
        raise DeadEnd("the cabin is full")
    old = [leg["price"] for leg in row["flights"]]
    change = calculate(script, times(seats, difference(prices, old)), "what the other cabin would cost more")
    if change < _TELLING:
        raise DeadEnd("the difference is too small to be told from any other number")
    question = Fact("question", "upgrade_cost", "what the upgrade would cost on top, in total", about, "start")
    facts = (*located, question, cabin_fact(cabin, about))
    outcome = f"Moving reservation {about} to {CABIN_TEXT[cabin]} would cost ${change} on top; nothing was changed."
    return (_answer(script, facts, change, outcome),)


def ask_fare(scene: Scene) -> tuple[Goal, ...]:
    """Ask what the cheapest direct flight for some people would cost, without booking it."""
    random, world = scene.random, scene.world
    first = world.flights.peek(random.choice(list(world.flights)))
    assert first is not None
    days = free_days(world, first["flight_number"], days_after(today(world), 1), _LAST)
    if not days:
        raise DeadEnd("the flight is not on sale")
    day, cabin, seats = random.choice(days), random.choice(CABINS), random.randint(1, 4)
    script = scene.script()
    places = name_places(scene, script, first["origin"], first["destination"])
    offers = direct_flights(script, first["origin"], first["destination"], day, cabin, seats)
    if not offers:
        raise DeadEnd("no flight has seats")
    price = best(offers, "cheapest_direct")[0]["price"]
    total = calculate(script, times(seats, str(price)), "the price for everybody")
    if total < _TELLING:
        raise DeadEnd("the price is too small to be told from any other number")
    facts = (
        Fact("question", "fare", "what the tickets would cost in total, bags and insurance aside", "", "start"),
        *places,
        day_fact("date", day),
        cabin_fact(cabin),
        Fact("passenger_count", seats, f"{seats} passenger{'s' if seats > 1 else ''}"),
        preference_fact("cheapest_direct"),
    )
    return (_answer(script, facts, total, f"The tickets would cost ${total} in total; nothing was booked."),)


def _answer(script: Script, facts: tuple[Fact, ...], amount: int, outcome: str) -> Goal:
    return Goal(
        intent="ask_price",
        decision="do",
        facts=facts,
        calls=tuple(script.steps),
        say=(str(amount),),
        outcome=outcome,
    )
