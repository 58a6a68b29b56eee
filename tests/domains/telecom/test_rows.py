"""The carrier's row models: canonical shape, and every problem named."""

import copy
import tomllib
from typing import Any

import pytest
from eigengraph_telecom.integrity import cross_row_problems
from eigengraph_telecom.rows import SCHEMA

from eigengraph.errors import TableError
from eigengraph.world import check_tables, read_tables
from tests.domains.telecom.worlds import BASE, FIXTURE


@pytest.fixture
def raw() -> dict[str, Any]:
    return read_tables(FIXTURE)


def problems_of(tables: dict[str, Any]) -> list[str]:
    with pytest.raises(TableError) as caught:
        check_tables(SCHEMA, tables, cross_row_problems)
    return list(caught.value.problems)


def test_lists_become_tables_in_their_order_and_records_get_their_defaults():
    assert list(BASE.tables["customers"]) == ["C9001", "C9002", "C9003"]
    line = BASE.tables["lines"]["L9003"]
    assert list(line) == list(SCHEMA["lines"].row.model_fields)
    assert (line["status"], line["data_used_gb"], line["contract_end_date"]) == ("Pending Activation", 0.0, None)
    phone = BASE.tables["device"]["user"]
    assert (phone["wifi_ssid"], phone["network_signal_strength"], phone["vpn_details"]) == ("Low Road", "good", None)
    assert phone["active_apn_settings"]["mmsc_url"] == "http://mms.carrier.com/mms/wapenc"


def test_moments_are_shown_with_a_space_and_money_is_a_float():
    customers, plan = BASE.tables["customers"], BASE.tables["plans"]["P9002"]
    moments = [customers[key]["created_at"] for key in customers]
    assert moments == ["2024-11-02 03:04:05", "2025-01-02 03:04:05", "2025-01-01"]
    assert repr(plan["data_limit_gb"]) == "20.0"


def test_a_phone_that_is_not_described_is_one_that_works(raw):
    del raw["device"], raw["surroundings"]
    checked = check_tables(SCHEMA, raw, cross_row_problems)
    assert list(checked["device"]["user"]["app_statuses"]) == ["messaging", "browser"]
    assert checked["surroundings"]["user"]["signal_strength"]["5G"] == "excellent"


def test_checked_tables_check_as_they_are():
    tables = copy.deepcopy(BASE.tables)
    del tables["customers"]["C9003"]  # whose moment of creation is a default, which is a date
    assert check_tables(SCHEMA, tables, cross_row_problems) == tables


@pytest.mark.parametrize(
    ("table", "index", "field", "value", "problem"),
    [
        ("plans", 0, "colour", "red", "plans['P9001'].colour: Extra inputs are not permitted, found 'red'"),
        ("plans", 0, "data_limit_gb", "much", "plans['P9001'].data_limit_gb: Input should be a valid number, unable"),
        ("lines", 0, "status", "active", "lines['L9001'].status: Input should be 'Active', 'Suspended', 'Pending Ac"),
        ("lines", 0, "contract_end_date", "soon", "lines['L9001'].contract_end_date: Input should be a valid date"),
        ("lines", 0, "plan_id", "P1", "lines['L9001'].plan_id: 'P1' is not a key of plans"),
        ("lines", 0, "device_id", "D1", "lines['L9001'].device_id: 'D1' is not a key of devices"),
        ("customers", 1, "line_ids", ["L1"], "customers['C9002'].line_ids[0]: 'L1' is not a key of lines"),
        ("bills", 1, "bill_id", "B9001", "bills[1].bill_id: 'B9001' is the key of an earlier row"),
    ],
)
def test_a_bad_field_is_named_with_its_row(raw, table, index, field, value, problem):
    raw[table][index][field] = value
    assert problems_of(raw)[0].startswith(problem)


def test_a_bad_field_of_the_phone_is_named(raw):
    raw["device"]["app_statuses"]["notes"]["permissions"] = {"camera": True}
    raw["surroundings"]["signal_strength"]["6G"] = "good"
    assert [problem.partition(":")[0] for problem in problems_of(raw)] == [
        "device['user'].app_statuses.notes.permissions.camera",
        "surroundings['user'].signal_strength.6G.[key]",
    ]


def test_rows_that_disagree_are_named(raw):
    raw["customers"][1]["line_ids"].append("L9001")
    raw["customers"][1]["bill_ids"][0] = "B9001"
    raw["lines"][1]["phone_number"] = "555-900-0001"
    raw["surroundings"]["phone_number"] = "555-900-7777"
    assert problems_of(raw) == [
        "customers['C9002'].line_ids: 'L9001' belongs to 'C9001' too",
        "customers['C9002'].bill_ids: 'B9001' belongs to 'C9001'",
        "bills['B9004'].customer_id: 'C9002' does not list this bill",
        "lines['L9002'].phone_number: '555-900-0001' is that of 'L9001'",
        "surroundings['user'].phone_number: '555-900-7777' is that of no line",
    ]


def test_tau2_tables_pass_in_full(tau2_data):
    folder = tau2_data / "telecom"
    checked = check_tables(SCHEMA, read_tables(folder), cross_row_problems)
    given = tomllib.loads((folder / "db.toml").read_text("utf-8"))
    assert {name: len(checked[name]) for name in given} == {name: len(rows) for name, rows in given.items()}
