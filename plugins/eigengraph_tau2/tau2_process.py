# mypy: disable-error-code="import-not-found,import-untyped"
"""Holds one of tau2-bench's own environments and answers requests, a line of JSON each; run by ``interpreter.py``.

    TAU2_DATA_DIR=FOLDER PYTHON tau2_process.py

PYTHON must be able to import ``tau2``; it needs nothing else, and nothing of this project. Requests:

- ``{"reset": {"domain", "solo", "seed", "initial"}}``: a new environment, ``initial`` functions run on it.
- ``{"calls": [{"requestor", "name", "arguments"}]}``: an answer a call, ``[content, error]``.
- ``{"databases": true}``: the databases, ``[agent, user]``, null for a side without one.
- ``{"step": {...}}``: one call, or one sync, in a state that comes with it; see ``step``.

An answer is ``{"value"}``, or ``{"problem"}`` where tau2-bench raises outside a tool.

Two things are put back at each reset and step, since tau2-bench lets them leak from one dialogue into the next: the ids
of new bills, which it draws at random, and the VPN server's record, which all phones of a process share.
"""

from __future__ import annotations

import json
import sys
from copy import deepcopy
from random import Random
from types import SimpleNamespace
from typing import Any

answers, sys.stdout = sys.stdout, sys.stderr  # imports below print

from loguru import logger  # noqa: E402
from tau2.data_model.message import ToolCall  # noqa: E402
from tau2.data_model.tasks import EnvFunctionCall  # noqa: E402
from tau2.domains.telecom import tools as telecom_tools  # noqa: E402
from tau2.domains.telecom.user_data_model import PerformanceLevel  # noqa: E402
from tau2.domains.telecom.user_tools import TelecomUserTools  # noqa: E402
from tau2.registry import registry  # noqa: E402
from tau2_state import Database  # noqa: E402

logger.remove()
SERVER = deepcopy(TelecomUserTools.default_vpn_details)


def settle(source: Random, *, slow: bool = False) -> None:
    """Draw the ids of new bills from a source, and put back the VPN server's record, as that of a slow one or not."""
    telecom_tools.uuid = SimpleNamespace(uuid4=lambda: SimpleNamespace(hex=f"{source.getrandbits(32):08x}"))
    TelecomUserTools.default_vpn_details = deepcopy(SERVER)
    if slow:
        TelecomUserTools.default_vpn_details.server_performance = PerformanceLevel.POOR


def reset(domain: str, solo: bool, seed: int, initial: list[dict[str, Any]]) -> Any:
    """Return a new environment of a domain."""
    settle(Random(seed))
    environment = registry.get_env_constructor(domain)()
    environment.set_solo_mode(solo)
    for call in initial:
        environment.run_env_function_call(
            EnvFunctionCall(env_type=call["requestor"], func_name=call["name"], arguments=call["arguments"])
        )
    return environment


def answer(environment: Any, call: dict[str, Any]) -> tuple[str, bool]:
    """Return what a call is told, and whether that is an error."""
    told = environment.get_response(ToolCall(id="", **call))
    return told.content, told.error


def databases(environment: Any) -> list[Any]:
    """Return the agent's database and the user's."""
    return [kit and kit.db and kit.db.model_dump() for kit in (environment.tools, environment.user_tools)]


def open_databases(environment: Any, keys: dict[str, str]) -> dict[str, Database]:
    """Return each side's database as a value, by requestor."""
    kits = {"assistant": environment.tools, "user": environment.user_tools}
    return {
        requestor: Database(kit.db, keys) for requestor, kit in kits.items() if kit is not None and kit.db is not None
    }


def step(environment: Any, sides: dict[str, Database], asked: dict[str, Any]) -> dict[str, Any]:
    """Run one call, or one sync, in a given state.

    Args:
        environment: Never in solo mode; whose tool it is decides where a call goes.
        sides: Its databases.
        asked: ``kind`` (``tool``, ``function`` for one that is no tool, or ``sync``), ``requestor``, ``name``,
            ``arguments``; ``state``, the parts of ``tau2_state`` by requestor, of every side that it can touch;
            ``keys``, what tells one row of a list from another, by field;
            ``random``, a state of ``random.Random`` or null; ``slow``, whether the VPN server is.

    Returns:
        ``content`` and ``error`` as the caller is told; parts that have ``changed`` and what was ``seen``;
        ``random`` as it is now.
    """
    for requestor, parts in asked["state"].items():
        sides[requestor].bring(parts)
    source = Random()
    if asked["random"] is not None:
        version, numbers, gauss = asked["random"]
        source.setstate((version, tuple(numbers), gauss))
    settle(source, slow=asked["slow"])
    try:
        told, error = run(environment, asked), False
    except Exception as problem:  # noqa: BLE001
        told, error = f"Error: {problem}", True
    return {
        "content": environment.to_json_str(told),
        "error": error,
        "changed": [part for requestor in asked["state"] for part in sides[requestor].changed()],
        "seen": [place for requestor in asked["state"] for place in sides[requestor].seen()],
        "random": asked["random"] and source.getstate(),
    }


def run(environment: Any, asked: dict[str, Any]) -> Any:
    """Run what a step asks for, and return what that returns."""
    if asked["kind"] == "sync":
        return environment.sync_tools()
    if asked["kind"] == "tool":
        return environment.make_tool_call(asked["name"], requestor=asked["requestor"], **asked["arguments"])
    kit = environment.tools if asked["requestor"] == "assistant" else environment.user_tools
    return getattr(kit, asked["name"])(**asked["arguments"])


def main() -> None:
    """Answer requests until there are no more."""
    environment: Any = None
    sides: dict[str, Database] = {}
    for line in sys.stdin:
        request = json.loads(line)
        value: Any = None
        try:
            if "reset" in request:
                environment, sides = reset(**request["reset"]), {}
            elif "calls" in request:
                value = [answer(environment, call) for call in request["calls"]]
            elif "step" in request:
                sides = sides or open_databases(environment, request["step"]["keys"])
                value = step(environment, sides, request["step"])
            else:
                value = databases(environment)
            told = {"value": value}
        except Exception as error:  # noqa: BLE001
            told = {"problem": f"{type(error).__name__}: {error}"}
        print(json.dumps(told, default=str), file=answers, flush=True)


if __name__ == "__main__":
    main()
