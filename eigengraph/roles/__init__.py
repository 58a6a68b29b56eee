"""Roles that a language model plays: what each is asked, in which words, and what is made of its answers.

| module | role | prompt |
|---|---|---|
| ``planner``, ``plan_drafts`` | ``planner``: a plan pair for each stream | ``planner`` |
| ``reflector`` | ``reflector``: the next plan pair, from what went wrong | ``reflector`` |
| ``task_writer``, ``task_drafts``, ``excerpt``, ``rehearsal`` | ``blueprint``: facts and goals | ``task_writer`` |
| ``scenario_writer`` | ``scenario``: what the user simulator is told | ``scenario_writer`` |
| ``verifier_writer`` | ``verifier``: assertions and code | ``verifier_writer`` |
| ``judge`` | ``judge``: conduct, by the evaluation plan | ``judge`` |
| ``attributor`` | ``attributor``: whose fault a failure is | ``attributor`` |
| ``asking``, ``schemas`` | all of them: structured output, checked and fed back | ``correction`` |

``agent`` and ``user`` are participants of a dialogue; their prompts lie beside them, in ``eigengraph.dialogue``.
"""

from eigengraph.roles.model_workers import SLOTS, ModelWorkers

__all__ = ["SLOTS", "ModelWorkers"]
