"""A plugin that wraps the scenario writer: what it writes ends with a word of caution."""

from collections.abc import Generator
from dataclasses import replace
from typing import Any

import eigengraph as eg
from eigengraph.graphs import Item
from eigengraph.records import Scenario

CAUTION = "Stay polite."


@eg.hookimpl(wrapper=True)
def make_worker(role: str) -> Generator[None, Any, Any]:
    worker = yield
    if role != "scenario":
        return worker

    async def write(item: Item, blueprint: eg.Blueprint) -> Scenario:
        scenario = await worker(item, blueprint)
        return replace(scenario, task_instructions=f"{scenario.task_instructions} {CAUTION}".strip())

    return write
