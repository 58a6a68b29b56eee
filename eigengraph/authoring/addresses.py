"""Invented postal addresses in real cities."""

from __future__ import annotations

from random import Random

_STREET_NAMES = """
Acorn Alder Amberfield Anchor Applegate Ashford Aspen Barley Basswood Beacon Bellflower Birch Birchwood Blackthorn
Bluff Boathouse Bramble Brickyard Calico Canal Cannery Cardinal Cedarbrook Chandler Chestnut Clearwater Clocktower
Clover Cobble Compass Copperfield Coppice Cornerstone Cottonwood Cranberry Cypress Daybreak Dogwood Driftwood Eastgate
Elderberry Elm Fairground Falcon Fern Fernwood Ferry Flint Foundry Foxglove Garnet Glasshouse Granary Greenfield
Gristmill Harbor Harvest Hawthorn Hazel Heron Hickory Hollow Holly Huckleberry Ironwood Ivy Jasper Juniper Kestrel
Kettle Kiln Lakeshore Lantern Larch Laurel Lighthouse Lilac Linden Magnolia Maple Marigold Marsh Meadowlark Millpond
Millrace Moss Mulberry Nightingale Northfield Oakhurst Orchard Osprey Otter Paddock Pebble Pepperwood Persimmon Poplar
Primrose Quarry Quarterhorse Ravine Redbud Rookery Rosewood Rowan Saddle Sagebrush Sandpiper Sassafras Sawmill Slate
Sorrel Sparrow Spruce Stonebridge Sunflower Sycamore Tamarack Tannery Teasel Terrace Thistle Thornbury Tupelo Vine
Violet Walnut Weaver Westgate Wharf Wheelwright Whippoorwill Willowbend Wisteria Woodland Wren Yarrow
"""
_STREETS = tuple(_STREET_NAMES.split())
_KINDS = ("Street", "Avenue", "Lane", "Road", "Court", "Drive", "Place", "Way", "Circle", "Terrace")
_UNITS = ("Apt", "Suite", "Unit", "Floor")
_CITIES = (
    ("Albany", "NY", 122), ("Albuquerque", "NM", 871), ("Anchorage", "AK", 995), ("Ann Arbor", "MI", 481),
    ("Asheville", "NC", 288), ("Atlanta", "GA", 303), ("Austin", "TX", 787), ("Baltimore", "MD", 212),
    ("Baton Rouge", "LA", 708), ("Bend", "OR", 977), ("Birmingham", "AL", 352), ("Boise", "ID", 837),
    ("Boston", "MA", 21), ("Boulder", "CO", 803), ("Buffalo", "NY", 142), ("Burlington", "VT", 54),
    ("Charleston", "SC", 294), ("Charlotte", "NC", 282), ("Cheyenne", "WY", 820), ("Chicago", "IL", 606),
    ("Cincinnati", "OH", 452), ("Cleveland", "OH", 441), ("Colorado Springs", "CO", 809), ("Columbia", "SC", 292),
    ("Columbus", "OH", 432), ("Dallas", "TX", 752), ("Denver", "CO", 802), ("Des Moines", "IA", 503),
    ("Detroit", "MI", 482), ("Duluth", "MN", 558), ("Durham", "NC", 277), ("El Paso", "TX", 799),
    ("Eugene", "OR", 974), ("Fargo", "ND", 581), ("Fort Worth", "TX", 761), ("Fresno", "CA", 937),
    ("Grand Rapids", "MI", 495), ("Green Bay", "WI", 543), ("Hartford", "CT", 61), ("Honolulu", "HI", 968),
    ("Houston", "TX", 770), ("Indianapolis", "IN", 462), ("Jackson", "MS", 392), ("Jacksonville", "FL", 322),
    ("Kansas City", "MO", 641), ("Knoxville", "TN", 379), ("Las Vegas", "NV", 891), ("Lexington", "KY", 405),
    ("Lincoln", "NE", 685), ("Little Rock", "AR", 722), ("Los Angeles", "CA", 900), ("Louisville", "KY", 402),
    ("Madison", "WI", 537), ("Manchester", "NH", 31), ("Memphis", "TN", 381), ("Miami", "FL", 331),
    ("Milwaukee", "WI", 532), ("Minneapolis", "MN", 554), ("Missoula", "MT", 598), ("Nashville", "TN", 372),
    ("New Orleans", "LA", 701), ("New York", "NY", 100), ("Norfolk", "VA", 235), ("Oakland", "CA", 946),
    ("Oklahoma City", "OK", 731), ("Omaha", "NE", 681), ("Orlando", "FL", 328), ("Philadelphia", "PA", 191),
    ("Phoenix", "AZ", 850), ("Pittsburgh", "PA", 152), ("Portland", "ME", 41), ("Portland", "OR", 972),
    ("Providence", "RI", 29), ("Reno", "NV", 895), ("Richmond", "VA", 232), ("Rochester", "NY", 146),
    ("Sacramento", "CA", 958), ("Salem", "OR", 973), ("Salt Lake City", "UT", 841), ("San Antonio", "TX", 782),
    ("San Diego", "CA", 921), ("San Jose", "CA", 951), ("Santa Fe", "NM", 875), ("Savannah", "GA", 314),
    ("Seattle", "WA", 981), ("Sioux Falls", "SD", 571), ("Spokane", "WA", 992), ("Springfield", "IL", 627),
    ("St. Louis", "MO", 631), ("Syracuse", "NY", 132), ("Tacoma", "WA", 984), ("Tallahassee", "FL", 323),
    ("Tampa", "FL", 336), ("Topeka", "KS", 666), ("Tucson", "AZ", 857), ("Tulsa", "OK", 741),
    ("Washington", "DC", 200), ("Wichita", "KS", 672),
)  # fmt: skip
"""Name, state and the first three digits of the zip codes."""


def draw_address(random: Random) -> dict[str, str]:
    """Draw an address in the United States.

    Returns:
        ``address1`` (number and street), ``address2`` (a unit, or empty as it is for half of them), ``city``,
        ``country``, ``state`` (two letters) and ``zip`` (five digits that fit the city).
    """
    city, state, zone = random.choice(_CITIES)
    return {
        "address1": f"{random.randint(2, 998)} {random.choice(_STREETS)} {random.choice(_KINDS)}",
        "address2": f"{random.choice(_UNITS)} {random.randint(1, 640)}" if random.random() < 0.5 else "",
        "city": city,
        "country": "USA",
        "state": state,
        "zip": f"{zone:03d}{random.randint(1, 99):02d}",
    }
