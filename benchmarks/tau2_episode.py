"""Plays scripted airline episodes through tau2-bench's own orchestrator and evaluator; run by ``episode.py``.

    TAU2_DATA_DIR=FOLDER PYTHON benchmarks/tau2_episode.py < episodes.json

PYTHON must be able to import ``tau2``. It reads ``[{"id", "agent", "user", "gold", "say"}]`` and prints one line of
JSON: CPU milliseconds and reward of each episode. As in a tau2-bench run each episode gets an environment of its own,
which loads the database, and the evaluator builds more. Logging is off, which only makes it faster.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from loguru import logger
from tau2.agent.base_agent import HalfDuplexAgent
from tau2.data_model.message import AssistantMessage, ToolCall, UserMessage
from tau2.data_model.tasks import Task
from tau2.evaluator.evaluator import EvaluationType, evaluate_simulation
from tau2.orchestrator.orchestrator import Orchestrator
from tau2.registry import registry
from tau2.user.user_simulator_base import HalfDuplexUser


class ScriptedAgent(HalfDuplexAgent):
    """Says and calls what its script says."""

    script: list[dict[str, Any]]

    def get_init_state(self, message_history: Any = None) -> Any:  # noqa: ARG002
        """Begin the script."""
        return iter(self.script)

    def generate_next_message(self, message: Any, state: Any) -> tuple[AssistantMessage, Any]:  # noqa: ARG002
        """Return the next line of the script."""
        # The messages are made now, because tau2-bench orders them by the time at which they were made.
        line = next(state)
        calls = [ToolCall(requestor="assistant", **call) for call in line["calls"]]
        return AssistantMessage(role="assistant", content=line["text"] or None, tool_calls=calls or None), state


class ScriptedUser(HalfDuplexUser):
    """Says what its script says."""

    script: list[str]

    def get_init_state(self, message_history: Any = None) -> Any:  # noqa: ARG002
        """Begin the script."""
        return iter(self.script)

    def generate_next_message(self, message: Any, state: Any) -> tuple[UserMessage, Any]:  # noqa: ARG002
        """Return the next line of the script."""
        return UserMessage(role="user", content=next(state)), state


def task_of(episode: dict[str, Any]) -> Task:
    """Return an episode's task in tau2-bench's form: its state and what had to be said decide."""
    actions = [{"action_id": str(number), **call} for number, call in enumerate(episode["gold"])]
    criteria = {"actions": actions, "communicate_info": episode["say"], "reward_basis": ["DB", "COMMUNICATE"]}
    scenario = {"instructions": "As in the script."}
    return Task.model_validate({"id": episode["id"], "user_scenario": scenario, "evaluation_criteria": criteria})


def play(episode: dict[str, Any], task: Task) -> float:
    """Play and grade one episode; return its reward."""
    environment = registry.get_env_constructor("airline")()
    agent = ScriptedAgent(environment.get_tools(), environment.get_policy())
    user = ScriptedUser()
    agent.script, user.script = episode["agent"], episode["user"]
    run = Orchestrator("airline", agent, user, environment, task, max_steps=200).run()
    graded = evaluate_simulation(run, task, EvaluationType.ALL, solo_mode=False, domain="airline")
    return float(graded.reward)


def main() -> None:
    logger.remove()
    milliseconds, rewards = [], []
    for episode in json.load(sys.stdin):
        task = task_of(episode)
        begun = time.process_time()
        rewards.append(play(episode, task))
        milliseconds.append((time.process_time() - begun) * 1000)
    print(json.dumps({"milliseconds": milliseconds, "rewards": rewards}))


if __name__ == "__main__":
    main()
