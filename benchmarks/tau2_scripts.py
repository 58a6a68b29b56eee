"""Tasks in our terms and tau2-bench's, each with a scripted dialogue that both can play."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import eigengraph_tau2
from eigengraph_airline import AIRLINE
from eigengraph_retail import RETAIL
from eigengraph_tau2.data import FILES, open_data
from eigengraph_tau2.export_run import ground_of
from eigengraph_tau2.exporting import databases, export_datum, export_task
from eigengraph_tau2.importing import import_task
from eigengraph_tau2.replay import Ground
from eigengraph_tau2.writing import json_text, write_database
from eigengraph_telecom import TELECOM
from measuring import tau2_tables

import eigengraph as eg
from eigengraph.dialogue import Participant, rollout
from eigengraph.exporters import write_text
from eigengraph.records import Message, Task, ToolCall
from eigengraph.verify import score
from eigengraph.world import World

DOMAINS = {domain.name: domain for domain in (AIRLINE, RETAIL, TELECOM)}
STOP = "###STOP###"


@dataclass(frozen=True, slots=True)
class Script:
    """A task and what both sides say after the greeting.

    Attributes:
        task: Ours.
        theirs: The same in tau2-bench's terms.
        agent: What the agent says and calls.
        user: What the user says and calls.
    """

    task: Task
    theirs: dict[str, Any]
    agent: tuple[Message, ...]
    user: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """One domain's scripts, and the data folder in which tau2-bench finds their tasks (``TAU2_DATA_DIR``)."""

    ground: Ground
    scripts: tuple[Script, ...]
    folder: Path


def synthesize(name: str, count: int, folder: Path, seed: int) -> Stage:
    """Synthesize tasks and dialogues, and export them.

    They are on tau2-bench's database, but for telecom's, whose four customers leave little to be different about.

    Args:
        name: The domain.
        count: Scripts wanted.
        folder: Empty; takes the data folder.
        seed: Of the tasks.
    """
    host = eg.Host([eigengraph_tau2])
    tables = None if name == "telecom" else tau2_tables(name)
    settings = eg.Settings(domain=name, tasks=count, seed=seed, tables=tables, out=folder / "run")
    run = eg.synthesize(host, settings)
    run.export("tau2", folder / "data")
    ground = ground_of(run)
    scripts = tuple(
        Script(datum.task, export_datum(datum, ground).task, *_lines(datum.trajectory.messages[1:]))
        for datum in run.data()
    )
    return Stage(ground, scripts, folder / "data")


def export_again(name: str, count: int, folder: Path) -> Stage:
    """Read the first of tau2-bench's own ``base`` tasks and write them again; their gold solutions are the dialogues.

    Args:
        name: The domain.
        count: Scripts wanted.
        folder: Empty; takes the data folder.
    """
    source = open_data(None, name)
    ground = source.ground(DOMAINS[name])
    tasks = [import_task(task, ground).task for task in source.tasks("base")[:count]]
    scripts = tuple(Script(task, export_task(task, ground), *_lines(gold_messages(task))) for task in tasks)
    target = folder / "data" / "tau2" / "domains" / name
    for file, database in databases(ground).items():
        write_database(target / file, database)
    for file in FILES[name].policy.values():
        write_text(target / file, (source.path / file).read_text("utf-8"))
    write_text(target / "tasks.json", json_text([script.theirs for script in scripts]))
    write_text(target / "split_tasks.json", json_text({"base": [task.id for task in tasks]}))
    return Stage(ground, scripts, folder / "data")


def gold_script(script: Script) -> Script:
    """Return the same task with its first right solution as the dialogue."""
    agent, user = _lines(gold_messages(script.task))
    return replace(script, agent=agent, user=user)


def gold_messages(task: Task) -> list[Message]:
    """Return a dialogue that makes a task's gold calls, each by the side whose it is, and says what must be said."""
    messages = [Message("user", "I need your help.", side="user")]
    speaker = "agent"
    for number, call in enumerate(task.blueprint.gold()):
        if call.side != speaker:
            messages.append(_handover(speaker))
            speaker = call.side
        made = replace(call, id=f"gold_{number}")
        role = "assistant" if call.side == "agent" else "user"
        messages.append(Message(role, tool_calls=(made,), side=call.side))  # type: ignore[arg-type]
    if speaker == "user":
        messages.append(_handover("user"))
    said = [text for goal in task.blueprint.goals for text in goal.say]
    return [*messages, Message("assistant", ". ".join(["Done", *said])), Message("user", STOP, side="user")]


def _handover(speaker: str) -> Message:
    if speaker == "agent":
        return Message("assistant", "Please do this on your side.")
    return Message("user", "I have done it.", side="user")


def _lines(messages: Sequence[Message]) -> tuple[tuple[Message, ...], tuple[Message, ...]]:
    """Return what the agent and what the user says, in order."""
    agent, user = (tuple(message for message in messages if message.role == role) for role in ("assistant", "user"))
    return agent, user


async def play(script: Script, ground: Ground) -> float | None:
    """Play a script in a world of ours and return what the dialogue is worth."""
    task = script.task
    world = World(ground.domain, ground.base, task.initial, seed=task.seed)
    trajectory = await rollout(world, _speaker(script.agent), _speaker(script.user), task_id=task.id)
    return score(task, ground.domain, ground.base, trajectory).reward


def _speaker(lines: Sequence[Message]) -> Participant:
    script = iter(lines)

    async def speak(_history: Sequence[Message]) -> Message:
        return next(script)

    return speak


def play_there(python: str, stage: Stage, scripts: Sequence[Script], *, by_id: bool = False) -> dict[str, list[float]]:
    """Play scripts through tau2-bench.

    Args:
        python: An interpreter that can import ``tau2``.
        stage: Whose data folder tau2-bench works on.
        scripts: What is played.
        by_id: Whether tau2-bench reads the tasks from the data folder, or is given them.

    Returns:
        ``milliseconds`` and ``rewards``, one a script.

    Raises:
        SystemExit: The interpreter cannot import tau2, or tau2-bench fails.
    """
    episodes = [
        {
            "domain": stage.ground.domain.name,
            "task": script.theirs["id"] if by_id else script.theirs,
            "agent": [_as_line(message) for message in script.agent],
            "user": [_as_line(message) for message in script.user],
        }
        for script in scripts
    ]
    done = subprocess.run(
        [python, str(Path(__file__).with_name("tau2_episode.py"))],
        input=json.dumps(episodes),
        capture_output=True,
        text=True,
        env={**os.environ, "TAU2_DATA_DIR": str(stage.folder), "LITELLM_LOCAL_MODEL_COST_MAP": "True"},
    )
    if done.returncode:
        raise SystemExit(f"tau2-bench cannot be run with {python!r}:\n{done.stderr[-2000:]}")
    result: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return result


def _as_line(message: Message) -> dict[str, Any]:
    return {
        "text": "" if message.tool_calls else message.content,
        "calls": [_as_call(call) for call in message.tool_calls],
    }


def _as_call(call: ToolCall) -> dict[str, Any]:
    return {"id": call.id, "name": call.name, "arguments": dict(call.arguments)}
