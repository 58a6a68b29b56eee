"""``eigengraph plans``: the versions of a run's plans, how two differ, and which version brought what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from eigengraph.cli.output import print_json, print_table
from eigengraph.cli.plain_text import plain
from eigengraph.engine.folder import RunFolder
from eigengraph.errors import ConfigError, UnknownNameError

Run = Annotated[Path, typer.Argument(help="A run folder.")]
Json = Annotated[bool, typer.Option("--json", help="End with one line of JSON on stdout.")]

_BARS = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588"
_REFUSED = "\u02df"
"""Stands behind the bar of a version that was rolled back."""

plans = typer.Typer(name="plans", help="Show how the plans of a run evolved.", no_args_is_help=True)


@plans.command()
def log(run: Run, as_json: Json = False) -> None:
    """List every version: certified yield with its 95 % interval, whether it was accepted, and why.

    A picture of each stream comes first: the yields of its versions in the order of their making.
    """
    versions = [_logged(version) for version in _versions(run)]
    if as_json:
        print_json({"versions": versions})
        return
    if not any(version["tried"] for version in versions):
        names = ", ".join(version["id"] for version in versions)
        print(f"This run had one fixed plan for each stream and tried no other: {names}.")
        return
    print_table(("stream", "yields", "from", "to", "rolled back", "in scale-up"), _pictures(versions))
    rows = [
        (
            version["stream"],
            version["id"],
            version["parent"] or "-",
            f"{version['yield']:.0%} of {version['tried']}" + _retried(version),
            "{:.2f} to {:.2f}".format(*version["interval"]),
            _state(version),
        )
        for version in versions
    ]
    print_table(("stream", "version", "made of", "yield", "interval", "state"), rows)
    for version in versions:
        print(f"{version['id']}: {plain(version['why'])}")


@plans.command()
def diff(
    run: Run,
    before: Annotated[str, typer.Argument(help="A version, or the beginning of its id.")],
    after: Annotated[str, typer.Argument(help="Another version.")],
    as_json: Json = False,
) -> None:
    """Show what one version of the plans says otherwise than another."""
    versions = _versions(run)
    old, new = (_parts(_found(versions, name)["plans"]) for name in (before, after))
    changes = [
        {"part": part, "before": old.get(part), "after": new.get(part)}
        for part in sorted(old.keys() | new.keys())
        if old.get(part) != new.get(part)
    ]
    if as_json:
        print_json({"changes": changes})
        return
    print_table(
        ("part", "before", "after"), [tuple(plain(_said(value)) for value in each.values()) for each in changes]
    )


@plans.command()
def blame(run: Run, as_json: Json = False) -> None:
    """Show which version brought each part of the plans in force, stream by stream."""
    versions = _versions(run)
    by_id = {version["id"]: version for version in versions}
    blamed = [
        {"stream": version["stream"], "part": part, "says": value, "version": _bringer(by_id, version, part)}
        for version in versions
        if version["in_force"]
        for part, value in _parts(version["plans"]).items()
        if value
    ]
    if as_json:
        print_json({"parts": blamed})
        return
    rows = [(each["stream"], plain(each["part"]), plain(_said(each["says"])), each["version"]) for each in blamed]
    print_table(("stream", "part", "says", "brought by"), rows)


def _versions(run: Path) -> list[dict[str, Any]]:
    planned = RunFolder.look(run).read_manifest().get("plans", {})
    if not planned.get("versions"):
        raise ConfigError(f"run {str(run)!r} has no plans yet; run the command that began it again to go on")
    versions: list[dict[str, Any]] = planned["versions"]
    return versions


def _retried(version: Mapping[str, Any]) -> str:
    """Return the tries that a version's candidates took where these are more, since a yield is weighed by them."""
    return f"\n{version['tries']} tries" if version["tries"] > version["tried"] else ""


def _logged(version: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in version.items() if name not in ("plans", "ruled")}
    return {**kept, "why": "; ".join(filter(None, (version["why"], *version["ruled"])))}


def _pictures(versions: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """Return a row for each stream: a bar for each version, marked where it was rolled back, and what came of it."""
    rows = []
    for stream in dict.fromkeys(version["stream"] for version in versions):
        mine = [version for version in versions if version["stream"] == stream]
        [held] = [version for version in mine if version["in_force"]]
        bars = "".join(_bar(version["yield"]) + ("" if version["accepted"] else _REFUSED) for version in mine)
        made = [sum(version["made"][count] for version in mine) for count in ("good", "tried")]
        scaled = f"{made[0]} of {made[1]}" if made[1] else "-"
        refused = sum(version["accepted"] is False for version in mine)
        rows.append((stream, bars, f"{mine[0]['yield']:.0%}", f"{held['yield']:.0%}", refused, scaled))
    return rows


def _bar(share: float) -> str:
    """Return a bar of eight heights for a share of 0 to 1."""
    return _BARS[min(len(_BARS) - 1, int(share * len(_BARS)))]


def _state(version: Mapping[str, Any]) -> str:
    return "in force" if version["in_force"] else "accepted" if version["accepted"] else "rolled back"


def _found(versions: Sequence[dict[str, Any]], name: str) -> dict[str, Any]:
    """Return the one version whose id begins so.

    Raises:
        UnknownNameError: None does, or several.
    """
    found = [version for version in versions if version["id"].startswith(name)]
    if len(found) != 1:
        hint = f"{name!r} is the beginning of {len(found)} ids" if found else ""
        raise UnknownNameError("version", name, [version["id"] for version in versions], hint)
    return found[0]


def _parts(plans: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return what a version says, part by part: each sentence, check and weight is a part of its own."""
    parts: dict[str, Any] = {}
    for plan, fields in plans.items():
        for name, value in fields.items():
            if isinstance(value, Mapping):
                parts |= {f"{plan}.{name}.{key}": inner for key, inner in value.items()}
            elif name in ("wording", "checks", "clauses", "tools", "styles"):
                parts |= {f"{plan}.{name}: {inner}": True for inner in value}
            elif name != "id":
                parts[f"{plan}.{name}"] = value
    return parts


def _bringer(by_id: Mapping[str, dict[str, Any]], version: dict[str, Any], part: str) -> str:
    """Return the oldest version from which on a part has been as it is."""
    value = _parts(version["plans"])[part]
    while (parent := by_id.get(version["parent"])) is not None and _parts(parent["plans"]).get(part) == value:
        version = parent
    return str(version["id"])


def _said(value: Any) -> str:
    return "-" if value is None else "yes" if value is True else str(value)
