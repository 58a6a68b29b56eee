"""Casting: which role of which candidate a request is, and what that role may know.

The offline backend plays from structured context, which no client sends. But a client sends a seed with each request,
and a run's seeds follow from its settings: so role and seed tell candidate and attempt, and the ledger of the run under
test tells the rest. The engine under test has no part in it and takes the same path as with a language model.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from eigengraph.config import Settings
from eigengraph.engine.folder import RunFolder
from eigengraph.engine.ledger import Ledger
from eigengraph.engine.reopen import reopen
from eigengraph.errors import ConfigError
from eigengraph.graphs import FINAL, PILOT, Item, Workshop
from eigengraph.graphs.item import FIELDS
from eigengraph.host import Host
from eigengraph.models import Context
from eigengraph.records import Blueprint, decode
from eigengraph.world import FIXED, Base, Domain, World

_ROLES = {
    **{"agent": "task", "user": "task", "scenario": "blueprint"},
    **dict.fromkeys(("blueprint", "verifier", "judge", "attributor"), ""),
}
"""What each role plays from: a field of items; empty for one that needs none."""

_BLOCK = 64
_MOST_ATTEMPTS = 24
"""Attempts at one candidate whose seeds are known, where the settings do not allow more: plans may raise bounds."""

_SEEDS = 2**31
"""Clients send seeds below this, since some servers take no others."""

_ENDS = (FINAL, PILOT)

Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Part:
    """A role that is to be played.

    Attributes:
        role: The role.
        index: The candidate's index.
        context: What it may know.
    """

    role: str
    index: int
    context: Context


class Casting:
    """Finds parts in the ledger of one run, which another process is writing.

    Args:
        host: Its plugins must register the run's domain.
        run: The run folder; it need not be there yet.
    """

    def __init__(self, host: Host, run: Path) -> None:
        self._host = host
        self._run = run
        self._shop: Workshop | None = None
        self._base: Base | None = None
        self._seeds: dict[Key, tuple[int, int]] = {}
        self._unsearched = 0
        self._made: dict[tuple[str, int, int], Any] = {}

    def find(self, role: str, seed: int) -> Part | None:
        """Return the part that a role and a seed stand for; None where it is none of the run's, or there is no run yet.

        Raises:
            ConfigError: The run cannot be read.
        """
        shop = self._open() if role in _ROLES else None
        if shop is None or not self._search(shop, (role, seed % _SEEDS)):
            return None
        index, attempt = self._seeds[role, seed % _SEEDS]
        known: dict[str, Any] = {}
        if field := _ROLES[role]:
            known[field] = self._field(field, index, attempt)
            if known[field] is None:
                return None
        whole = shop.seed(Item(index, attempt), role)
        return Part(role, index, Context(shop.domain, whole, attempt=attempt, **known))

    def draw(self, part: Part) -> Blueprint | None:
        """Return the blueprint that the domain's sampler finds for a part; None where it finds none.

        Raises:
            ConfigError: The run's tables cannot be read.
        """
        shop = self._open()
        assert shop is not None, "a part was found in no run"
        if self._base is None:
            _, self._base = reopen(self._host, self._run)
        world = World(shop.domain, self._base, seed=part.context.seed)
        sampler = shop.domain.sampler
        return sampler(world, Random(part.context.seed), FIXED) if sampler is not None else None

    @property
    def options(self) -> dict[str, Any]:
        """The run's section of options for the offline backend."""
        return dict(self._shop.settings.options.get("offline", {})) if self._shop is not None else {}

    def _open(self) -> Workshop | None:
        if self._shop is None and (self._run / "ledger.sqlite").is_file():
            settings = Settings.model_validate(RunFolder.look(self._run).read_manifest()["settings"])
            model = self._host.model("offline", {})
            self._shop = Workshop(_domain(self._host, settings), Base({}), settings, model, model)
        return self._shop

    def _search(self, shop: Workshop, key: Key) -> bool:
        """Go on through the run's candidates until a role and seed are found, or there are no more."""
        last = shop.settings.piloted + shop.settings.candidates
        while key not in self._seeds and self._unsearched < last:
            self._seeds.update(_seeds(shop, self._unsearched))
            self._unsearched += _BLOCK
        return key in self._seeds

    def _field(self, field: str, index: int, attempt: int) -> Any:
        """Return a field of a candidate as it was last written by the time of an attempt."""
        if (field, index, attempt) not in self._made:
            ledger = Ledger.open(self._run / "ledger.sqlite", write=False)
            entries = sorted(ledger.stages(index, by=attempt).values(), key=lambda entry: entry.attempt)
            raw = [json.loads(entry.payload) for entry in entries if entry.status == "ok" and entry.stage not in _ENDS]
            written = [payload[field] for payload in raw if field in payload]
            if not written:
                return None
            self._made[field, index, attempt] = decode(FIELDS[field], json.dumps(written[-1]))
        return self._made[field, index, attempt]


def _seeds(shop: Workshop, first: int) -> Iterator[tuple[Key, tuple[int, int]]]:
    tries = shop.settings.task_attempts
    attempts = max(_MOST_ATTEMPTS, tries * (tries + shop.settings.rollout_attempts))
    for index in range(first, first + _BLOCK):
        for attempt in range(attempts):
            for role in _ROLES:
                yield (role, shop.seed(Item(index, attempt), role) % _SEEDS), (index, attempt)


def _domain(host: Host, settings: Settings) -> Domain:
    if settings.domain not in host.domains:
        raise ConfigError(f"the run is about domain {settings.domain!r}, which is not installed here")
    return host.domain(settings.domain)
