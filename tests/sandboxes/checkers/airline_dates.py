"""The trip still leaves within a week of booking, and its legs are in order."""

from datetime import datetime, timedelta


def check(view):
    try:
        row = view["after"]["reservations"]["Q8KXP2"]
    except KeyError as missing:
        return False, [f"no such row: {missing}"]
    booked = datetime.fromisoformat(row["created_at"])
    days = [datetime.strptime(leg["date"], "%Y-%m-%d") for leg in row["flights"]]
    if days != sorted(days):
        return False, ["the legs are not in order"]
    if not timedelta(0) <= days[0] - booked <= timedelta(days=7):
        return False, [f"it leaves {(days[0] - booked).days} days after booking"]
    gap = days[-1] - days[0]
    return gap.days >= 1, [] if gap.days >= 1 else [f"only {gap.total_seconds() / 3600:.0f} hours there"]
