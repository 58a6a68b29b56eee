"""A third party's plugin: a domain in two variants, a tool, a model, a worker, an exporter, a command."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import typer

import eigengraph as eg
from eigengraph.errors import ConfigError
from eigengraph.exporters import write_text
from eigengraph.graphs import Item, Worker, Workshop
from eigengraph.models import Model, ModelScheme, Reply, Request
from eigengraph.records import Message
from eigengraph.world import Tool
from eigengraph_fixture.kiosk import KIOSK


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


def write_ids(run: eg.Run, out: Path) -> eg.Export:
    """Write the ids of a run's tasks, a line each."""
    ids = [datum.task.id for datum in run.data()]
    return eg.Export(
        (write_text(out / "ids.txt", "\n".join(ids), len(ids)),), details={"plugins": len(run.host.plugins)}
    )


@eg.hookimpl
def register_exporters() -> list[eg.Exporter]:
    return [eg.Exporter("ids", write_ids, "the ids of the tasks")]


@eg.hookimpl
def register_commands(app: typer.Typer) -> None:
    @app.command()
    def greet(name: str) -> None:
        """Greet someone."""
        print(f"Hello, {name}!")
