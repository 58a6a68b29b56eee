"""tau2-bench's recorded runs (``data_model/simulation.py``), in either of its formats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from eigengraph.errors import ConfigError
from eigengraph.files import read_json
from eigengraph.records import Message
from eigengraph_tau2.data import domain_name
from eigengraph_tau2.messages import WireMessage, to_messages
from eigengraph_tau2.tasks import Action, Basis, EnvAssertion, Tau2Task, read_record, read_tasks

_SOLO = ("llm_agent_solo", "dummy_user")
_SPOKEN = "voice_streaming_user_simulator"

Termination = Literal[
    "user_stop",
    "agent_stop",
    "max_steps",
    "timeout",
    "too_many_errors",
    "agent_error",
    "user_error",
    "infrastructure_error",
    "context_window_exceeded",
    "unexpected_error",
]
"""How a dialogue ends, in tau2-bench's words (``TerminationReason``)."""


@dataclass(frozen=True, slots=True)
class RecordedCheck:
    """What was recorded of one gold action."""

    action: Action
    action_match: bool


@dataclass(frozen=True, slots=True)
class RecordedAssertion:
    """What was recorded of one environment assertion."""

    env_assertion: EnvAssertion


@dataclass(frozen=True, slots=True)
class RecordedInfo:
    """What was recorded of one piece of information that had to be told."""

    info: str


@dataclass(frozen=True, slots=True)
class RecordedReward:
    """The reward that was recorded.

    tau2-bench records a check for each gold action, assertion and piece of information, whether or not it is in the
    basis; it writes null or an empty list where the task has none, and null for all in a bare reward.
    """

    reward: float
    reward_basis: list[Basis] | None = None
    db_check: dict[str, Any] | None = None
    action_checks: list[RecordedCheck] | None = None
    env_assertions: list[RecordedAssertion] | None = None
    communicate_checks: list[RecordedInfo] | None = None


@dataclass(frozen=True, slots=True)
class WireSimulation:
    """One dialogue as tau2-bench writes it; cost, times and the like are left out."""

    id: str
    task_id: str
    termination_reason: Termination
    messages: list[WireMessage] | None = None
    reward_info: RecordedReward | None = None
    trial: int | None = None
    mode: str | None = None
    ticks: list[Any] | None = None


@dataclass(frozen=True, slots=True)
class Simulation:
    """One recorded dialogue.

    Attributes:
        id: Its own.
        task_id: The task that was played.
        trial: Which try at the task.
        termination: How it ended, in tau2-bench's words.
        messages: What was said and called; None where the file has none.
        spoken: Whether it is a spoken dialogue, of ticks and not of messages.
        recorded: The reward that was recorded, if one was.
    """

    id: str
    task_id: str
    trial: int
    termination: Termination
    messages: tuple[Message, ...] | None
    spoken: bool
    recorded: RecordedReward | None


@dataclass(frozen=True, slots=True)
class Results:
    """One recorded run.

    Attributes:
        path: The file.
        domain: Our name of the domain.
        solo: Whether the agent worked alone, with the user's tools too.
        tasks: The tasks as they were when the run was made, by id.
        simulations: The dialogues.
    """

    path: Path
    domain: str
    solo: bool
    tasks: Mapping[str, Tau2Task]
    simulations: tuple[Simulation, ...]


def read_results(path: Path) -> Results:
    """Read a recorded run.

    Args:
        path: A results file, gzipped or not; or the folder of a run, or the ``results.json`` in it, where each
            simulation is a file of its own.

    Raises:
        ConfigError: It is none; names the file and the field.
    """
    meta = path / "results.json" if path.is_dir() else path
    raw = read_json(meta)
    _refuse_other_formats(raw, meta)
    info = raw["info"]
    domain = _domain(info["environment_info"].get("domain_name"), f"{meta}: info.environment_info.domain_name")
    tasks = _tasks(raw["tasks"], f"{meta}: tasks")
    sides = tuple((info.get(name) or {}).get("implementation") for name in ("agent_info", "user_info"))
    spoken = info.get("audio_native_config") is not None or sides[1] == _SPOKEN
    simulations = tuple(_simulation(item, where, spoken=spoken) for item, where in _simulations(raw, meta))
    if not simulations:
        raise ConfigError(f"{str(meta)!r} holds no simulations (found 0); give a run that was played")
    return Results(path, domain, sides == _SOLO, tasks, simulations)


def _tasks(raw: Any, where: str) -> dict[str, Tau2Task]:
    """Return tasks by id; a run that went on after a break may list one twice (tau2-bench takes the last)."""
    tasks: dict[str, Tau2Task] = {}
    for task in read_tasks(raw, where):
        if task.id in tasks and tasks[task.id] != task:
            raise ConfigError(f"{where}: there are two different tasks {task.id!r}; tell which one was played")
        tasks[task.id] = task
    return tasks


def _domain(raw: Any, where: str) -> str:
    name: str = read_record(str, raw, where)
    try:
        return domain_name(name)
    except ConfigError as error:
        raise ConfigError(f"{where}: {error}") from None


def _refuse_other_formats(raw: Any, path: Path) -> None:
    wanted = "tau2-bench's results hold info, tasks and simulations"
    if isinstance(raw, list) and raw and isinstance(raw[0], dict) and "traj" in raw[0]:
        raise ConfigError(
            f"{str(path)!r} holds results of tau-bench v1 (a list with 'traj'), not of tau2-bench; {wanted}"
        )
    if not isinstance(raw, dict):
        raise ConfigError(f"{str(path)!r} holds {type(raw).__name__}, not an object; {wanted}")
    for name, kind in (("info", dict), ("tasks", list)):
        if not isinstance(raw.get(name), kind):
            found = f"found {raw[name]!r:.40}" if name in raw else f"found: {', '.join(raw) or 'nothing'}"
            raise ConfigError(f"{str(path)!r} has no {name!r} ({found}); {wanted}")
    if not isinstance(raw["info"].get("environment_info"), dict):
        raise ConfigError(f"{str(path)!r} has no 'info.environment_info', which names the domain")


def _simulations(raw: Mapping[str, Any], meta: Path) -> Iterator[tuple[Any, str]]:
    """Yield each simulation with its place."""
    folder = meta.parent / "simulations"
    if isinstance(raw.get("simulations"), list) and not (folder.is_dir() and not raw["simulations"]):
        for index, item in enumerate(raw["simulations"]):
            yield item, f"{meta}: simulations[{index}]"
        return
    if not folder.is_dir():
        raise ConfigError(f"{str(meta)!r} has no 'simulations', and there is no folder {str(folder)!r} of them")
    files = sorted(folder.glob("*.json"))
    listed = {entry["id"] for entry in raw.get("simulation_index") or () if isinstance(entry, dict) and "id" in entry}
    for missing in sorted(listed - {path.stem for path in files}):
        raise ConfigError(f"{str(meta)!r} lists the simulation {missing!r}, but {str(folder)!r} does not hold it")
    for path in files:
        yield read_json(path), str(path)


def _simulation(raw: Any, where: str, *, spoken: bool) -> Simulation:
    wire: WireSimulation = read_record(WireSimulation, raw, where)
    return Simulation(
        wire.id,
        wire.task_id,
        wire.trial or 0,
        wire.termination_reason,
        None if wire.messages is None else to_messages(wire.messages),
        spoken or wire.ticks is not None or wire.mode == "full_duplex",
        wire.reward_info,
    )
