"""What a manifest keeps of the plans of a run: their versions as a graph, with the evidence, and every decision."""

from __future__ import annotations

from collections import Counter
from typing import Any

import orjson

from eigengraph.graphs import Bench
from eigengraph.graphs.stream import Stream
from eigengraph.plans import Version
from eigengraph.records import encode


def plan_log(bench: Bench) -> dict[str, Any]:
    """Return the versions and decisions of every stream, JSON-able; empty lists for a run that was not planned yet.

    Of each version: ``id``, ``parent``, ``stream``, ``yield`` and ``interval`` (Wilson, 95 %) of its pilot candidates
    with their numbers ``good`` and ``tried``, ``made`` (the same numbers of scale-up), ``accepted``, ``in_force``,
    ``why`` it was written, what was ``ruled``, and its ``plans``.
    """
    return {
        "strategy": bench.shop.strategy.name,
        "versions": [_version(stream, version) for stream in bench.streams for version in stream.versions],
        "decisions": [orjson.loads(encode(decision)) for stream in bench.streams for decision in stream.decisions],
    }


def _version(stream: Stream, version: Version) -> dict[str, Any]:
    pair, evidence = version.pair, version.evidence
    made = stream.made.get(pair.id, Counter())
    return {
        "id": pair.id,
        "parent": pair.parent,
        "stream": pair.stream,
        "yield": round(evidence.yielded, 4),
        "interval": [round(bound, 4) for bound in evidence.interval],
        "good": evidence.good,
        "tried": evidence.tried,
        "tries": evidence.tries,
        "made": {"good": made.get("good", 0), "tried": sum(made.values())},
        "accepted": version.accepted,
        "in_force": version is stream.in_force,
        "why": pair.why,
        "ruled": [f"{item.ruled}: {item.why}" for item in stream.decisions if item.version == pair.id],
        "plans": orjson.loads(encode({"synthesis": pair.synthesis, "evaluation": pair.evaluation})),
    }
