"""Tasks made by hand over the toy domains, and ways to play and score them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from eigengraph.records import (
    AcceptableOutcome,
    Assertion,
    Blueprint,
    Fact,
    Goal,
    InitialState,
    Message,
    Outcome,
    PlannedCall,
    Scenario,
    Side,
    Task,
    ToolCall,
    Trajectory,
    Verdict,
    Verifier,
)
from eigengraph.verify import derive_verifier, score_steps
from eigengraph.verify.replay import Step
from eigengraph.world import Base, Domain, World, check_tables
from tests.toys import SHOP

SCENARIO = Scenario("Ann.", "Hello.", "", "", "")


def base_of(domain: Domain = SHOP) -> Base:
    return Base(check_tables(domain.schema, domain.tables(0), domain.check_tables), domain.sides())


def call(name: str, side: Side = "agent", /, **arguments: Any) -> ToolCall:
    return ToolCall(name, arguments, side)


def planned(*calls: ToolCall, essential: Iterable[str] = ()) -> tuple[PlannedCall, ...]:
    return tuple(PlannedCall(item, "", item.name in essential) for item in calls)


def task_of(*goals: Goal, domain: Domain = SHOP, initial: InitialState | None = None) -> Task:
    """Return a task with the verifier derived from its goals."""
    blueprint = Blueprint((Fact("user_id", "ann", "ann"),), goals)
    initial = initial or InitialState()
    verifier = derive_verifier(domain, base_of(domain), blueprint, initial, 0)
    return Task("t1", domain.name, blueprint, SCENARIO, verifier, initial)


def only(*assertions: Assertion, needs: Sequence[tuple[str, str]] = ()) -> Verifier:
    """Return a verifier of one acceptable outcome."""
    return Verifier((AcceptableOutcome("only", assertions),), tuple(needs))


def judged(verifier: Verifier, *happened: ToolCall | str, domain: Domain = SHOP) -> Verdict:
    """Score calls and texts of the policy, in order."""
    task = replace(task_of(domain=domain), verifier=verifier)
    return score_steps(task, domain, base_of(domain), steps(*happened))


def steps(*happened: ToolCall | str) -> list[Step]:
    return [Step(said=item) if isinstance(item, str) else Step(item) for item in happened]


def dialogue(task: Task, domain: Domain, base: Base, *happened: ToolCall | str, solo: bool = False) -> Trajectory:
    """Make the trajectory of calls and texts, in order, as a rollout would."""
    world = World(domain, base, task.initial, seed=task.seed, solo=solo)
    messages: list[Message] = []
    for number, item in enumerate(happened):
        if isinstance(item, str):
            messages.append(Message("assistant", item))
            continue
        made = replace(item, id=f"call_{number}")
        result = world.call(made)
        messages.append(Message("assistant" if made.side == "agent" else "user", tool_calls=(made,), side=made.side))
        messages.append(Message("tool", result.content, side=made.side, call_id=made.id, error=result.error))
    return Trajectory(task.id, tuple(messages), Outcome.COMPLETED)
