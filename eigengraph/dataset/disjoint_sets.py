"""Disjoint sets: which of many things belong together, learned one pair at a time."""

from __future__ import annotations


class DisjointSets:
    """Sets of names; joining two names joins the sets that they are in."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def join(self, one: str, other: str) -> None:
        """Put two names into one set."""
        low, high = sorted((self.leader(one), self.leader(other)))
        self._parents[high] = low

    def leader(self, name: str) -> str:
        """Return the smallest name of a set, which stands for it; a name that was never joined stands for itself."""
        leader = name
        while (parent := self._parents.get(leader, leader)) != leader:
            leader = parent
        while name != leader:  # later searches then take one step
            self._parents[name], name = leader, self._parents[name]
        return leader
