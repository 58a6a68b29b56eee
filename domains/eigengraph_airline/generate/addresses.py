"""Invented postal addresses in real cities."""

from __future__ import annotations

from random import Random
from typing import Any

_STREET_NAMES = """
Alder Amberfield Aspen Basswood Birchwood Bluff Bramble Brickyard Calico Canal Cedarbrook Chandler Clearwater Clover
Copperfield Cottonwood Cranberry Dogwood Driftwood Elderberry Fernwood Foxglove Gristmill Hawthorn Hazel Heron
Hickory Huckleberry Ironwood Juniper Kestrel Kiln Lantern Larch Linden Magnolia Marigold Meadowlark Millrace Mulberry
Nightingale Orchard Otter Pepperwood Persimmon Quarry Ravine Redbud Rookery Rosewood Sagebrush Sassafras Sparrow
Spruce Sycamore Tamarack Thistle Tupelo Violet Wharf Whippoorwill Willowbend Wren Yarrow
"""
_STREETS = tuple(_STREET_NAMES.split())
_KINDS = ("Street", "Avenue", "Lane", "Road", "Court", "Drive", "Place", "Way")
_UNITS = ("Apt", "Suite", "Unit", "Floor")
_CITIES = (
    ("Albuquerque", "NM", 871), ("Asheville", "NC", 288), ("Atlanta", "GA", 303), ("Baltimore", "MD", 212),
    ("Boise", "ID", 837), ("Boston", "MA", 21), ("Boulder", "CO", 803), ("Buffalo", "NY", 142),
    ("Burlington", "VT", 54), ("Charleston", "SC", 294), ("Charlotte", "NC", 282), ("Chicago", "IL", 606),
    ("Cincinnati", "OH", 452), ("Cleveland", "OH", 441), ("Columbus", "OH", 432), ("Dallas", "TX", 752),
    ("Denver", "CO", 802), ("Des Moines", "IA", 503), ("Detroit", "MI", 482), ("El Paso", "TX", 799),
    ("Fargo", "ND", 581), ("Hartford", "CT", 61), ("Houston", "TX", 770), ("Indianapolis", "IN", 462),
    ("Jacksonville", "FL", 322), ("Kansas City", "MO", 641), ("Las Vegas", "NV", 891), ("Little Rock", "AR", 722),
    ("Los Angeles", "CA", 900), ("Louisville", "KY", 402), ("Madison", "WI", 537), ("Memphis", "TN", 381),
    ("Miami", "FL", 331), ("Milwaukee", "WI", 532), ("Minneapolis", "MN", 554), ("Nashville", "TN", 372),
    ("New Orleans", "LA", 701), ("New York", "NY", 100), ("Oakland", "CA", 946), ("Oklahoma City", "OK", 731),
    ("Omaha", "NE", 681), ("Orlando", "FL", 328), ("Philadelphia", "PA", 191), ("Phoenix", "AZ", 850),
    ("Pittsburgh", "PA", 152), ("Portland", "OR", 972), ("Providence", "RI", 29), ("Richmond", "VA", 232),
    ("Sacramento", "CA", 958), ("Salt Lake City", "UT", 841), ("San Antonio", "TX", 782), ("San Diego", "CA", 921),
    ("Santa Fe", "NM", 875), ("Savannah", "GA", 314), ("Seattle", "WA", 981), ("Spokane", "WA", 992),
    ("St. Louis", "MO", 631), ("Tacoma", "WA", 984), ("Tucson", "AZ", 857), ("Tulsa", "OK", 741),
)  # fmt: skip


def draw_address(random: Random) -> dict[str, Any]:
    """Draw the address of a customer, in the fields of ``AddressRow``."""
    city, state, zone = random.choice(_CITIES)
    unit = f"{random.choice(_UNITS)} {random.randint(1, 640)}" if random.random() < 0.4 else None
    return {
        "address1": f"{random.randint(2, 998)} {random.choice(_STREETS)} {random.choice(_KINDS)}",
        "address2": unit,
        "city": city,
        "country": "USA",
        "state": state,
        "zip": f"{zone:03d}{random.randint(1, 99):02d}",
    }
