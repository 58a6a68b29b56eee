"""Training by a registered recipe: what is held against a plan before it is begun."""

from __future__ import annotations

import pytest

import eigengraph as eg
from eigengraph.errors import ConfigError, PluginError
from eigengraph.models import Check
from eigengraph.recipes import Recipe, RecipeReport, Training, TrainPlan


class Trainer:
    """Trains by writing down what was planned."""

    def __init__(self, checks=(), machine=()):
        self.checks, self.machine = tuple(checks), tuple(machine)
        self.trained = []

    def validate(self, model, domains):
        return RecipeReport()

    def needs(self):
        return self.machine

    def plan(self, order):
        return TrainPlan("mine", order, "true", self.checks, self.machine, {"GPUs": "none"}, 7)

    def train(self, plan, say):
        self.trained.append(plan)
        say("trained")
        return Training(plan, 0, "checkpoint")

    @eg.hookimpl
    def register_recipes(self):
        return [Recipe("mine", self)]


@pytest.fixture
def train():
    def run(trainer, **given):
        return eg.train(eg.Host([trainer], installed=False), "mine", **given)

    return run


def test_it_is_planned_shown_and_trained(train, tmp_path):
    trainer, said, shown = Trainer(), [], []
    done = train(trainer, data="d", model="m", out=tmp_path, overrides=["a=1"], show=shown.append, say=said.append)
    [plan] = trainer.trained
    assert shown == [plan]
    assert said == ["trained"]
    assert (plan.order.data.name, plan.order.model.name, plan.order.out) == ("d", "m", tmp_path)
    assert plan.order.overrides == ("a=1",)
    assert done.to_json() == {
        "recipe": "mine",
        "command": "true",
        "checks": [],
        "steps": 7,
        "checkpoint": "checkpoint",
        "model": "",
        "code": 0,
    }


def test_a_dry_run_needs_no_data_and_no_machine(train):
    trainer = Trainer(machine=[Check("GPUs", False, "buy some")])
    done = train(trainer, dry_run=True)
    assert trainer.trained == []
    assert done.code is None
    assert str(done.plan.order.out) == "checkpoints/mine"
    assert done.to_json()["checks"] == [{"name": "GPUs", "ok": False, "fix": "buy some", "found": ""}]


@pytest.mark.parametrize(
    ("trainer", "given", "said"),
    [
        (Trainer([Check("data", False, "mend it")]), {"dry_run": True}, "cannot be trained like this: data: mend it"),
        (Trainer([Check("data", False, "mend it")]), {"data": "d"}, "recipe 'mine' cannot be trained like this"),
        (Trainer(), {}, "recipe 'mine' needs data; give the folder that `eigengraph export RUN` wrote"),
        (
            Trainer(machine=[Check("GPUs", False, "buy some"), Check("RAM", True)]),
            {"data": "d"},
            "this machine cannot train recipe 'mine': GPUs: buy some",
        ),
    ],
)
def test_nothing_is_begun_that_cannot_end_well(train, trainer, given, said):
    with pytest.raises(ConfigError) as refused:
        train(trainer, **given)
    assert said in str(refused.value)
    assert trainer.trained == []


def test_a_recipe_of_the_wrong_kind():
    class Wrong:
        @eg.hookimpl
        def register_recipes(self):
            return ["mine"]

    with pytest.raises(PluginError, match="returned 'mine', not a Recipe"):
        eg.Host([Wrong()], installed=False)
