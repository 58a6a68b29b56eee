"""Plans of a run, and the evidence that decides between their versions."""

from eigengraph.plans.census import Census, take_census
from eigengraph.plans.credit import Credit, credit
from eigengraph.plans.decision import Decision, Ruled
from eigengraph.plans.distance import NEAR, distance, nearest
from eigengraph.plans.evidence import Cluster, Evidence, Trial, Version, tells, tells_in_scale_up
from eigengraph.plans.pair import FIXED_PAIR, MOST_GOALS, MOST_TRIES, EvaluationPlan, PlanPair, same_content, version
from eigengraph.plans.strategies import STRATEGIES, EvolutionStrategy

__all__ = [
    "FIXED_PAIR",
    "MOST_GOALS",
    "MOST_TRIES",
    "NEAR",
    "STRATEGIES",
    "Census",
    "Cluster",
    "Credit",
    "Decision",
    "EvaluationPlan",
    "Evidence",
    "EvolutionStrategy",
    "PlanPair",
    "Ruled",
    "Trial",
    "Version",
    "credit",
    "distance",
    "nearest",
    "same_content",
    "take_census",
    "tells",
    "tells_in_scale_up",
    "version",
]
