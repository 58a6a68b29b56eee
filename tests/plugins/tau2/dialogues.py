"""Dialogues in tau2-bench's terms, for tests."""

from typing import Any

from eigengraph.records import ROLE_OF, Message, Side, ToolCall

COMPLETE = {
    "action_id": "a",
    "name": "update_task_status",
    "arguments": {"task_id": "task_1", "status": "completed"},
}
"""A gold action."""


def called(name: str, answer: str, side: Side = "agent", *, error: bool = False, **arguments: Any) -> list[Message]:
    """A call with what was recorded of it."""
    call = ToolCall(name, arguments, side, f"{name}_id")
    return [
        Message(ROLE_OF[side], tool_calls=(call,), side=side),
        Message("tool", answer, side=side, call_id=call.id, error=error),
    ]


def said(text: str) -> Message:
    """A text of the agent."""
    return Message("assistant", text)


def results(domain: str, tasks: list[dict[str, Any]], *simulations: dict[str, Any]) -> dict[str, Any]:
    """A results file, with as little in it as tau2-bench's own reader accepts."""
    info = {"environment_info": {"domain_name": domain}, "agent_info": {"implementation": "llm_agent"}}
    return {"info": info, "tasks": tasks, "simulations": list(simulations)}


def simulation(task_id: str, reward: float | None, messages: list[dict[str, Any]], **fields: Any) -> dict[str, Any]:
    """A simulation of a results file."""
    info = None if reward is None else {"reward": reward, "reward_basis": ["DB"]}
    base = {"id": f"s_{task_id}", "task_id": task_id, "termination_reason": "user_stop"}
    return {**base, "reward_info": info, "messages": messages, **fields}
