"""Evaluation: how good a policy is at tasks, with intervals, and with every dialogue accounted for.

| module | what |
|---|---|
| ``exam`` | the tasks, from a run, a file or a source |
| ``playing``, ``trial`` | trials and their attempts |
| ``running``, ``progress``, ``rows`` | the folder, resume, what a watcher sees |
| ``pass_k``, ``intervals``, ``metrics`` | pass^k, bootstrap over tasks, break-downs |
| ``results``, ``comparison``, ``drawing`` | a finished evaluation, two of them, a picture |

The function is ``eigengraph.evaluate``; a package of that name would hide it.
"""

from eigengraph.evaluation.comparison import Comparison, Difference, compare
from eigengraph.evaluation.exam import Exam, Tasks, open_exam
from eigengraph.evaluation.metrics import Metrics, Share, measure
from eigengraph.evaluation.pass_k import Estimate, estimate, pass_hat
from eigengraph.evaluation.progress import Progress, Watch
from eigengraph.evaluation.results import Evaluation
from eigengraph.evaluation.running import default_folder, run_evaluation
from eigengraph.evaluation.trial import Attempt, Trial

__all__ = [
    "Attempt",
    "Comparison",
    "Difference",
    "Estimate",
    "Evaluation",
    "Exam",
    "Metrics",
    "Progress",
    "Share",
    "Tasks",
    "Trial",
    "Watch",
    "compare",
    "default_folder",
    "estimate",
    "measure",
    "open_exam",
    "pass_hat",
    "run_evaluation",
]
