"""``eigengraph realism``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from eigengraph.cli.output import print_json, print_table
from eigengraph.cli.plain_text import plain
from eigengraph.dataset.realism import MEASURES, MOST_OTHERS, Comparison, Spread, compare, measure, sentence, spread_of
from eigengraph.dialogue import Recording
from eigengraph.errors import ConfigError
from eigengraph.host import Host
from eigengraph.records import Message
from eigengraph.run import Run


def realism(
    run: Annotated[Path, typer.Argument(help="A run folder.")],
    against: Annotated[
        list[Path] | None,
        typer.Option(help="Recorded dialogues: a file, a folder of files, or another run. May be repeated."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False,
) -> None:
    """Tell how a run's dialogues go: how long, how varied, in what order; and how recorded ones differ."""
    opened = Run.open(run)
    ours = _dialogues(opened)
    domain = opened.manifest["settings"]["domain"]
    if not against:
        _alone(domain, ours, as_json=as_json)
        return
    recordings = _of_domain(list(_recordings(against, Host())), domain)
    theirs = [dialogue for recording in recordings for dialogue in recording.dialogues]
    comparisons = compare(ours, theirs)
    if as_json:
        counts = {recording.name: len(recording.dialogues) for recording in recordings}
        found = [_record(one) for one in comparisons]
        known = {"domain": domain, "dialogues": len(ours), "against": counts}
        print_json({**known, "measures": found, "sentence": sentence(comparisons)})
        return
    columns = ("statistic", "this run", "recorded", "distance", "divergence", "by chance")
    print_table(columns, [_row(one) for one in comparisons])
    names = ", ".join(plain(recording.name) for recording in recordings)
    print(f"{len(ours)} dialogues against {len(theirs)} recorded ones of {names}")
    print(plain(sentence(comparisons)))


def _alone(domain: str, dialogues: Sequence[Sequence[Message]], *, as_json: bool) -> None:
    spreads = {one.name: spread_of(one) for one in measure(dialogues, min(MOST_OTHERS, len(dialogues) - 1)).values()}
    if as_json:
        found = [{"name": name, "ours": _spread(spread)} for name, spread in spreads.items()]
        print_json({"domain": domain, "dialogues": len(dialogues), "measures": found})
        return
    rows = [(name, _shown(one, next(iter(one.shares), "")), MEASURES[name]) for name, one in spreads.items()]
    print_table(("statistic", "this run", "of what"), rows)


def _recordings(paths: Sequence[Path], host: Host) -> Iterator[Recording]:
    for path in paths:
        if not path.exists():
            raise ConfigError(f"there is no file or folder {str(path)!r}; give recorded dialogues or a run folder")
        if (path / "manifest.json").is_file():
            run = Run.open(path)
            yield Recording(str(path), run.manifest["settings"]["domain"], tuple(map(tuple, _dialogues(run))))
            continue
        found = [recording for source in host.dialogue_sources.values() for recording in source.read(path)]
        if not found:
            known = ", ".join(host.dialogue_sources) or "none"
            raise ConfigError(f"{str(path)!r} holds no dialogues that a source reads (known sources: {known})")
        yield from found


def _of_domain(recordings: Sequence[Recording], domain: str) -> list[Recording]:
    found = [recording for recording in recordings if recording.domain == domain]
    if not found:
        known = ", ".join(sorted({recording.domain for recording in recordings}))
        raise ConfigError(f"no recorded dialogue is of domain {domain!r} (found: {known}); give recordings of {domain}")
    return found


def _dialogues(run: Run) -> list[Sequence[Message]]:
    return [datum.trajectory.messages for datum in run.data()]


def _record(one: Comparison) -> dict[str, Any]:
    return {
        "name": one.name,
        "ours": _spread(one.ours),
        "recorded": _spread(one.theirs),
        "distance": one.distance,
        "divergence": round(one.divergence, 4),
        "chance": round(one.chance, 4),
        "telling": one.telling,
    }


def _spread(one: Spread) -> dict[str, Any]:
    if one.quartiles is None:
        return {"values": one.values, "shares": {item: round(share, 4) for item, share in one.shares.items()}}
    return {"values": one.values, "mean": one.mean, "quartiles": one.quartiles}


def _row(one: Comparison) -> tuple[str, ...]:
    distance = "" if one.distance is None else f"{one.distance:.3g}"
    shown = (_shown(side, one.telling) for side in (one.ours, one.theirs))
    return one.name, *shown, distance, f"{one.divergence:.2f}", f"{one.chance:.2f}"


def _shown(one: Spread, telling: str) -> str:
    if one.mean is not None and one.quartiles is not None:
        low, middle, high = one.quartiles
        return f"{one.mean:.3g} ({low:.3g} · {middle:.3g} · {high:.3g})"
    return f"{one.shares.get(telling, 0.0):.0%} {plain(telling)}"
