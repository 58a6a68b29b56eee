"""``eigengraph domains``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from eigengraph.cli.output import print_json, print_table
from eigengraph.cli.plain_text import plain
from eigengraph.host import Host
from eigengraph.world import Domain


def domains(
    name: Annotated[str | None, typer.Argument(help="A domain, to show its tools, rules and policy.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON.")] = False,
) -> None:
    """List the registered domains, or show one."""
    host = Host()
    if name is not None:
        domain = host.domain(name)
        if as_json:
            print_json(_record(domain))
        else:
            _show(domain)
        return
    known = host.domains.values()
    if as_json:
        print_json([_record(domain) for domain in known])
        return
    rows = [
        (
            domain.name,
            len(domain.by_side["agent"]),
            len(domain.by_side["user"]),
            len(domain.rules),
            "yes" if domain.sampler is not None else "no",
        )
        for domain in known
    ]
    print_table(("domain", "agent tools", "user tools", "rules", "samples tasks"), rows)


def _show(domain: Domain) -> None:
    print_table(("tool", "side", "kind", "what it does"), list(_tools(domain)))
    if domain.rules:
        print_table(("rule", "what it says"), [(rule.id, plain(rule.text)) for rule in domain.rules])
    else:
        print("no rules: what the policy demands is not checked")
    words = len(domain.policy_text.split())
    print(f"policy: {words} words, {len(domain.policy_text)} characters")
    print(f"tasks: {'sampled by the domain' if domain.sampler is not None else 'no sampler'}")


def _tools(domain: Domain) -> Iterator[tuple[str, ...]]:
    for tool in domain.tools:
        said = tool.schema["function"].get("description", "")
        yield tool.name, tool.side, tool.kind, plain(said.strip().split("\n")[0])


def _record(domain: Domain) -> dict[str, Any]:
    return {
        "name": domain.name,
        "tools": list(domain.by_side["agent"]),
        "user_tools": list(domain.by_side["user"]),
        "rules": [rule.id for rule in domain.rules],
        "sampler": domain.sampler is not None,
    }
