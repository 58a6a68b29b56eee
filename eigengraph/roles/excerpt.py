"""Excerpts of a database: some related rows, so that whoever writes a task can name things that exist."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from functools import cached_property
from random import Random

from eigengraph.records import encode
from eigengraph.world import Base, Domain
from eigengraph.world.schema import referred_keys

Place = tuple[str, str]

_MOST_BACKWARDS = 4  # rows that refer to the first one, of those that are followed
_ROUNDS = 4  # rows of each table that are added


class Excerpts:
    """Excerpts of the tables of one run.

    Args:
        domain: Says which fields refer to which tables.
        base: The tables.
    """

    def __init__(self, domain: Domain, base: Base) -> None:
        self._domain = domain
        self._base = base

    def draw(self, random: Random, size: int) -> list[tuple[str, str, str]]:
        """Return rows that belong together, as ``(table, key, JSON)``.

        It begins with a row that much is tied to, such as an order, and follows references; then some rows of every
        table are added, until the size is used up. Rows that do not fit are left out.

        Args:
            random: Chooses where to begin and which rows are added.
            size: Bytes of JSON at most.
        """
        rows: list[tuple[str, str, str]] = []
        left = size
        for table, key in dict.fromkeys((*self._related(random), *self._others(random))):
            text = encode(self._base.tables[table][key]).decode()
            if len(text) <= left:
                rows.append((table, key, text))
                left -= len(text)
        return rows

    def _related(self, random: Random) -> Iterator[Place]:
        """Yield a row of the root and what is tied to it, the nearest first."""
        tables, schemas = self._base.tables, self._domain.schema
        if not self._root:
            return
        first = (self._root, random.choice(sorted(tables[self._root])))
        back = self._backwards.get(first, [])
        queue = deque([first, *random.sample(back, min(len(back), _MOST_BACKWARDS))])
        met = set(queue)
        while queue:
            table, key = queue.popleft()
            yield table, key
            for place in referred_keys(schemas[table], tables[table][key]):
                if place not in met and place[1] in tables.get(place[0], {}):
                    met.add(place)
                    queue.append(place)

    def _others(self, random: Random) -> Iterator[Place]:
        keys = {table: sorted(rows) for table, rows in sorted(self._base.tables.items()) if rows}
        for _ in range(_ROUNDS):
            for table, known in keys.items():
                yield table, random.choice(known)

    @cached_property
    def _root(self) -> str:
        """The table of the agent's side that most others are tied to by references; empty where none refers."""
        tied: dict[str, set[str]] = defaultdict(set)
        for name, schema in self._domain.schema.items():
            for target in schema.references.values():
                tied[name].add(target)
                tied[target].add(name)
        sides = self._base.sides
        names = [name for name in tied if self._base.tables.get(name) and sides[name] == "agent"]
        return min(names, key=lambda name: (-len(tied[name]), name), default="")

    @cached_property
    def _backwards(self) -> Mapping[Place, list[Place]]:
        """The rows that refer to a row, by its place."""
        found: dict[Place, list[Place]] = defaultdict(list)
        for name, schema in sorted(self._domain.schema.items()):
            for key, row in sorted(self._base.tables.get(name, {}).items()):
                for target in referred_keys(schema, row):
                    found[target].append((name, key))
        return found
