"""Opening what a run works on: domain, tables, models."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from eigengraph.config import Settings
from eigengraph.errors import ConfigError, EigenGraphError, PluginError
from eigengraph.graphs import Workshop
from eigengraph.host import Host
from eigengraph.models import Meter, Model
from eigengraph.prompts import load_prompts
from eigengraph.roles import SLOTS
from eigengraph.verify.sandbox import OnDemand, Sandbox
from eigengraph.world import Base, Domain, Tables, check_tables, read_tables


def open_workshop(host: Host, settings: Settings, meter: Meter | None = None) -> Workshop:
    """Load and check everything that the settings name, before anything runs.

    Args:
        host: The plugins.
        settings: What is asked for.
        meter: Stands between the run and its models; None to ask them directly.

    Raises:
        ConfigError: A name is unknown, a file cannot be read, an option is wrong, or a price is missing.
        TableError: The tables break the domain's schema; carries every problem.
    """
    domain = with_policy(host.domain(settings.domain), settings)
    host.check_workers(settings.workers)
    host.check_checks(settings.checks)
    if "sandbox" in settings.model_fields_set:  # the default need not be installed where no task has a checker
        host.check_sandbox(settings.sandbox)
    for scheme in settings.options:
        host.check_model(scheme)
    model = open_model(host, settings.model, settings, meter)
    user_model = open_model(host, settings.user_model, settings, meter) if settings.user_model else model
    base, mutators = open_base(domain, settings), tuple(host.mutators.values())
    strategy = host.evolution(settings.evolution)
    sandboxes = ranked(host, settings.sandbox)
    prompts = load_prompts(SLOTS, settings.prompts)
    return Workshop(
        domain, base, settings, model, user_model, mutators, sandboxes, strategy, host.checks, host.workers, prompts
    )


def open_model(host: Host, spec: str, settings: Settings, meter: Meter | None) -> Model:
    """Open a model by its spec, metered where its kind is.

    Raises:
        ConfigError: The spec or its options cannot be used, or a price is missing.
    """
    model = host.model(spec, settings.options)
    metered = host.models[spec.partition(":")[0]].metered
    if meter is None:
        return model
    return meter.around(model, spec) if metered else meter.followed(model, spec)


def ranked(host: Host, first: str) -> dict[str, Sandbox]:
    """Return every sandbox by name, opened when first used, the one whose word counts before the others.

    Args:
        host: The plugins.
        first: A name; where no plugin has it, the others count in the order of their names.
    """
    names = sorted(host.sandboxes, key=lambda name: (name != first, name))
    return {name: OnDemand(host.sandboxes[name].open) for name in names}


@contextmanager
def judging_sandbox(host: Host, first: str) -> Iterator[Sandbox | None]:
    """Lend the sandbox whose word counts; None where no plugin brings one. It is closed afterwards.

    Args:
        host: The plugins.
        first: See ``ranked``.
    """
    sandbox = next(iter(ranked(host, first).values()), None)
    try:
        yield sandbox
    finally:
        if sandbox is not None:
            sandbox.close()


def with_policy(domain: Domain, settings: Settings) -> Domain:
    """Return the domain with the policy text that the settings name; its rules in code stay.

    Raises:
        ConfigError: The file cannot be read.
    """
    if settings.policy is None:
        return domain
    try:
        return replace(domain, policy=settings.policy.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"policy {str(settings.policy)!r} cannot be read: {error}") from None


def open_base(domain: Domain, settings: Settings) -> Base:
    """Return the tables that the settings name, or ones generated from their seed, checked either way.

    Raises:
        ConfigError: The file cannot be read.
        PluginError: The domain's generator failed.
        TableError: The tables break the domain's schema.
    """
    raw = read_tables(settings.tables) if settings.tables is not None else _generate(domain, settings.seed)
    return Base(check_tables(domain.schema, raw, domain.check_tables), domain.sides())


def _generate(domain: Domain, seed: int) -> Tables:
    try:
        return domain.tables(seed)
    except EigenGraphError:
        raise
    except Exception as error:
        raise PluginError(
            f"domain {domain.name!r} failed to generate tables from seed {seed}: {type(error).__name__}: {error}"
        ) from error
