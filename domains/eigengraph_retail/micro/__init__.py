"""The store, reduced for language models of a million parameters: a few tools, short results, ids of few digits.

Tools, rules, row models and samplers are the store's own; only the selection, the database and the wording are smaller.
"""

from eigengraph_retail.micro.domain import RETAIL_MICRO

__all__ = ["RETAIL_MICRO"]
