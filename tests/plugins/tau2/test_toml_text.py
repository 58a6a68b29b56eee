"""TOML that any reader takes."""

import tomllib

from eigengraph_tau2.toml_text import toml_text

TABLE = {
    "plans": [{"id": "P1", "gb": 5.0, "tags": ["a", "b"], "more": {"x y": 1, "none": None}}, {"id": "P2"}],
    "device": {"on": True, "apps": {"mail": {"may": {"send": False}}}, "name": 'é "q" \\ \x7f\n'},
    "empty": [],
    "nothing": {},
    "count": 3,
    "gone": None,
}


def test_a_table_comes_back_without_its_nulls():
    expected = {name: value for name, value in TABLE.items() if name != "gone"}
    expected["plans"] = [{**TABLE["plans"][0], "more": {"x y": 1}}, {"id": "P2"}]
    assert tomllib.loads(toml_text(TABLE)) == expected


def test_every_object_has_a_header():
    text = toml_text(TABLE)
    assert "[[plans]]" in text
    assert "[device.apps.mail.may]\nsend = false" in text
    assert "{" not in text
