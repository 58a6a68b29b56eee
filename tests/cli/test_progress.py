"""The progress of a run, as a line and as a live block."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from eigengraph.cli.estimate_view import duration
from eigengraph.cli.progress import ProgressDisplay, progress_block, progress_line
from eigengraph.engine.estimate import Estimate, Interval
from eigengraph.engine.progress import Snapshot

SNAPSHOT = Snapshot(
    stage_counts={"blueprint": 60, "certificate": 55, "rollout": 50},
    accepted=40,
    wanted=100,
    rejected={"reward 0": 3, "user_audit": 5},
    candidates=61,
    seconds=10.0,
)


def at(seconds: float, accepted: int = 0) -> Snapshot:
    return replace(SNAPSHOT, seconds=seconds, accepted=accepted)


def plain_console() -> Console:
    return Console(file=io.StringIO(), width=100, force_terminal=False)


def terminal() -> Console:
    return Console(file=io.StringIO(), width=100, force_terminal=True, color_system=None)


def written(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_line_says_everything():
    assert progress_line(SNAPSHOT) == (
        "40/100 accepted | 4 tasks/s, 10.0 s gone, 15.0 s left"
        " | 61 candidates > 60 blueprint > 55 certificate > 50 rollout | rejected: 5 user_audit, 3 reward 0"
    )


def test_line_before_anything_happened():
    line = progress_line(Snapshot({}, 0, 100, {}, 0, 0.0))
    assert line == "0/100 accepted | 0 tasks/s, 0.0 s gone, time left unknown | 0 candidates"


def test_block_shows_bar_stages_and_reasons():
    console = plain_console()
    console.print(progress_block(SNAPSHOT))
    text = " ".join(written(console).split())
    assert text.startswith("40/100 ━")
    assert "4 tasks/s, 10.0 s gone, 15.0 s left" in text
    assert "61 candidates > 60 blueprint > 55 certificate > 50 rollout" in text
    assert "5 user_audit, 3 reward 0" in text


def test_bar_is_as_long_as_what_is_accepted():
    def filled(accepted: int) -> int:
        console = Console(file=io.StringIO(), width=100, force_terminal=True, color_system="standard")
        console.print(progress_block(at(10.0, accepted)))
        return written(console).split("\x1b[90m")[0].count("━")

    assert 0 == filled(0) < filled(40) < filled(90)


def test_work_of_earlier_sittings_does_not_count_as_speed():
    snapshot = replace(SNAPSHOT, resumed=30)
    assert snapshot.rate == 1.0
    assert snapshot.seconds_left == 60.0


def test_nothing_is_left_once_enough_is_accepted():
    assert replace(SNAPSHOT, accepted=120).seconds_left == 0.0


def test_plain_lines_come_seconds_apart_and_the_last_always():
    console = plain_console()
    with ProgressDisplay(console) as display:
        for tenth in range(121):
            display.update(at(tenth / 10, accepted=tenth))
    lines = written(console).splitlines()
    assert [line.split("/")[0] for line in lines] == ["0", "50", "100", "120"]


def test_last_snapshot_is_printed_once():
    console = plain_console()
    with ProgressDisplay(console) as display:
        display.update(at(0.0))
    assert len(written(console).splitlines()) == 1


def test_lines_are_not_wrapped_nor_read_as_markup():
    console = plain_console()
    snapshot = replace(SNAPSHOT, rejected={f"[red]reason {n}": n for n in range(20)})
    with ProgressDisplay(console) as display:
        display.update(snapshot)
    assert written(console) == progress_line(snapshot) + "\n"


def test_a_run_that_goes_on_says_so_first():
    console = plain_console()
    with ProgressDisplay(console) as display:
        display.update(replace(SNAPSHOT, resumed=39))
        display.update(replace(SNAPSHOT, resumed=39, seconds=20.0))
    lines = written(console).splitlines()
    assert lines[0] == "going on: 39 of 100 accepted"
    assert [line.startswith("40/100") for line in lines] == [False, True, True]


def test_without_a_snapshot_there_was_nothing_to_do():
    console = plain_console()
    with ProgressDisplay(console):
        pass
    assert written(console) == "finished earlier; nothing to do\n"


def test_a_run_that_failed_at_once_was_not_finished():
    console = plain_console()

    def failing() -> None:
        with ProgressDisplay(console):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        failing()
    assert written(console) == ""


def test_terminal_shows_the_last_snapshot_and_gets_its_cursor_back():
    console = terminal()

    def interrupted() -> None:
        with ProgressDisplay(console) as display:
            display.update(at(0.0, accepted=1))
            display.update(at(0.01, accepted=2))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    text = written(console)
    assert 0 < text.index("1/100") < text.index("2/100")
    assert text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l")


def test_default_is_standard_error(capsys):
    with ProgressDisplay() as display:
        display.update(SNAPSHOT)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == progress_line(SNAPSHOT) + "\n"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0.0 s"), (59.94, "59.9 s"), (59.96, "1 min 00 s"), (200, "3 min 20 s"), (18420, "5 h 07 min")],
)
def test_duration(seconds, said):
    assert duration(seconds) == said


# What the run costs


ESTIMATE = Estimate(Interval(2.5e5, 1.25e6, 1.1e7), Interval(0.05, 0.5, 12.0), Interval(8.0, 200.0, 4000.0), "a guess")


def test_an_estimate_comes_first_and_is_refined():
    console = plain_console()
    with ProgressDisplay(console) as display:
        display.update(Snapshot({}, 0, 100, {}, 0, 0.0, estimate=ESTIMATE))
        display.update(replace(at(1.0), estimate=ESTIMATE))
    lines = written(console).splitlines()
    told = "1.2 M tokens (250 k to 11 M), 0.50 USD (0.0500 to 12.00), 3 min 20 s (8.0 s to 1 h 06 min)"
    assert lines[0] == f"estimate: {told}; a guess"
    assert lines[1].endswith(f" | in all: {told}")
    console.print(progress_block(replace(SNAPSHOT, estimate=replace(ESTIMATE, usd=None))))
    assert "no price known" in written(console)
