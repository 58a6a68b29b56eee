"""A sandbox without walls, for code that tests wrote themselves."""

import json
from collections.abc import Sequence

from eigengraph.verify.sandbox import CodeRun


class InProcess:
    """Runs the tests' own code in this process; ``broken`` runs break the sandbox first."""

    def __init__(self, broken: int = 0) -> None:
        self.broken = broken
        self.asked: list[int] = []
        self.closed = 0

    def run(self, code: str, inputs: Sequence[str]) -> list[CodeRun]:
        self.asked.append(len(inputs))
        return [self._one(code, case) for case in inputs]

    def _one(self, code: str, case: str) -> CodeRun:
        if self.broken:
            self.broken -= 1
            return CodeRun("infra", None, "a worker died", microseconds=5.0)
        namespace: dict = {}
        exec(code, namespace)
        try:
            return CodeRun("ok", namespace["check"](**json.loads(case)), microseconds=1.0)
        except AssertionError as error:
            return CodeRun("assert", None, str(error), 2)
        except Exception as error:  # noqa: BLE001 - it is data here
            return CodeRun("error", None, f"{type(error).__name__}: {error}", 2)

    def lint(self, code: str) -> list[str]:
        return []

    def close(self) -> None:
        self.closed += 1
