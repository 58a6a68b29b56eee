"""Having a bill paid, with both sides taking their part."""

from __future__ import annotations

from eigengraph_telecom.sampler.scene import Line, Script


def collect(script: Script, line: Line, bill_id: str) -> None:
    """Have the user pay a bill, and make sure that it is paid."""
    script.agent(
        "It is overdue, so I may request payment.",
        "send_payment_request",
        customer_id=line.customer_id,
        bill_id=bill_id,
    )
    script.user("The user should see the request before paying.", "check_payment_request")
    script.user("The request is there; now the user can pay.", "make_payment")
    script.agent("I may say that it is paid once my records say so.", "get_details_by_id", id=bill_id)
