"""The source of retail tasks: gold solutions found by executing tools in a live world."""

from eigengraph_retail.sampler.composing import sample_blueprint, sampler

__all__ = ["sample_blueprint", "sampler"]
