"""The weak writer as a plugin: defects are worked into what a run's own workers make."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from random import Random
from typing import Any, TypeVar

from eigengraph.graphs import Item, Workshop
from eigengraph.graphs.workers import BlueprintMaker, ScenarioWriter, VerifierMaker
from eigengraph.hookspecs import hookimpl
from eigengraph.records import Blueprint, Scenario, Verifier, encode
from eigengraph_stub.weak.blueprints import BLUEPRINT_DEFECTS
from eigengraph_stub.weak.scenarios import SCENARIO_DEFECTS
from eigengraph_stub.weak.scene import Scene
from eigengraph_stub.weak.verifiers import wrong_verifier
from eigengraph_stub.weak.weakness import Kind, Weakness

Made = TypeVar("Made")

_FEW = 3
"""How many tasks a writer without variety knows."""


@dataclass(frozen=True, slots=True)
class Label:
    """A defect that was made.

    Attributes:
        index: The candidate's index.
        attempt: Which try at it.
        kind: What is wrong.
    """

    index: int
    attempt: int
    kind: Kind


def plan_text(_shop: Workshop, item: Item) -> str:
    """Return everything that the plan of an item says, as JSON: a wording counts wherever in the plan it stands."""
    return encode(item.pair.synthesis).decode()


@dataclass(frozen=True, eq=False)
class WeakWriter:
    """A plugin that makes the workers of blueprint, scenario and verifier weak, whichever the settings choose.

    What it makes is a function of weakness, plan, candidate and attempt; nothing in it shows to the engine.

    Attributes:
        weakness: Its habits.
        note: Called with each defect when it is made; a resumed run does not make again what its ledger holds.
        told: What the plan for an item says.
    """

    weakness: Weakness
    note: Callable[[Label], None]
    told: Callable[[Workshop, Item], str] = plan_text

    @hookimpl(wrapper=True)
    def make_worker(self, role: str, shop: Workshop) -> Generator[None, Any, Any]:
        """Make the three workers weak, and leave the others alone."""
        worker = yield
        match role:
            case "blueprint":
                return self._blueprints(worker, shop)
            case "scenario":
                return self._scenarios(worker, shop)
            case "verifier":
                return self._verifiers(worker, shop)
        return worker

    def _blueprints(self, worker: BlueprintMaker, shop: Workshop) -> BlueprintMaker:
        async def find(item: Item) -> Blueprint | None:
            kind = self._drawn(shop, item)
            if kind == "no_variety":
                self.note(Label(item.index, item.attempt, kind))
                return await worker(replace(item, index=item.index % _FEW, attempt=0))
            blueprint = await worker(item)
            if blueprint is None or kind is None or kind not in BLUEPRINT_DEFECTS:
                return blueprint
            made = BLUEPRINT_DEFECTS[kind](blueprint, self._scene(shop, item))
            return self._labelled(item, kind, made) or blueprint

        return find

    def _scenarios(self, worker: ScenarioWriter, shop: Workshop) -> ScenarioWriter:
        async def write(item: Item, blueprint: Blueprint) -> Scenario:
            kind = self._drawn(shop, item)
            scenario = await worker(item, blueprint)
            if kind is None or kind not in SCENARIO_DEFECTS:
                return scenario
            made = SCENARIO_DEFECTS[kind](scenario, blueprint, self._scene(shop, item))
            return self._labelled(item, kind, made) or scenario

        return write

    def _verifiers(self, worker: VerifierMaker, shop: Workshop) -> VerifierMaker:
        async def make(item: Item, blueprint: Blueprint, scenario: Scenario) -> Verifier:
            kind = self._drawn(shop, item)
            verifier = await worker(item, blueprint, scenario)
            if kind != "wrong_verifier":
                return verifier
            return self._labelled(item, kind, wrong_verifier(verifier, self._scene(shop, item))) or verifier

        return make

    def _drawn(self, shop: Workshop, item: Item) -> Kind | None:
        return self.weakness.drawn(self.told(shop, item), item.index, item.attempt)

    def _scene(self, shop: Workshop, item: Item) -> Scene:
        random = Random(f"{self.weakness.seed}/{item.index}/{item.attempt}")
        return Scene(shop.domain, shop.base, shop.seed(item, "world"), random)

    def _labelled(self, item: Item, kind: Kind, made: Made | None) -> Made | None:
        """Note a defect where it came about, and return what has it."""
        if made is not None:
            self.note(Label(item.index, item.attempt, kind))
        return made
