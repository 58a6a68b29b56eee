"""Score by the share of demands that are met."""

from enum import Enum


class Demand(Enum):
    ROAMING = "roaming is on"
    REFUEL = "2 GB were added"
    TOLD = "the price was told"
    NO_TRANSFER = "no transfer"


def met(demand, view):
    line = view["after"].get("lines", {}).get("L1001", {})
    match demand:
        case Demand.ROAMING:
            return bool(line.get("roaming_enabled"))
        case Demand.REFUEL:
            return line.get("data_refueling_gb") == 2.0
        case Demand.TOLD:
            return any("$10" in text or "10 dollars" in text.lower() for text in view["said"])
        case Demand.NO_TRANSFER:
            return all(call["name"] != "transfer_to_human_agents" for call in view["calls"])


def check(view):
    unmet = [demand.value for demand in Demand if not met(demand, view)]
    return {"passed": not unmet, "score": 1 - len(unmet) / len(Demand), "reasons": [f"unmet: {text}" for text in unmet]}
