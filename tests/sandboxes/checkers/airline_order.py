"""The reservation was looked up before it was changed, and no call after that failed."""

WRITES = {"update_reservation_flights", "update_reservation_baggages", "cancel_reservation"}


def check(view):
    calls = view["calls"]
    first_write = next((i for i, call in enumerate(calls) if call["name"] in WRITES and not call["error"]), None)
    if first_write is None:
        return False, ["nothing was written"]
    looked_up = any(
        call["name"] == "get_reservation_details" and call["arguments"].get("reservation_id") == "Q8KXP2"
        for call in calls[:first_write]
    )
    clean = all(not call["error"] for call in calls[first_write:])
    return looked_up and clean, [
        text for text, ok in (("never looked up", looked_up), ("a later call failed", clean)) if not ok
    ]
