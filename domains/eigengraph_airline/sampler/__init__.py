"""The source of airline tasks: gold solutions found by executing tools in a live world."""

from eigengraph_airline.sampler.composing import sample_blueprint

__all__ = ["sample_blueprint"]
