"""The source of telecom tasks: phones broken on purpose, and gold solutions found by tracing their faults."""

from eigengraph_telecom.sampler.composing import sample_blueprint
from eigengraph_telecom.sampler.families import FAMILIES, Family, combinations
from eigengraph_telecom.sampler.issues import ISSUES, Issue
from eigengraph_telecom.sampler.repairs import Case, repair

__all__ = ["FAMILIES", "ISSUES", "Case", "Family", "Issue", "combinations", "repair", "sample_blueprint"]
