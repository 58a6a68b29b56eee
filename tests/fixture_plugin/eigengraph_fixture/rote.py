"""A trainer that learns a file by heart: a third party's, with no accelerator in sight."""

from collections.abc import Callable, Sequence
from pathlib import Path

from eigengraph.models import Check
from eigengraph.recipes import RecipeReport, Training, TrainOrder, TrainPlan
from eigengraph.world import Domain


class Rote:
    def validate(self, model: Path | None, domains: Sequence[Domain]) -> RecipeReport:
        errors = () if model is None else (f"a model {model.name!r} is of no use here",)
        return RecipeReport(errors, {"domains": str(len(domains))})

    def needs(self) -> Sequence[Check]:
        return [Check("patience", True, found="enough")]

    def plan(self, order: TrainOrder) -> TrainPlan:
        checks = [Check("overrides", not order.overrides, "none are known" if order.overrides else "")]
        patience = Check("patience", order.model is None, "" if order.model is None else "it would take years")
        return TrainPlan(
            "rote", order, f"cp {order.data} {order.out}", tuple(checks), (patience,), {"data": "1 file"}, 1
        )

    def train(self, plan: TrainPlan, say: Callable[[str], None]) -> Training:
        assert plan.order.data is not None
        if plan.order.data.read_text() == "":
            return Training(plan, 3, said="nothing to learn")
        plan.order.out.write_text(plan.order.data.read_text())
        say("learnt it")
        return Training(plan, 0, str(plan.order.out), str(plan.order.out))
