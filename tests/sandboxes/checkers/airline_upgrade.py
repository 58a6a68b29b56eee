"""The reservation was upgraded to business for both passengers, and nothing else about it changed."""

RESERVATION = "Q8KXP2"


def same_people(before, after):
    key = lambda person: (person["last_name"], person["first_name"], person["dob"])  # noqa: E731
    return sorted(before["passengers"], key=key) == sorted(after["passengers"], key=key)


def check(view):
    before = view["before"].get("reservations", {}).get(RESERVATION)
    after = view["after"].get("reservations", {}).get(RESERVATION)
    if not before or not after:
        return False, [f"reservation {RESERVATION} was not touched"]
    if after["cabin"] != "business":
        return False, [f"cabin is {after['cabin']!r}, expected 'business'"]
    if not same_people(before, after):
        return False, ["the passengers changed"]
    numbers = [leg["flight_number"] for leg in after["flights"]]
    if numbers != [leg["flight_number"] for leg in before["flights"]]:
        return False, [f"other flights: {', '.join(numbers)}"]
    return True, []
