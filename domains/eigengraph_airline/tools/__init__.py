"""The airline's tools, all of them the agent's, wire-compatible with tau2-bench (``domains/airline/tools.py``)."""

from eigengraph.authoring import calculate
from eigengraph.world import Tool
from eigengraph_airline.tools.booking import book_reservation
from eigengraph_airline.tools.changes import (
    cancel_reservation,
    update_reservation_baggages,
    update_reservation_flights,
    update_reservation_passengers,
)
from eigengraph_airline.tools.desk import transfer_to_human_agents
from eigengraph_airline.tools.lookups import (
    get_flight_status,
    get_reservation_details,
    get_user_details,
    list_all_airports,
)
from eigengraph_airline.tools.payments import send_certificate
from eigengraph_airline.tools.search import search_direct_flight, search_onestop_flight

TOOLS: tuple[Tool, ...] = (
    book_reservation,
    calculate,
    cancel_reservation,
    get_reservation_details,
    get_user_details,
    list_all_airports,
    search_direct_flight,
    search_onestop_flight,
    send_certificate,
    transfer_to_human_agents,
    update_reservation_baggages,
    update_reservation_flights,
    update_reservation_passengers,
    get_flight_status,
)
"""Every tool, in the order in which models are shown them."""

__all__ = ["TOOLS"]
