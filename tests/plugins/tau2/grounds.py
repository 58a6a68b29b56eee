"""Small databases of these tests' own, with solutions, as tau2-bench and our worlds read them."""

import json
import shutil
from functools import cache
from pathlib import Path

from eigengraph_airline import AIRLINE
from eigengraph_retail import RETAIL
from eigengraph_tau2.data import FILES, DomainFolder
from eigengraph_tau2.differential import Program
from eigengraph_tau2.replay import Ground
from eigengraph_telecom import TELECOM

from eigengraph.records import InitialState, ToolCall

FIXTURES = Path(__file__).parents[2] / "fixtures"
DOMAINS = {domain.name: domain for domain in (AIRLINE, RETAIL, TELECOM)}
SIDES = {"assistant": "agent", "user": "user"}


def write_data(root: Path) -> Path:
    """Write the fixtures as a folder of tau2-bench's data, with empty policies."""
    for name, files in FILES.items():
        if name not in DOMAINS:
            continue
        folder = root / name
        folder.mkdir(parents=True)
        for file in filter(None, (files.database, files.user_database)):
            shutil.copy(FIXTURES / f"tau2_{name}" / file, folder)
        for file in files.policy.values():
            (folder / file).write_text("", "utf-8")
    return root


@cache
def ground_of(name: str) -> Ground:
    return DomainFolder(FIXTURES / f"tau2_{name}", name).ground(DOMAINS[name])


@cache
def solved(name: str) -> tuple[Program, ...]:
    """Return programs that mostly succeed: solutions of tasks, or recorded dialogues without what was refused."""
    if name == "telecom":
        programs = json.loads((FIXTURES / "tau2_telecom" / "programs.json").read_text("utf-8"))
        return tuple(
            Program(
                tuple(to_call(*call) for *call, _, error in program["calls"] if not error),
                InitialState(calls=tuple(to_call(*call) for call in program["init"])),
            )
            for program in programs
        )
    tasks = json.loads((FIXTURES / f"tau2_{name}" / "tasks.json").read_text("utf-8"))
    return tuple(
        Program(
            tuple(ToolCall(action["name"], action["arguments"]) for action in task["evaluation_criteria"]["actions"])
        )
        for task in tasks
    )


def to_call(requestor: str, name: str, arguments: dict) -> ToolCall:
    return ToolCall(name, arguments, SIDES[requestor])
