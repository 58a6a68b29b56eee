"""The synthesis graph: plan, draw candidates, make tasks, make dialogues, settle, reflect; until enough are accepted.

LangGraph carries the control flow over batches of candidate indices; the items themselves stay on the bench.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, TypedDict, get_type_hints

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime

from eigengraph.audit import Likeness, Likenesses, likeness
from eigengraph.errors import ConfigError, UnknownNameError
from eigengraph.graphs.batch import Graph, Part, batch_graph
from eigengraph.graphs.bench import FINAL, PILOT, Bench, Result
from eigengraph.graphs.evolving import evolve, watch
from eigengraph.graphs.lineage import datum_of
from eigengraph.graphs.sending_back import send_back
from eigengraph.graphs.stage import Stage, check_name, check_stages
from eigengraph.graphs.streams import next_batch, open_streams, plans, trial_of
from eigengraph.graphs.task_stages import TASK_STAGES
from eigengraph.graphs.trajectory_stages import TRAJECTORY_STAGES
from eigengraph.records import decode, digest, encode

_TASK_FIELDS = ("blueprint", "scenario", "task", "certificate")
_TRAJECTORY_FIELDS = ("trajectory", "verdict", "findings", "judgement", "attribution")
_DATUM_FIELDS = ("task", "certificate", "trajectory", "verdict")


class SynthesisState(TypedDict, total=False):
    """State of a run: an id, indices and counters.

    Attributes:
        pilots: Pilot rounds that are over; scale-up comes after the last.
        drawn: Candidates of scale-up drawn so far.
        batch: The candidates drawn last.
        alive: Those of them that are still in the race.
        through: Those that have passed every stage.
        back: Those whose task is sent back to be made again.
        accepted: Candidates of scale-up accepted so far.
    """

    pilots: int
    drawn: int
    batch: list[int]
    alive: list[int]
    through: list[int]
    back: list[int]
    accepted: int


def compose_graph(
    *,
    replace: Mapping[str, Part] | None = None,
    insert_after: Mapping[str, Part] | None = None,
    checkpointer: BaseCheckpointSaver[Any] | None = None,
) -> Graph:
    """Compose the synthesis graph.

    Args:
        replace: Parts to put in the place of a stage, by its name.
        insert_after: Parts to add behind a stage, by its name.
        checkpointer: Keeps the state of this graph, which is counters and indices; items are the ledger's.

    Returns:
        A compiled graph. Its runtime context is a ``Bench``.

    Raises:
        UnknownNameError: A name is no stage's.
        ConfigError: A part is neither stage nor compiled graph, a stage reads what no stage before it writes, nobody
            writes what the dataset needs, or a graph's state does not carry a batch.
    """
    replace, insert_after = replace or {}, insert_after or {}
    names = [item.name for item in (*TASK_STAGES, *TRAJECTORY_STAGES)]
    for name, part in (*replace.items(), *insert_after.items()):
        if name not in names:
            raise UnknownNameError("stage", name, names)
        _check_part(name, part)
    for part in insert_after.values():
        check_name(part.name, names)
        names.append(part.name)
    tasks = _arranged(TASK_STAGES, replace, insert_after)
    trajectories = _arranged(TRAJECTORY_STAGES, replace, insert_after)
    written = check_stages([*_declared(TASK_STAGES, tasks), *_declared(TRAJECTORY_STAGES, trajectories)])
    for name in _DATUM_FIELDS:
        if name not in written:
            raise ConfigError(f"no stage writes {name!r}, which the dataset needs; add it to the writes of one")

    graph = StateGraph(SynthesisState, context_schema=Bench)
    nodes: dict[str, Any] = {
        "plan": _plan,
        "draw": _draw,
        "tasks": batch_graph("tasks", tasks, "task_attempts", _TASK_FIELDS),
        "trajectories": batch_graph("trajectories", trajectories, "rollout_attempts", _TRAJECTORY_FIELDS),
        "send_back": _send_back,
        "settle": _settle,
        "reflect": _reflect,
    }
    for at, node in nodes.items():
        graph.add_node(at, node)
    for at, then in pairwise([START, *nodes]):
        if at != "send_back":
            graph.add_edge(at, then)
    graph.add_conditional_edges("send_back", _whether_again, {"again": "tasks", "done": "settle"})
    graph.add_conditional_edges("reflect", _next_step, {"more": "draw", "enough": END})
    return graph.compile(name="synthesis", checkpointer=checkpointer)


def _arranged(
    stages: Sequence[Stage], replace: Mapping[str, Part], insert_after: Mapping[str, Part]
) -> dict[str, Part]:
    """Return parts by node name, in order; a part that replaces a stage keeps its place and name."""
    parts: dict[str, Part] = {}
    for item in stages:
        parts[item.name] = replace.get(item.name, item)
        if item.name in insert_after:
            added = insert_after[item.name]
            parts[added.name] = added
    return parts


def _declared(standard: Sequence[Stage], parts: Mapping[str, Part]) -> list[Stage]:
    """Return each part's input and output schema; a graph in a stage's place must keep that stage's."""
    places = {item.name: item for item in standard}
    declared = []
    for name, part in parts.items():
        if isinstance(part, Stage):
            declared.append(part)
        elif name in places:
            declared.append(places[name])
    return declared


def _check_part(place: str, part: Part) -> None:
    """Check that a part is a stage, or a graph that takes and gives back a batch."""
    if isinstance(part, Stage):
        return
    if not isinstance(part, CompiledStateGraph):
        mend = "call its compile()" if isinstance(part, StateGraph) else "give a Stage or a compiled graph"
        raise ConfigError(f"{part!r:.80} cannot stand at {place!r}; {mend}")
    for what, schema in (("input", part.builder.input_schema), ("output", part.builder.output_schema)):
        keys = get_type_hints(schema)
        if keys.get("alive") != list[int]:
            raise ConfigError(
                f"graph {part.name!r} cannot stand at {place!r}: its {what} has no 'alive: list[int]' (it has: "
                f"{', '.join(sorted(keys)) or 'none'}); build it over eigengraph.graphs.BatchState"
            )


