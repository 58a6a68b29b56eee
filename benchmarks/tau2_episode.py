"""Plays scripted episodes through tau2-bench's own orchestrator and evaluator; run by other benchmarks.

    TAU2_DATA_DIR=FOLDER PYTHON benchmarks/tau2_episode.py < episodes.json

PYTHON must be able to import ``tau2``. It reads ``[{"domain", "task", "agent", "user"}]``: a task in tau2-bench's
terms, or the id of one in FOLDER, and what either side says, a list of ``{"text", "calls"}``. It prints one line of
JSON: CPU milliseconds and reward of each episode. As in a tau2-bench run each episode gets an environment of its own,
which loads the database, and the evaluator builds more. Logging is off, which only makes it faster.
"""

from __future__ import annotations

import json
import sys
import time
from functools import cache
from typing import Any

answers, sys.stdout = sys.stdout, sys.stderr  # imports below print

from loguru import logger  # noqa: E402
from tau2.agent.base_agent import HalfDuplexAgent  # noqa: E402
from tau2.data_model.message import AssistantMessage, ToolCall, UserMessage  # noqa: E402
from tau2.data_model.tasks import Task  # noqa: E402
from tau2.evaluator.evaluator import EvaluationType, evaluate_simulation  # noqa: E402
from tau2.orchestrator.orchestrator import Orchestrator  # noqa: E402
from tau2.registry import registry  # noqa: E402
from tau2.user.user_simulator_base import HalfDuplexUser  # noqa: E402


class ScriptedAgent(HalfDuplexAgent):
    """Says and calls what its script says."""

    script: list[dict[str, Any]]

    def get_init_state(self, message_history: Any = None) -> Any:  # noqa: ARG002
        """Begin the script."""
        return iter(self.script)

    def generate_next_message(self, message: Any, state: Any) -> tuple[AssistantMessage, Any]:  # noqa: ARG002
        """Return the next line of the script."""
        # The messages are made now, because tau2-bench orders them by the time at which they were made.
        return AssistantMessage(role="assistant", **spoken(next(state), "assistant")), state


class ScriptedUser(HalfDuplexUser):
    """Says and calls what its script says."""

    script: list[dict[str, Any]]

    def get_init_state(self, message_history: Any = None) -> Any:  # noqa: ARG002
        """Begin the script."""
        return iter(self.script)

    def generate_next_message(self, message: Any, state: Any) -> tuple[UserMessage, Any]:  # noqa: ARG002
        """Return the next line of the script."""
        return UserMessage(role="user", **spoken(next(state), "user")), state


def spoken(line: dict[str, Any], requestor: str) -> dict[str, Any]:
    """Return a line as fields of a message."""
    calls = [ToolCall(requestor=requestor, **call) for call in line["calls"]]
    return {"content": line["text"] or None, "tool_calls": calls or None}


@cache
def loaded(domain: str) -> dict[str, Task]:
    """Return the tasks of the data folder by id, read by tau2-bench itself."""
    return {task.id: task for task in registry.get_tasks_loader(domain)("base")}


def play(episode: dict[str, Any], task: Task) -> float:
    """Play and grade one episode; return its reward."""
    domain = episode["domain"]
    environment = registry.get_env_constructor(domain)()
    agent = ScriptedAgent(environment.get_tools(), environment.get_policy())
    user = ScriptedUser()
    agent.script, user.script = episode["agent"], episode["user"]
    run = Orchestrator(domain, agent, user, environment, task, max_steps=200).run()
    graded = evaluate_simulation(run, task, EvaluationType.ALL, solo_mode=False, domain=domain)
    return float(graded.reward)


def main() -> None:
    logger.remove()
    milliseconds, rewards = [], []
    for episode in json.load(sys.stdin):
        given = episode["task"]
        task = loaded(episode["domain"])[given] if isinstance(given, str) else Task.model_validate(given)
        begun = time.process_time()
        rewards.append(play(episode, task))
        milliseconds.append((time.process_time() - begun) * 1000)
    print(json.dumps({"milliseconds": milliseconds, "rewards": rewards}), file=answers)


if __name__ == "__main__":
    main()
