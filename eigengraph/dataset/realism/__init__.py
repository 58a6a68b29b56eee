"""Realism: statistics of how dialogues go, and how far two collections of them lie apart.

| module | what |
|---|---|
| ``turns`` | a dialogue as turns of text and calls, with a typed act each |
| ``disclosure`` | when the user tells what the agent's calls need |
| ``measures`` | a sample of each statistic over a collection |
| ``distances`` | Jensen-Shannon divergence and Wasserstein distance |
| ``comparison`` | two collections side by side, and a sentence on what differs most |
"""

from eigengraph.dataset.realism.comparison import Comparison, Spread, compare, sentence, spread_of
from eigengraph.dataset.realism.disclosure import Told, told
from eigengraph.dataset.realism.distances import divergence, wasserstein
from eigengraph.dataset.realism.measures import MEASURES, MOST_OTHERS, Measure, measure
from eigengraph.dataset.realism.turns import ACTS, Turn, turns

__all__ = [
    "ACTS",
    "MEASURES",
    "MOST_OTHERS",
    "Comparison",
    "Measure",
    "Spread",
    "Told",
    "Turn",
    "compare",
    "divergence",
    "measure",
    "sentence",
    "spread_of",
    "told",
    "turns",
    "wasserstein",
]
