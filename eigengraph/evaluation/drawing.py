"""A share with its interval, drawn in one line of text."""

from __future__ import annotations

WIDTH = 40


def interval_bar(value: float | None, interval: tuple[float, float], width: int = WIDTH) -> str:
    """Draw the line from 0 to 1: ``·`` outside the interval, ``━`` inside, ``●`` at the value.

    Args:
        value: 0 to 1; None to draw the interval alone.
        interval: Low and high, 0 to 1.
        width: Characters, at least 2.
    """
    low, high = (_place(bound, width) for bound in interval)
    cells = ["━" if low <= place <= high else "·" for place in range(width)]
    if value is not None:
        cells[_place(value, width)] = "●"
    return "".join(cells)


def difference_bar(value: float, interval: tuple[float, float], width: int = WIDTH + 1) -> str:
    """Draw the line from -1 to 1 with ``┃`` at 0; otherwise as ``interval_bar``."""
    cells = list(interval_bar(None, ((interval[0] + 1) / 2, (interval[1] + 1) / 2), width))
    cells[_place(0.5, width)] = "┃"
    cells[_place((value + 1) / 2, width)] = "●"
    return "".join(cells)


def interval_line(value: float | None, interval: tuple[float, float], width: int = WIDTH) -> str:
    """Return a value, its bar and its interval."""
    said = "  -  " if value is None else f"{value:.3f}"
    return f"{said}  {interval_bar(value, interval, width)}  [{interval[0]:.3f}, {interval[1]:.3f}]"


def _place(share: float, width: int) -> int:
    return min(width - 1, max(0, round(share * (width - 1))))
