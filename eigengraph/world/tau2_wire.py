"""What worlds answer where tau2-bench's own plumbing, not a tool, would."""

_TWICE = "Environment.make_tool_call() got multiple values for"

TAU2_RESERVED = {
    "self": f"{_TWICE} argument 'self'",
    "tool_name": f"{_TWICE} argument 'tool_name'",
    "requestor": f"tau2.environment.environment.{_TWICE} keyword argument 'requestor'",
}
"""Argument names that ``make_tool_call`` takes itself (``environment/environment.py``), with the text each gets.

For ``Domain.reserved_arguments`` of wire-compatible domains.
"""
