"""What the rollouts of one process stand on: the exported world, the user model and the sandboxes, each opened once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from eigengraph.engine.reopen import reopen
from eigengraph.engine.workshop import ranked
from eigengraph.host import Host
from eigengraph.models import Endpoint, Model, Retried, RetryPolicy, Throttle
from eigengraph.verify.sandbox import Sandbox
from eigengraph.world import Base, Domain
from eigengraph_verl.export.manifest import Manifest, read_manifest
from eigengraph_verl.export.world import WORLD

_AT_ONCE = 256  # requests in flight to one user endpoint, from one process


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """An exported folder, opened.

    Attributes:
        manifest: What it is.
        host: The plugins.
        domain: With the policy text of the run.
        base: The tables that every world begins with.
    """

    manifest: Manifest
    host: Host
    domain: Domain
    base: Base

    def sandbox(self) -> Sandbox | None:
        """Return the sandbox that the run's verdicts are of; None where no plugin brings one."""
        return next(iter(_sandboxes(self.host, self.manifest.sandbox).values()), None)


@cache
def open_ground(folder: Path) -> Ground:
    """Open an exported folder with the installed plugins; once a process.

    Raises:
        ConfigError: It is no exported folder, a file of it is damaged, or its domain is not registered.
    """
    host = Host()
    return Ground(read_manifest(folder), host, *reopen(host, folder / WORLD))


@cache
def _sandboxes(host: Host, first: str) -> Mapping[str, Sandbox]:
    return ranked(host, first)


def open_user(ground: Ground, spec: str, options: Mapping[str, Any], policy: RetryPolicy) -> Model:
    """Open the model that plays the user; once a process.

    One behind a connection is asked again where it fails, within the policy's bounds.

    Args:
        ground: Its host knows the scheme.
        spec: ``offline``, ``openai:MODEL@URL`` or another model spec.
        options: The scheme's.
        policy: The bounds.

    Raises:
        ConfigError: The scheme is unknown, or cannot use the rest or the options.
    """
    return _open_user(ground, spec, json.dumps(options, sort_keys=True), policy)


@cache
def _open_user(ground: Ground, spec: str, options: str, policy: RetryPolicy) -> Model:
    scheme = spec.partition(":")[0]
    model = ground.host.model(spec, {scheme: json.loads(options)})
    if not ground.host.models[scheme].metered:
        return model
    most = min(_AT_ONCE, model.parallel or _AT_ONCE) if isinstance(model, Endpoint) else _AT_ONCE
    return Retried(model, policy, Throttle(most))
