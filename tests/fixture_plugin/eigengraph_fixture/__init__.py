"""A third party's plugin: a domain in two variants, and one of everything else that a plugin may bring."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import typer

import eigengraph as eg
from eigengraph.checks import Check, Draft
from eigengraph.errors import ConfigError
from eigengraph.exporters import write_text
from eigengraph.graphs import Generate, GeneratorRequest, Item, Observer, VerifierGenerator, Worker, Workshop
from eigengraph.models import Model, ModelScheme, Reply, Request
from eigengraph.plans import EvolutionStrategy
from eigengraph.recipes import Recipe
from eigengraph.records import Message
from eigengraph.verify.sandbox import CodeRun, SandboxKind
from eigengraph.world import Tool
from eigengraph_fixture.kiosk import KIOSK
from eigengraph_fixture.rote import Rote


@eg.hookimpl
def register_domains() -> list[eg.Domain]:
    return [KIOSK]


@eg.hookimpl
def register_variants(domain: eg.Domain) -> list[eg.Domain]:
    return [replace(domain, name="night_kiosk", policy="Refund nothing at night.")] if domain.name == "kiosk" else []


@eg.tool(kind="read")
def count_orders(world: eg.World) -> int:
    """Count the orders."""
    return len(world.orders)


@eg.hookimpl
def register_tools(domain: eg.Domain) -> list[Tool]:
    return [count_orders] if domain.name == "shop" else []


class Parrot:
    """Repeats the last message, with an ending."""

    def __init__(self, ending: str) -> None:
        self.ending = ending

    async def complete(self, request: Request) -> Reply:
        return Reply(Message("assistant", f"{request.messages[-1].content}{self.ending}"))


def open_parrot(rest: str, options: Mapping[str, Any]) -> Model:
    unknown = sorted(set(options) - {"loud"})
    if unknown:
        raise ConfigError(f"unknown option {unknown[0]!r} of model 'parrot' (known: loud)")
    return Parrot("!" if options.get("loud") else rest)


@eg.hookimpl
def register_models() -> list[ModelScheme]:
    return [ModelScheme("parrot", open_parrot, "repeats what it hears")]


def medium(_shop: Workshop) -> Any:
    """Every task is of medium difficulty."""

    async def probe(_item: Item, _task: eg.Task) -> float:
        return 0.5

    return probe


@eg.hookimpl
def register_workers() -> list[Worker]:
    return [Worker("feasibility", "medium", medium, "takes every task for one of medium difficulty")]


@eg.hookimpl
def make_worker(role: str, shop: Workshop) -> Any:
    """Replace the feasibility probe of the kiosk, whatever the settings say."""
    return medium(shop) if role == "feasibility" and shop.domain.name == "kiosk" else None


def headless(ground: eg.Ground) -> Iterator[eg.Variant]:
    """Leave out the first write."""
    calls = ground.solution.calls
    for position in ground.writes[:1]:
        yield ground.variant("the first write is missing", calls[:position] + calls[position + 1 :])


@eg.hookimpl
def register_mutators() -> list[eg.Mutator]:
    return [eg.Mutator("headless", headless, "leaves out the first write")]


@eg.hookimpl
def register_evolution_strategies() -> list[EvolutionStrategy]:
    return [EvolutionStrategy("stubborn", lambda versions: versions[0], lambda _before, _after: "no", "keep the first")]


def long_reason(draft: Draft) -> str:
    return "the user talks too much" if len(draft.scenario.reason_for_call) > 3 else ""


@eg.hookimpl
def register_checks() -> list[Check]:
    return [Check("long_reason", long_reason, "the user has much to say")]


def trusting(_shop: Workshop) -> Generate:
    """Write code that looks at one thing, and assertions for the rest."""

    async def generate(request: GeneratorRequest) -> eg.Verifier:
        code = f"def check(view):\n    return len(view['calls']) < {100 + request.attempt}, 'too many calls'\n"
        return replace(request.derived, checkers=(eg.Checker("few_calls", code),))

    return generate


@eg.hookimpl
def register_verifier_generators() -> list[VerifierGenerator]:
    return [VerifierGenerator("trusting", trusting, "assertions, and code that counts calls")]


class Yes:
    """A sandbox that runs nothing and says yes to everything."""

    def run(self, code: str, inputs: Sequence[str]) -> list[CodeRun]:
        return [CodeRun("ok", True) for _ in inputs]

    def lint(self, code: str) -> list[str]:
        return []

    def close(self) -> None:
        pass


@eg.hookimpl
def register_sandboxes() -> list[SandboxKind]:
    return [SandboxKind("yes", Yes, "says yes to everything")]


def write_ids(run: eg.Run, out: Path) -> eg.Export:
    """Write the ids of a run's tasks, a line each."""
    ids = [datum.task.id for datum in run.data()]
    return eg.Export(
        (write_text(out / "ids.txt", "\n".join(ids), len(ids)),), details={"plugins": len(run.host.plugins)}
    )


@eg.hookimpl
def register_exporters() -> list[eg.Exporter]:
    return [eg.Exporter("ids", write_ids, "the ids of the tasks")]


class Diary:
    """Writes down what it is told of the runs of one domain."""

    def __init__(self, domain: str) -> None:
        self.domain = domain

    @asynccontextmanager
    async def stage(self, name: str, item: Item, /) -> AsyncIterator[Callable[[Item, str], None]]:
        yield lambda done, reason: DIARY.append((self.domain, name, done.index, reason))

    @asynccontextmanager
    async def request(self, model: str, request: Request, /) -> AsyncIterator[Callable[[Reply], None]]:
        yield lambda reply: DIARY.append((self.domain, model, request.role, reply.message.content))


DIARY: list[tuple[object, ...]] = []


@eg.hookimpl
def observe(settings: eg.Settings) -> list[Observer]:
    return [Diary(settings.domain)]


@eg.hookimpl
def register_commands(app: typer.Typer) -> None:
    @app.command()
    def greet(name: str) -> None:
        """Greet someone."""
        print(f"Hello, {name}!")


@eg.hookimpl
def register_recipes() -> list[Recipe]:
    return [Recipe("rote", Rote(), "learns a file by heart")]
