"""How an estimate reads: each figure with the least and the most that it may come to."""

from __future__ import annotations

from collections.abc import Callable

from eigengraph.engine.estimate import Estimate, Interval

_UNITS = ((1e9, " G"), (1e6, " M"), (1e3, " k"))


def estimate_line(estimate: Estimate) -> str:
    """Say what a run costs in all, in one line."""
    usd = "no price known" if estimate.usd is None else _said(estimate.usd, _money, " USD")
    return f"{_said(estimate.tokens, _count, ' tokens')}, {usd}, {_said(estimate.seconds, duration)}"


def duration(seconds: float) -> str:
    """Say a time span in its two largest units: ``4.2 s``, ``3 min 20 s``, ``5 h 07 min``."""
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02} s"
    return f"{minutes // 60} h {minutes % 60:02} min"


def _said(figure: Interval, written: Callable[[float], str], unit: str = "") -> str:
    return f"{written(figure.likely)}{unit} ({written(figure.low)} to {written(figure.high)})"


def _count(value: float) -> str:
    size, unit = next(((size, unit) for size, unit in _UNITS if value >= size), (1.0, ""))
    shown = value / size
    return f"{shown:.0f}{unit}" if shown >= 100 or size == 1.0 else f"{shown:.2g}{unit}"


def _money(value: float) -> str:
    return f"{value:.2f}" if value >= 0.1 else f"{value:.4f}"
