"""Roaming is on, the plan is the same, and the phone's data switch is back."""

from collections import defaultdict


def check(view):
    changes = defaultdict(list)
    for change in view["changed"]:
        changes[change["table"], change["key"]].append(change)
    problems = []
    if not (line := view["after"].get("lines", {}).get("L1001")):
        problems.append("line L1001 was not changed")
    elif not line["roaming_enabled"]:
        problems.append("roaming is off")
    elif line["plan_id"] != view["before"]["lines"]["L1001"]["plan_id"]:
        problems.append(f"plan became {line['plan_id']}")
    switches = {".".join(change["path"]): change["after"] for change in changes["surroundings", "device"]}
    if switches.get("mobile_data") is not True:
        problems.append("mobile data is still off")
    return (not problems, problems)
