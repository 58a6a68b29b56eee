"""Invented postal addresses in real cities."""

from __future__ import annotations

from random import Random

_STREET_NAMES = """
Acorn Anchor Applegate Ashford Barley Beacon Bellflower Birch Blackthorn Boathouse Cannery Cardinal Chestnut
Clocktower Cobble Compass Coppice Cornerstone Cypress Daybreak Eastgate Elm Fairground Falcon Fern Ferry Flint
Foundry Garnet Glasshouse Granary Greenfield Harbor Harvest Hollow Holly Ivy Jasper Kettle Lakeshore Laurel
Lighthouse Lilac Maple Marsh Millpond Moss Northfield Oakhurst Osprey Paddock Pebble Poplar Primrose Quarterhorse
Rowan Saddle Sandpiper Sawmill Slate Sorrel Stonebridge Sunflower Tannery Teasel Terrace Thornbury Vine Walnut
Weaver Westgate Wheelwright Wisteria Woodland
"""
_STREETS = tuple(_STREET_NAMES.split())
_KINDS = ("Street", "Avenue", "Lane", "Road", "Court", "Drive", "Circle", "Terrace")
_UNITS = ("Apt", "Suite", "Unit")
_CITIES = (
    ("Albany", "NY", 122), ("Anchorage", "AK", 995), ("Ann Arbor", "MI", 481), ("Austin", "TX", 787),
    ("Baton Rouge", "LA", 708), ("Bend", "OR", 977), ("Birmingham", "AL", 352), ("Boston", "MA", 21),
    ("Cheyenne", "WY", 820), ("Chicago", "IL", 606), ("Colorado Springs", "CO", 809), ("Columbia", "SC", 292),
    ("Dallas", "TX", 752), ("Denver", "CO", 802), ("Duluth", "MN", 558), ("Durham", "NC", 277),
    ("Eugene", "OR", 974), ("Fort Worth", "TX", 761), ("Fresno", "CA", 937), ("Grand Rapids", "MI", 495),
    ("Green Bay", "WI", 543), ("Honolulu", "HI", 968), ("Houston", "TX", 770), ("Indianapolis", "IN", 462),
    ("Jackson", "MS", 392), ("Knoxville", "TN", 379), ("Las Vegas", "NV", 891), ("Lexington", "KY", 405),
    ("Lincoln", "NE", 685), ("Los Angeles", "CA", 900), ("Manchester", "NH", 31), ("Miami", "FL", 331),
    ("Minneapolis", "MN", 554), ("Missoula", "MT", 598), ("New York", "NY", 100), ("Norfolk", "VA", 235),
    ("Oakland", "CA", 946), ("Philadelphia", "PA", 191), ("Phoenix", "AZ", 850), ("Pittsburgh", "PA", 152),
    ("Portland", "ME", 41), ("Portland", "OR", 972), ("Reno", "NV", 895), ("Rochester", "NY", 146),
    ("Salem", "OR", 973), ("San Diego", "CA", 921), ("San Jose", "CA", 951), ("Seattle", "WA", 981),
    ("Sioux Falls", "SD", 571), ("Springfield", "IL", 627), ("Syracuse", "NY", 132), ("Tallahassee", "FL", 323),
    ("Tampa", "FL", 336), ("Topeka", "KS", 666), ("Washington", "DC", 200), ("Wichita", "KS", 672),
)  # fmt: skip


def draw_address(random: Random) -> dict[str, str]:
    """Draw an address, in the fields of ``AddressRow``."""
    city, state, zone = random.choice(_CITIES)
    return {
        "address1": f"{random.randint(2, 998)} {random.choice(_STREETS)} {random.choice(_KINDS)}",
        "address2": f"{random.choice(_UNITS)} {random.randint(1, 480)}" if random.random() < 0.5 else "",
        "city": city,
        "country": "USA",
        "state": state,
        "zip": f"{zone:03d}{random.randint(1, 99):02d}",
    }