async def _plan(_state: SynthesisState, runtime: Runtime[Bench]) -> SynthesisState:
    """Write the first plans of each stream; a run of one stream without rounds has one fixed plan."""
    await open_streams(runtime.context)
    return {"pilots": 0, "drawn": 0, "accepted": 0}


async def _draw(state: SynthesisState, runtime: Runtime[Bench]) -> SynthesisState:
    """Draw the next candidates: a pilot batch for each stream, or no more than could still be wanted.

    What an earlier run settled stays settled.
    """
    bench = runtime.context
    if not bench.streams:
        await _catch_up(state, runtime)
    settings = bench.shop.settings
    piloting = state["pilots"] < settings.rounds
    size = min(settings.batch, settings.tasks - state["accepted"], settings.candidates - state["drawn"])
    items = next_batch(bench, state["pilots"], state["drawn"], size)
    fresh = [item.index for item in items if bench.store.get(item.index, PILOT if piloting else FINAL, 0) is None]
    bench.items = {item.index: item for item in items}
    bench.rejected = {}
    drawn = state["drawn"] if piloting else state["drawn"] + size
    return {"batch": [item.index for item in items], "alive": fresh, "through": [], "drawn": drawn}


async def _send_back(state: SynthesisState, runtime: Runtime[Bench]) -> SynthesisState:
    """Send tasks back to be made again whose dialogues showed them to be at fault, a bounded number of times."""
    back = send_back(runtime.context, state["batch"], _TASK_FIELDS)
    through = sorted([*state["through"], *state["alive"]])
    return {"alive": back or through, "through": through, "back": back}


async def _whether_again(state: SynthesisState) -> str:
    return "again" if state["back"] else "done"


async def _catch_up(state: SynthesisState, runtime: Runtime[Bench]) -> None:
    """Bring the bench to where a checkpoint was made: what was decided on the way there stands in the ledger.

    Raises:
        ConfigError: The ledger does not go so far.
    """
    past = await _plan({}, runtime)
    while (past["pilots"], past["drawn"]) != (state["pilots"], state["drawn"]):
        past |= await _draw(past, runtime)
        if past["alive"]:
            raise ConfigError(
                f"the checkpoint is ahead of the run folder: candidate {past['alive'][0]} is not settled there; give "
                "the folder that it was made with, or another checkpointer"
            )
        past |= await _settle(past, runtime)
        past |= await _reflect(past, runtime)


async def _settle(state: SynthesisState, runtime: Runtime[Bench]) -> SynthesisState:
    """Decide, in the order of indices, what becomes of each candidate of the batch."""
    bench = runtime.context
    piloting = state["pilots"] < bench.shop.settings.rounds
    stage = PILOT if piloting else FINAL
    accepted = state["accepted"]
    alive = set(state["alive"])
    for index in state["batch"]:
        result = bench.store.get(index, stage, 0)
        if result is None:
            result = _final(bench, index, passed=index in alive)
            if piloting:
                result = trial_of(bench.items[index], result)
            await bench.store.put(index, stage, 0, result)
            bench.notice(index, stage, result)
        if result.status == "ok":
            bench.accepted.add(decode(Likeness, result.detail))
            accepted += not piloting
    return {"accepted": accepted, "alive": []}


async def _reflect(state: SynthesisState, runtime: Runtime[Bench]) -> SynthesisState:
    """Decide, on what the batch came to, which plans are in force, and write what is tried next."""
    bench = runtime.context
    piloting = state["pilots"] < bench.shop.settings.rounds
    if piloting:
        await evolve(bench, state["batch"], state["pilots"])
        bench.accepted = Likenesses()  # a pilot's tasks are no part of the dataset, nor of the next round
    elif plans(bench.shop.settings):
        await watch(bench, state["batch"])
    bench.items = {}
    return {"pilots": state["pilots"] + piloting}


def _final(bench: Bench, index: int, *, passed: bool) -> Result:
    if not passed:
        rejection = bench.rejected[index]
        return Result("rejected", rejection.reason, rejection.detail)
    item = bench.items[index]
    assert item.task is not None
    alike = likeness(item.task)
    if same := bench.accepted.same(alike):
        return Result("rejected", "duplicate", f"it has the same gold calls as {same}")
    if near := bench.accepted.nearest(alike):
        return Result("rejected", "near_duplicate", f"it is {near[1]:.0%} the same as {near[0]}")
    datum = datum_of(bench, item)
    # Whatever stages and workers plugins put in between, these three hold for every datum.
    shipped = digest(encode(datum.task.verifier))
    if not datum.certificate.issued:
        return Result("rejected", "certificate_not_issued", "\n".join(datum.certificate.reasons))
    if datum.certificate.verifier != shipped:
        return Result(
            "rejected",
            "certificate_of_another_verifier",
            f"the task's verifier is {shipped}, but {datum.certificate.verifier} was certified; a stage that changes "
            "the verifier must stand before stage 'certificate'",
        )
    if not datum.verdict.passed:
        return Result("rejected", "verdict_not_passed", datum.verdict.reason)
    return Result("ok", detail=encode(alike).decode(), payload=encode(datum))


async def _next_step(state: SynthesisState, runtime: Runtime[Bench]) -> str:
    settings = runtime.context.shop.settings
    if state["pilots"] < settings.rounds:
        return "more"
    return "more" if state["accepted"] < settings.tasks and state["drawn"] < settings.candidates else "enough"
