"""Certificates as a person reads them."""

from rich.console import Console

from eigengraph.cli.certificate_view import certificate_block
from eigengraph.records import Certificate, Tally


def shown(certificate: Certificate) -> str:
    console = Console(width=120)
    with console.capture() as capture:
        console.print(certificate_block(certificate))
    return capture.get()


def test_kinds_without_a_variant_are_left_out():
    text = shown(
        Certificate("v", True, {"dropped_write": Tally(2, 2), "off_by_one": Tally()}, untested=("off_by_one",))
    )
    assert "dropped_write  2/2 killed" in text
    assert "not testable here: off_by_one" in text


def test_what_was_killed_by_a_refusal_is_told_apart():
    text = shown(
        Certificate("v", True, {"off_by_one": Tally(4, 4, 1, refused=3), "wrong_date": Tally(2, 2, refused=1)})
    )
    assert "off_by_one  4/4 killed  (3 refused, 1 not applicable)" in text
    assert "wrong_date  2/2 killed  (1 refused)" in text


def test_what_the_code_kills_alone_is_one_line():
    code = {"dropped_write": Tally(2, 2), "extra_write": Tally(2, 1, 0, ("rename_user",))}
    text = shown(Certificate("v", True, code=code, sandboxes=("monty", "zygote")))
    assert "by code alone  all kinds  3/4 killed" in text
    assert "checkers ran in monty, zygote" in text


def test_searches_and_what_makes_a_task_ambiguous():
    searches = {"other_ways": Tally(1, 0, 2, ("pay.method: 'card' -> 'gift'",))}
    text = shown(Certificate("v", True, searches=searches, ambiguous=("pay.method: 'card' -> 'gift'",)))
    assert "searches  other_ways  0/1 sound  (2 not applicable)" in text
    assert "ambiguous: pay.method: 'card' -> 'gift'" in text


def test_reasons_cannot_steer_the_terminal():
    text = shown(Certificate("v", False, reasons=("mutant_survives: \x1b[2J",)))
    assert "\x1b[2J" not in text
    assert "not issued: mutant_survives: " in text
