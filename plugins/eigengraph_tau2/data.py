"""tau2-bench's domain data on disk: which files a domain has, and what they hold."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from eigengraph.errors import ConfigError, TableError, UnknownNameError
from eigengraph.files import read_json, read_text
from eigengraph.world import Base, Domain, check_tables, read_tables
from eigengraph_tau2.replay import Ground
from eigengraph_tau2.tasks import Tau2Task, parse_tasks, read_record, read_tasks

VARIABLE = "EIGENGRAPH_TAU2_DATA"
PREFIX = "tau2:"
"""Stands before a domain's name where tau2-bench's own tasks or environment are meant."""


@dataclass(frozen=True, slots=True)
class Files:
    """What the files of one domain are called.

    Attributes:
        policy: The files of the policy, by the tag that each is put into; a single file has none.
        solo_policy: The same for solo mode; empty in a domain without one.
        database: The agent's database.
        user_database: The user's; empty in a domain of one side.
        lists: Whether the agent's database holds lists of rows, not objects of rows by key.
    """

    policy: Mapping[str, str]
    database: str = "db.json"
    user_database: str = ""
    lists: bool = False
    solo_policy: Mapping[str, str] = field(default_factory=dict)


FILES: Mapping[str, Files] = {
    "airline": Files({"": "policy.md"}),
    "mock": Files({"": "policy.md"}, "db.json", "user_db.json", solo_policy={"": "policy_solo.md"}),
    "retail": Files({"": "policy.md"}),
    "telecom": Files(
        {"main_policy": "main_policy.md", "tech_support_policy": "tech_support_manual.md"},
        "db.toml",
        "user_db.toml",
        lists=True,
        solo_policy={"main_policy": "main_policy_solo.md", "tech_support_policy": "tech_support_manual.md"},
    ),
}
"""By domain (tau2-bench, ``domains/*/environment.py``)."""

ALIASES: Mapping[str, str] = {"telecom-workflow": "telecom"}
"""tau2-bench's names of the same world under another policy text."""


def domain_name(name: str) -> str:
    """Return our name of one of tau2-bench's domains.

    Args:
        name: tau2-bench's, such as ``airline``, or that of its environment here, ``tau2:airline``.

    Raises:
        UnknownNameError: It is none that this plugin knows.
    """
    bare = name.removeprefix(PREFIX)
    if bare not in FILES and bare not in ALIASES:
        raise UnknownNameError("tau2-bench domain", bare, [*FILES, *ALIASES])
    return ALIASES.get(bare, bare)


def world_name(name: str) -> str:
    """Return the name of the domain that answers for one of tau2-bench's: ours, or its own behind ``tau2:``.

    Raises:
        UnknownNameError: It is none that this plugin knows.
    """
    return f"{PREFIX}{domain_name(name)}" if name.startswith(PREFIX) else domain_name(name)


@dataclass(frozen=True, slots=True)
class DomainFolder:
    """The folder of one domain's data.

    Attributes:
        path: The folder.
        domain: The domain's name.
    """

    path: Path
    domain: str

    def tasks(self, split: str = "", *, unique: bool = True) -> tuple[Tau2Task, ...]:
        """Return the tasks, or those of one split, in the order of the task file.

        Args:
            split: Which tasks; empty for all.
            unique: Whether two tasks of one id are an error; an audit wants to list them.

        Raises:
            ConfigError: A file is missing or of another format, there is no such split, or it names a task that is not
                there.
        """
        path = self._file("tasks.json")
        tasks = (parse_tasks if unique else read_tasks)(read_json(path), str(path))
        if not split:
            return tasks
        splits = self.splits()
        if split not in splits:
            raise UnknownNameError(f"split of {self.domain}", split, splits)
        wanted = set(splits[split])
        for missing in sorted(wanted - {task.id for task in tasks}):
            raise ConfigError(f"{str(self._file('split_tasks.json'))!r}: {split}: there is no task {missing!r}")
        return tuple(task for task in tasks if task.id in wanted)

    def splits(self) -> Mapping[str, list[str]]:
        """Return the ids of each split's tasks, by the split's name.

        Raises:
            ConfigError: The file is missing or of another format.
        """
        path = self._file("split_tasks.json")
        splits: dict[str, list[str]] = read_record(dict[str, list[str]], read_json(path), str(path))
        return splits

    def ground(self, domain: Domain) -> Ground:
        """Return the domain over this folder's database.

        Raises:
            ConfigError: A file is missing or of another format, or breaks the domain's schema; names the field.
        """
        files = FILES[self.domain]
        for name in filter(None, (files.database, files.user_database)):
            self._file(name)
        try:
            tables = check_tables(domain.schema, read_tables(self.path), domain.check_tables)
        except TableError as error:
            more = f" (and {len(error.problems) - 1} more)" if len(error.problems) > 1 else ""
            table = re.split(r"\W", error.problems[0], maxsplit=1)[0]
            name = files.user_database if domain.sides().get(table) == "user" else files.database
            raise ConfigError(f"{str(self.path / name)!r}: {error.problems[0]}{more}") from None
        return Ground(domain, Base(tables, domain.sides()))

    def policy(self, *, solo: bool = False) -> str:
        """Return the policy as tau2-bench puts it into the agent's prompt.

        Raises:
            ConfigError: A file is missing, or the domain has no policy for solo mode.
        """
        names = FILES[self.domain].solo_policy if solo else FILES[self.domain].policy
        if not names:
            raise ConfigError(f"tau2-bench's domain {self.domain!r} has no solo mode")
        parts = {tag: read_text(self._file(name)) for tag, name in names.items()}
        if "" in parts:
            return parts[""]
        return "\n".join(f"<{tag}>\n{text}\n</{tag}>" for tag, text in parts.items())

    def _file(self, name: str) -> Path:
        path = self.path / name
        if not path.is_file():
            raise ConfigError(
                f"tau2-bench's data for {self.domain!r} lacks {name!r}: there is no {str(path)!r}; give the folder "
                f"that holds {self.domain}/{name}"
            )
        return path


def open_data(given: Path | None, name: str) -> DomainFolder:
    """Find a domain's data.

    Args:
        given: A folder of domain folders, or tau2-bench's own data folder, which holds them in ``tau2/domains``; None
            for the folder that the environment variable EIGENGRAPH_TAU2_DATA names.
        name: tau2-bench's name of the domain.

    Raises:
        UnknownNameError: It is none that this plugin knows.
        ConfigError: There is no such folder.
    """
    domain = domain_name(name)
    named = os.environ.get(VARIABLE, "")
    if given is None and not named:
        raise ConfigError(f"where is tau2-bench's data? Give its folder with --data, or set {VARIABLE}")
    root = Path(named) if given is None else given
    for folder in (root / domain, root / "tau2" / "domains" / domain):
        if folder.is_dir():
            return DomainFolder(folder, domain)
    mend = f"set {VARIABLE} to the one that does" if given is None else "give the one that does"
    raise ConfigError(f"{str(root)!r} holds no folder {domain!r} of tau2-bench's data; {mend}")
