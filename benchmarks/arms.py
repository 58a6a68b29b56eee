"""Arms of ``mechanics.py``: runs against the weak writer, each with or without one mechanism of the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

import orjson
from eigengraph_stub.weak import KINDS, WORDINGS, Label, Weakness, WeakWriter

import eigengraph as eg
from eigengraph.engine.ledger import Entry, Ledger
from eigengraph.graphs import FINAL, Item, Workshop
from eigengraph.graphs.planning import rule_reflector
from eigengraph.plans import PlanPair, Version, version
from eigengraph.records import Certificate, digest, encode
from eigengraph.roles.scenario_writer import model_scenario

RATE = 0.1
"""How often the writer makes each kind of defect where no sentence prevents it."""

_WRITTEN = ("blueprint", "scenario", "verifier")


@dataclass(frozen=True, slots=True)
class Arm:
    """One way to run the engine.

    Attributes:
        name: For the table.
        changed: Settings that differ from those of the full engine.
        repeats: Where it is given, the writer makes no defect but to repeat itself, at this rate.
    """

    name: str
    changed: Mapping[str, Any] = field(default_factory=dict)
    repeats: float = 0.0


FULL = Arm("everything on")
UNVALIDATED = Arm("no validation", {"checks": (), "workers": {"certifier": "trusting", "feasibility": "trusting"}})
UNEVOLVED = Arm("no evolution", {"evolution": "none"})
HARMED = Arm("harmful reflector", {"workers": {"reflector": "harmful"}})
WORSENED = Arm("subtly harmful reflector", {"workers": {"reflector": "worsening"}})
_FEW = {"rounds": 0, "tasks": 24}  # of many tasks, one stream covers nearly all that there is, too
STREAMS = Arm("streams", _FEW, repeats=0.9)
ONE_STREAM = Arm("one stream", {**_FEW, "streams": 1}, repeats=0.9)
ARMS = (FULL, UNVALIDATED, UNEVOLVED, HARMED, WORSENED, STREAMS, ONE_STREAM)


@dataclass(frozen=True)
class Outcome:
    """What one run came to.

    Attributes:
        accepted: Tasks in the dataset.
        sound: Those of them without a label of a defect; repeats are none.
        tried: Candidates of scale-up.
        written: Calls of the writer that these took: of blueprints, scenarios and verifiers.
        calls: The same with each message of a dialogue.
        requests: What each task in the dataset asks for: the intents of its goals.
        clauses: Of every goal in the dataset.
        versions: From the manifest.
    """

    accepted: int
    sound: int
    tried: int
    written: int
    calls: int
    requests: Sequence[tuple[str, ...]]
    clauses: Sequence[str]
    versions: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, eq=False)
class Workers:
    """The workers that the arms choose between.

    Attributes:
        weakness: What the harmful reflectors know, and no other.
    """

    weakness: Weakness

    @eg.hookimpl
    def register_workers(self) -> list[eg.Worker]:
        """Register them."""
        return [
            eg.Worker("reflector", "trying", lambda shop: rule_reflector(shop, WORDINGS), "tries sentences"),
            eg.Worker("reflector", "harmful", self._harmful, "makes every plan worse"),
            eg.Worker("reflector", "worsening", self._worsening, "doubles the rate of one defect at a time"),
            eg.Worker("certifier", "trusting", _trusting_certifier, "issues every certificate"),
            eg.Worker("feasibility", "trusting", _trusting_probe, "takes every task"),
            eg.Worker("scenario", "careless", _careless, "tells the user what the agent does"),
        ]

    def _harmful(self, _shop: Workshop) -> Any:
        async def reflect(parent: Version, history: Sequence[Version]) -> PlanPair:
            children = sum(one.pair.parent == parent.pair.id for one in history)
            random = Random(f"{parent.pair.id} {children}")
            said = (*self.weakness.harms.values(), *random.sample(WORDINGS, 1 + children))
            plan = replace(parent.pair.synthesis, wording=said)
            worse = replace(parent.pair.evaluation, workers={"scenario": "careless"})
            return version(parent.pair.stream, plan, worse, parent=parent.pair.id, why="make it worse")

        return reflect

    def _worsening(self, _shop: Workshop) -> Any:
        harms = [*self.weakness.harms.values()]
        idle = [one for one in WORDINGS if one not in harms and one not in self.weakness.cures.values()]

        async def reflect(parent: Version, history: Sequence[Version]) -> PlanPair | None:
            said = parent.pair.synthesis.wording
            children = sum(one.pair.parent == parent.pair.id for one in history)
            left = [one for one in harms if one not in said]
            if not left:
                return None
            # A sentence that does nothing tells a second child with the same harm from the first.
            told = idle[: children // len(left)]
            plan = replace(parent.pair.synthesis, wording=(*said, left[children % len(left)], *told))
            return version(parent.pair.stream, plan, parent.pair.evaluation, parent=parent.pair.id, why="worsen it")

        return reflect


def run_arm(arm: Arm, domain: str, seed: int, sizes: Mapping[str, int], out: Path) -> Outcome:
    """Run the engine one way against the weak writer of one seed.

    Args:
        arm: The way.
        domain: The domain.
        seed: Of run and writer.
        sizes: ``streams``, ``rounds``, ``pilot`` and ``tasks``.
        out: The run folder.
    """
    labels: list[Label] = []
    rates = {"no_variety": arm.repeats} if arm.repeats else dict.fromkeys(KINDS, RATE)
    weakness = Weakness(rates, seed)
    host = eg.Host([Workers(weakness), WeakWriter(weakness, labels.append)])
    chosen = {**sizes, **arm.changed, "workers": {"reflector": "trying", **arm.changed.get("workers", {})}}
    settings = eg.Settings(domain=domain, seed=seed, out=out, task_attempts=1, rollout_attempts=1, **chosen)
    run = eg.synthesize(host, settings)
    data = list(run.data())
    defective = {label.index for label in labels if label.kind != "no_variety"}
    scaled = [
        entry for entry in Ledger.open(out / "ledger.sqlite", write=False).entries() if entry.index >= settings.piloted
    ]
    goals = [goal for datum in data for goal in datum.task.blueprint.goals]
    return Outcome(
        len(data),
        sum(datum.index not in defective for datum in data),
        sum(entry.stage == FINAL for entry in scaled),
        sum(entry.stage in _WRITTEN for entry in scaled),
        sum(_calls(entry) for entry in scaled),
        [tuple(sorted(goal.intent for goal in datum.task.blueprint.goals)) for datum in data],
        [clause for goal in goals for clause in goal.clauses],
        run.manifest["plans"]["versions"],
    )


def _calls(entry: Entry) -> int:
    """Return how many calls of a model a stage is worth."""
    if entry.stage in _WRITTEN:
        return 1
    if entry.stage == "rollout" and entry.payload:
        return sum(message["role"] != "tool" for message in orjson.loads(entry.payload)["trajectory"]["messages"])
    return 0


def _trusting_certifier(_shop: Workshop) -> Any:
    async def issue(_item: Item, task: eg.Task) -> Certificate:
        return Certificate(digest(encode(task.verifier)), issued=True)

    return issue


def _trusting_probe(_shop: Workshop) -> Any:
    async def probe(_item: Item, _task: eg.Task) -> float:
        return 0.5

    return probe


def _careless(shop: Workshop) -> Any:
    write = model_scenario(shop)

    async def tell(item: Item, blueprint: eg.Blueprint) -> eg.Scenario:
        scenario = await write(item, blueprint)
        calls = ", ".join(call.name for call in blueprint.gold())
        return replace(scenario, known_info=f"{scenario.known_info} The agent calls {calls}.")

    return tell
