"""Whose each environment assertion is: tau2-bench looks it up on one side's toolkit; ours are all in one place."""

from __future__ import annotations

from eigengraph_tau2.messages import Requestor

_AGENTS = frozenset(
    {
        "assert_data_refueling_amount",
        "assert_line_status",
        "assert_no_overdue_bill",
        "assert_number_of_tasks",
        "assert_overdue_bill_exists",
        "assert_task_status",
    }
)


def asserted_by(name: str) -> Requestor:
    """Return whose toolkit has an assertion (tau2-bench, ``domains/*/tools.py`` and ``user_tools.py``)."""
    return "assistant" if name in _AGENTS else "user"
