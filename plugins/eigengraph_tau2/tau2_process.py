# mypy: disable-error-code="import-not-found,import-untyped"
"""Holds one of tau2-bench's own environments and answers calls, a line of JSON each; run by ``environment.py``.

    TAU2_DATA_DIR=FOLDER PYTHON tau2_process.py

PYTHON must be able to import ``tau2``; it needs nothing else, and nothing of this project. Requests:

- ``{"reset": {"domain", "solo", "seed", "initial"}}``: a new environment, ``initial`` functions run on it.
- ``{"calls": [{"requestor", "name", "arguments"}]}``: an answer a call, ``[content, error]``.
- ``{"databases": true}``: the databases, ``[agent, user]``, null for a side without one.

An answer is ``{"value"}``, or ``{"problem"}`` where tau2-bench raises outside a tool.

Two things are put back at each reset, since tau2-bench lets them leak from one dialogue into the next: the ids of new
bills, which it draws at random, and the VPN server's record, which all phones of a process share.
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
from tau2.domains.telecom.user_tools import TelecomUserTools  # noqa: E402
from tau2.registry import registry  # noqa: E402

logger.remove()
SERVER = deepcopy(TelecomUserTools.default_vpn_details)


def reset(domain: str, solo: bool, seed: int, initial: list[dict[str, Any]]) -> Any:
    """Return a new environment of a domain."""
    source = Random(seed)
    telecom_tools.uuid = SimpleNamespace(uuid4=lambda: SimpleNamespace(hex=f"{source.getrandbits(32):08x}"))
    TelecomUserTools.default_vpn_details = deepcopy(SERVER)
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


def main() -> None:
    """Answer requests until there are no more."""
    environment: Any = None
    for line in sys.stdin:
        request = json.loads(line)
        value: Any = None
        try:
            if "reset" in request:
                environment = reset(**request["reset"])
            elif "calls" in request:
                value = [answer(environment, call) for call in request["calls"]]
            else:
                value = databases(environment)
            told = {"value": value}
        except Exception as error:  # noqa: BLE001
            told = {"problem": f"{type(error).__name__}: {error}"}
        print(json.dumps(told, default=str), file=answers, flush=True)


if __name__ == "__main__":
    main()
