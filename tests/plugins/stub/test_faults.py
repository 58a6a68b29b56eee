"""Faults are a function of request and attempt, at the rates that were asked for."""

from collections import Counter

import pytest
from eigengraph_stub.faults import CONTENT, KINDS, TRANSPORT, Faults, read_faults, read_rates

from eigengraph.errors import ConfigError, UnknownNameError


def test_the_same_request_and_attempt_meet_the_same_fault():
    faults = Faults(dict.fromkeys(TRANSPORT, 0.1), seed=4)
    drawn = [faults.of_connection(f"request {number}", 0) for number in range(50)]
    assert drawn == [faults.of_connection(f"request {number}", 0) for number in range(50)]
    assert drawn != [faults.of_connection(f"request {number}", 1) for number in range(50)]
    assert drawn != [Faults(faults.rates, 5).of_connection(f"request {number}", 0) for number in range(50)]


def test_rates_are_kept():
    faults = Faults({"hang": 0.1, "reset": 0.3, "empty": 0.25})
    counts = Counter(faults.of_connection(str(number), 0) for number in range(4000))
    assert counts["hang"] == pytest.approx(400, abs=80)
    assert counts["reset"] == pytest.approx(1200, abs=120)
    assert counts[""] == pytest.approx(2400, abs=130)
    assert Counter(faults.of_reply(str(number)) for number in range(4000))["empty"] == pytest.approx(1000, abs=120)


def test_without_rates_nothing_goes_wrong():
    assert {Faults().of_connection(str(number), 0) + Faults().of_reply(str(number)) for number in range(99)} == {""}


def test_one_number_is_shared_by_all_kinds():
    rates = read_faults("0.24")
    assert set(rates) == set(KINDS) == {*TRANSPORT, *CONTENT}
    assert sum(rates.values()) == pytest.approx(0.24)


@pytest.mark.parametrize("typed", ["2", "1.3", "-0.1", "nan", "inf"])
def test_a_number_that_is_no_share_is_refused_as_it_was_typed(typed):
    with pytest.raises(ConfigError, match=f"faults '{typed}' cannot be; a number is the share of requests") as error:
        read_faults(typed)
    assert not any(kind in str(error.value) for kind in KINDS)


def test_rates_as_they_are_typed():
    assert read_faults("hang=0.1, reset=1") == {"hang": 0.1, "reset": 1}
    assert read_faults("") == {} == read_rates("", "defects")
    with pytest.raises(ConfigError, match=r"defects 'a=b' cannot be read; write KIND=RATE"):
        read_rates("a=b", "defects")


def test_bad_rates_are_refused():
    with pytest.raises(UnknownNameError, match="unknown kind of fault 'hangs'; did you mean 'hang'"):
        Faults({"hangs": 0.1})
    with pytest.raises(ConfigError, match=r"the rate of fault 'hang' cannot be -1"):
        Faults({"hang": -1})
    with pytest.raises(ConfigError, match=r"the rates of hang, reset add up to 1\.2"):
        Faults({"hang": 0.6, "reset": 0.6})
