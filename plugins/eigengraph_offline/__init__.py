"""The embedded default backend: no language model, every role played by templates and a seeded fault model.

Model spec ``offline``. Options (see ``settings.OfflineSettings``): ``agent_faults``, ``user_faults``, ``styles``; kinds
of faults are listed in ``faults``. Domains say how people talk in a phrasebook; ``phrasebook_file`` documents its form.

| module | what |
|---|---|
| ``model`` | dispatch by role |
| ``scenario`` | the scenario of a blueprint |
| ``program``, ``agent``, ``lines`` | what the agent has to do; where it stands in a dialogue; how it says it |
| ``user``, ``replies`` | what the user does about a text of the agent; how it says it |
| ``hearing``, ``speech`` | making sense of text; choosing and building text |
| ``faults``, ``mistakes`` | what goes wrong on purpose; plausible wrong values |
| ``phrasebook``, ``phrasebook_file``, ``phrases`` | texts of one domain; their file; texts of all |
"""

from eigengraph.hookspecs import hookimpl
from eigengraph.models import ModelScheme
from eigengraph_offline.model import open_offline


@hookimpl
def register_models() -> list[ModelScheme]:
    """Register the scheme ``offline``."""
    summary = "no language model: templates, structured context and a seeded fault model"
    return [ModelScheme("offline", open_offline, summary, metered=False)]
