"""Putting requests of one user together into a blueprint."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from eigengraph.authoring import DeadEnd, drawn_size, emphasised
from eigengraph.records import Blueprint, Goal, InitialState
from eigengraph.world import Plan, World
from eigengraph_telecom.sampler import requests
from eigengraph_telecom.sampler.families import FAMILIES, combinations
from eigengraph_telecom.sampler.issues import OVERUSE_GB
from eigengraph_telecom.sampler.repairs import Case, repair
from eigengraph_telecom.sampler.scene import MOST_REFUEL_GB, UNLIMITED_GB, Line, Script, lines_in_use
from eigengraph_telecom.sampler.telling import caller_facts, persona_facts

_ATTEMPTS = 8
_LINES = 40
_UNREPAIRABLE = 0.18
_UNWILLING = 0.25
_SIZES = {1: 60, 2: 26, 3: 10, 4: 3, 5: 1}
_LARGER = 0.1
_PERSONAS = ("none", "easy", "hard")
_IDENTITIES = {"phone": 70, "name": 15, "id": 15}

Maker = Callable[[World, Line, Random, Callable[[Script], None]], Goal]


@dataclass(frozen=True)
class Request:
    """A kind of request that needs no repair.

    Attributes:
        make: Carries it out in a world; raises DeadEnd where the database does not offer it.
        intent: Its intent; a plan emphasises these.
        decision: How it ends; a plan may emphasise ``refuse`` and ``transfer`` too.
        weight: How often it is drawn.
        alone: Whether it can be all that the user wants. A refusal that needs no look-up cannot: doing nothing at all
            would be right.
    """

    make: Maker
    intent: str
    decision: str
    weight: float
    alone: bool = True


_REQUESTS = (
    Request(requests.pay_overdue_bill, "pay_overdue_bill", "do", 3),
    Request(requests.refuse_payment, "pay_overdue_bill", "refuse", 1.2),
    Request(requests.refuel_data, "refuel_data", "do", 2),
    Request(requests.refuse_refuel, "refuel_data", "refuse", 1.2, alone=False),
    Request(requests.change_plan, "change_plan", "transfer", 1),
    Request(requests.ask_usage, "ask_usage", "do", 2),
)
_REPAIRS = {"fix_no_service": 6.0, "fix_mobile_data": 7.0, "fix_slow_data": 2.0, "fix_mms": 7.0}
_FAMILY_OF = {
    "fix_no_service": "service",
    "fix_mobile_data": "mobile_data",
    "fix_slow_data": "mobile_data",
    "fix_mms": "mms",
}


def sample_blueprint(world: World, random: Random, plan: Plan) -> Blueprint | None:
    """Find a blueprint by breaking a phone, tracing what is wrong, and executing every call.

    Args:
        world: A fresh world of the carrier. It is only read: a task begins in a state of its own, so its calls are
            executed in a world over the same base that begins in that state.
        random: The only source of chance.
        plan: How many goals, and which intents to prefer. ``refuse`` and ``transfer`` may be emphasised too.

    Returns:
        A blueprint whose gold solution runs without an error from its initial state, or None where none was found.
    """
    lines = lines_in_use(world)
    for _ in range(_ATTEMPTS):
        try:
            wish = _draw_wish(random, plan)
        except DeadEnd:
            continue
        for line in random.sample(lines, min(_LINES, len(lines))):
            try:
                return _compose(world, random, wish, line)
            except DeadEnd:
                continue
    return None


@dataclass(frozen=True)
class _Wish:
    """What one dialogue is to be about, before a line is found for it.

    Attributes:
        family: The family of the issues to repair, or empty for a dialogue without a repair.
        issues: Those issues.
        willing: Whether the user accepts paying for a repair.
        requests: The other requests.
    """

    family: str
    issues: tuple[str, ...]
    willing: bool
    requests: tuple[Request, ...]


def _compose(world: World, random: Random, wish: _Wish, line: Line) -> Blueprint:
    """Carry out a wish for a line.

    Raises:
        DeadEnd: That is impossible for this line.
    """
    case = _case_of(world, random, wish, line)
    initial = case.initial() if case else InitialState(calls=(line.introduction(),))
    live = World(world.domain, world.base, initial, seed=world.seed)
    identify = _Identification(random.choices(list(_IDENTITIES), list(_IDENTITIES.values()))[0], line)
    goals = []
    for make in _ordered(random, wish, case):
        goals.append(make(live, line, random, identify))
        identify.done = True
    persona = random.choice(_PERSONAS)
    return Blueprint((*caller_facts(line, identify.kind), *persona_facts(persona)), tuple(goals), initial)


def _ordered(random: Random, wish: _Wish, case: Case | None) -> list[Maker]:
    """Return what makes the goals, in random order; a transfer ends the dialogue, so it comes last.

    They are ordered before they make anything, for each works in the world that the one before it left.
    """
    makers: list[tuple[bool, Maker]] = [(request.decision == "transfer", request.make) for request in wish.requests]
    if case is not None:
        broken = case
        makers.append((case.stays, lambda world, _line, rng, identify: repair(world, broken, rng, identify)))
    random.shuffle(makers)
    return [make for _, make in sorted(makers, key=lambda maker: maker[0])]


class _Identification:
    """The calls by which the agent finds out who calls, made once."""

    def __init__(self, kind: str, line: Line) -> None:
        self.kind = kind
        self.done = False
        self._line = line

    def __call__(self, script: Script) -> None:
        """Identify the user, unless that has been done.

        Raises:
            DeadEnd: What identifies them leads to somebody else too.
        """
        if self.done:
            return
        line = self._line
        match self.kind:
            case "name":
                found = script.agent(
                    "Name and date of birth identify the user.",
                    "get_customer_by_name",
                    full_name=line.name,
                    dob=line.birth,
                )
                if found.count('"customer_id"') != 1:
                    raise DeadEnd("two customers share name and date of birth")
            case "id":
                script.agent("The customer id identifies the user.", "get_customer_by_id", customer_id=line.customer_id)
            case _:
                script.agent("The number identifies the user.", "get_customer_by_phone", phone_number=line.phone_number)


# Wishes


def _draw_wish(random: Random, plan: Plan) -> _Wish:
    """Draw what a dialogue is about.

    Raises:
        DeadEnd: Too few of the drawn requests can stand beside each other, or doing nothing would satisfy them.
    """
    size = drawn_size(random, plan, _SIZES, beyond=_LARGER)
    repairs = {intent: emphasised(plan, weight, intent) for intent, weight in _REPAIRS.items()}
    others = sum(_weight(plan, request) for request in _REQUESTS)
    intent = random.choices([*repairs, ""], [*repairs.values(), others])[0]
    if not intent:
        drawn = _draw_requests(random, plan, None, size)
        if not any(request.alone for request in drawn):
            raise DeadEnd("doing nothing would do")
        return _Wish("", (), True, drawn)
    stays = random.random() < emphasised(plan, _UNREPAIRABLE, "transfer")
    willing = not stays or random.random() >= _UNWILLING
    by_size = _combinations(intent, stays and willing)
    if not by_size:
        raise DeadEnd(f"{intent} can always be repaired")
    issues = random.choice(by_size[random.choice(sorted(by_size))])
    case = Case(_FAMILY_OF[intent], issues, _NOBODY, refuel_gb=float(willing), will_pay=willing)
    if case.stays != stays:
        raise DeadEnd("it does not take the user's consent")
    return _Wish(case.family, issues, willing, _draw_requests(random, plan, case, size - 1))


def _draw_requests(random: Random, plan: Plan, case: Case | None, size: int) -> tuple[Request, ...]:
    """Draw requests that can stand beside a case and each other; at most one transfers."""
    fitting = [request for request in _REQUESTS if _weight(plan, request) > 0 and _goes_with(request, case)]
    drawn: list[Request] = []
    while len(drawn) < size:
        if not fitting:
            raise DeadEnd("too few requests go together")
        request = random.choices(fitting, [_weight(plan, request) for request in fitting])[0]
        drawn.append(request)
        fitting = [
            other
            for other in fitting
            if other.intent != request.intent and not request.decision == other.decision == "transfer"
        ]
    return tuple(drawn)


def _weight(plan: Plan, request: Request) -> float:
    return emphasised(plan, request.weight, request.intent, request.decision)


def _goes_with(request: Request, case: Case | None) -> bool:
    """Whether a request can stand beside a case: neither may decide how the other ends."""
    if case is None:
        return True
    return not (
        (request.decision == "transfer" and case.stays)
        or (request.intent == "pay_overdue_bill" and case.suspended)
        or (request.intent in ("refuel_data", "ask_usage") and case.used_up)
    )


# Cases


def _case_of(world: World, random: Random, wish: _Wish, line: Line) -> Case | None:
    """Return the case of a wish for a line, or None where there is nothing to repair.

    Raises:
        DeadEnd: Something else is wrong with this line, or it cannot have the issues.
    """
    if not wish.family:
        return None
    room = MOST_REFUEL_GB - line.refuelled_gb
    amounts = [amount for amount in (0.5, 1.0, 1.5, 2.0) if OVERUSE_GB < amount <= room]
    amount = random.choice(amounts or [0.0]) if wish.willing else 0.0
    case = Case(wish.family, wish.issues, line, amount, wish.willing)
    bills = [world.bills.peek(key) for key in world.customers[line.customer_id]["bill_ids"]]
    if line.used_up or (case.used_up and (line.limit_gb >= UNLIMITED_GB or not amounts)):
        raise DeadEnd("the allowance of this line does not fit")
    if case.suspended and any(bill is None or bill["status"] in ("Overdue", "Awaiting Payment") for bill in bills):
        raise DeadEnd("the customer is behind with another bill")
    return case


@cache
def _combinations(intent: str, stays: bool) -> Mapping[int, Sequence[tuple[str, ...]]]:
    """Return the combinations of issues that lead to an intent, by their number."""
    found: dict[int, list[tuple[str, ...]]] = {}
    for issues in combinations(FAMILIES[_FAMILY_OF[intent]]):
        case = Case(_FAMILY_OF[intent], issues, _NOBODY)
        if case.intent == intent and case.stays == stays:
            found.setdefault(len(issues), []).append(issues)
    return found


_NOBODY = Line("", "", "", "", "", "", 0.0, 0.0, 0.0, 0.0, roaming=False)
