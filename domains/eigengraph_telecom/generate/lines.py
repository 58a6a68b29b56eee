"""Lines, and the devices in which they are used."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from eigengraph_telecom.generate.numbers import Numbers
from eigengraph_telecom.generate.plans import GADGET_PLAN

TODAY = date(2025, 2, 25)

_MODELS = {
    "phone": ("Aster 5", "Aster 6 Pro", "Brio Lite", "Cobalt X2", "Cobalt X3", "Dune Fold", "Ember 11", "Ember 12 Max"),
    "tablet": ("Slate 9", "Slate 11", "Canvas Air"),
    "watch": ("Tempo 2", "Tempo 3"),
    "router": ("HomeCube", "HomeCube Plus"),
}
_STATUS = {"suspended": "Suspended", "ended": "Suspended", "new": "Pending Activation", "closed": "Closed"}


def draw_line(
    random: Random, standing: str, plans: Mapping[str, Any], numbers: Numbers
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Draw a line, in the fields of ``LineRow``, and its device, if it has one.

    Args:
        random: The source of chance.
        standing: How the customer stands, as far as this line shows it.
        plans: The price list.
        numbers: Gives ids and phone numbers.
    """
    kind = "phone" if standing != "good" else random.choices(("phone", "tablet", "watch", "router"), (80, 10, 6, 4))[0]
    plan_id = (
        GADGET_PLAN if kind in ("watch", "router") else random.choice([key for key in plans if key != GADGET_PLAN])
    )
    device = None if random.random() < 0.06 else _draw_device(random, kind, numbers)
    line = {
        "line_id": numbers.id("L"),
        "phone_number": numbers.phone(),
        "status": _STATUS.get(standing, "Active"),
        "plan_id": plan_id,
        "device_id": device["device_id"] if device else None,
        "data_used_gb": _draw_usage(random, standing, plans[plan_id]["data_limit_gb"]),
        "data_refueling_gb": random.choices((0.0, 0.5, 1.0, 2.0), (88, 4, 5, 3))[0] if standing == "good" else 0.0,
        "roaming_enabled": random.random() < 0.5,
        "contract_end_date": _draw_contract_end(random, standing),
        "last_plan_change_date": _past_day(random, 0.4),
        "last_sim_replacement_date": _past_day(random, 0.2),
        "suspension_start_date": _suspended_since(random, standing),
    }
    return line, device


def _draw_usage(random: Random, standing: str, limit: float) -> float:
    if standing in ("new", "closed"):
        return 0.0
    if standing == "good" and limit < 500 and random.random() < 0.06:
        return round(limit + 2 + random.random(), 1)  # used up, whatever was added
    return round(min(limit, 80.0) * random.uniform(0.02, 0.95), 1)


def _draw_contract_end(random: Random, standing: str) -> str | None:
    if standing in ("ended", "closed"):
        return (TODAY - timedelta(days=random.randint(5, 60))).isoformat()
    if random.random() < 0.12:
        return None
    return (TODAY + timedelta(days=random.randint(40, 900))).isoformat()


def _suspended_since(random: Random, standing: str) -> str | None:
    return (TODAY - timedelta(days=random.randint(1, 4))).isoformat() if standing in ("suspended", "ended") else None


def _past_day(random: Random, share: float) -> str | None:
    return (TODAY - timedelta(days=random.randint(30, 700))).isoformat() if random.random() < share else None


def _draw_device(random: Random, kind: str, numbers: Numbers) -> dict[str, Any]:
    activated = datetime(2023, 1, 1, 8) + timedelta(minutes=random.randrange(750 * 24 * 60))
    moved = activated + timedelta(days=random.randint(1, 30)) if random.random() < 0.2 else None
    return {
        "device_id": numbers.id("D"),
        "device_type": kind,
        "model": random.choice(_MODELS[kind]),
        "imei": numbers.imei() if kind != "router" else None,
        "is_esim_capable": kind != "router" and random.random() < 0.7,
        "activated": True,
        "activation_date": str(activated),
        "last_esim_transfer_date": str(moved) if moved else None,
    }
