"""Finds each configured value, and remembers where it was found.

`.dlt/config.toml` and `.dlt/secrets.toml` of a workspace, then the environment in dlt's own form
(`SOURCES__JIRA__API_TOKEN`), which wins.
"""

import json
import os
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.errors import ConfigurationError, Problem

CONFIG = ".dlt/config.toml"
SECRETS = ".dlt/secrets.toml"

Tables = dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """A configured value and the place to change it."""

    value: Any
    place: str
    is_shown: bool


def refused(workspace: Path, problems: list[Problem]) -> ConfigurationError:
    """Give the error that carries these problems."""
    n_problems = "a problem" if len(problems) == 1 else f"{len(problems)} problems"
    message = f"The configuration of {workspace} has {n_problems}."
    return ConfigurationError(message, f"headway check --workspace {workspace}", problems)


def read_files(workspace: Path) -> tuple[Tables, Tables, list[Problem]]:
    """Read config and secrets, with the problems that do not keep them from being read.

    Raises ConfigurationError where there is no workspace, or a file is not TOML.
    """
    if not (workspace / CONFIG).exists():
        start = f"headway init {workspace}"
        missing = Problem(str(workspace / CONFIG), "no such file", start)
        raise ConfigurationError(f"{workspace} is no workspace.", start, [missing])
    problems: list[Problem] = []
    secrets = workspace / SECRETS
    if secrets.exists() and os.name == "posix" and secrets.stat().st_mode & 0o077:
        problems.append(
            Problem(SECRETS, "other users of this machine can read it", f"chmod 600 {secrets}")
        )
    config_table = _read_toml(workspace, CONFIG, problems)
    secrets_table = _read_toml(workspace, SECRETS, problems) if secrets.exists() else {}
    if config_table is None or secrets_table is None:
        raise refused(workspace, problems)
    return config_table, secrets_table, problems


def _read_toml(workspace: Path, name: str, problems: list[Problem]) -> Tables | None:
    try:
        content = (workspace / name).read_bytes()
    except OSError as error:
        problems.append(
            Problem(name, f"cannot be read: {error.strerror}", "see what it is and who may read it")
        )
        return None
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problems.append(Problem(f"{name}:{line}", "not UTF-8", "save the file as UTF-8"))
    except tomllib.TOMLDecodeError as error:
        # The parser's own words quote at most one character, so no secret can be in them.
        what, _, where = str(error).partition(" (at ")
        found = re.match(r"line (\d+), column (\d+)", where)
        last_line = content.count(b"\n") + (not content.endswith(b"\n"))
        line = int(found[1]) if found else last_line
        column = f", column {found[2]}" if found else ""
        problems.append(
            Problem(
                f"{name}:{line}{column}",
                f"not TOML: {what[:1].lower()}{what[1:]}",
                'write key = value; text stands in quotes: site = "https://acme.example"',
            )
        )
    return None


def entries(
    section: str, config: Tables, secrets: Tables, fields: dict[str, bool]
) -> dict[str, Entry]:
    """Merge one section's values, blanks left out. `fields`: known key -> it is a list."""
    found: dict[str, Entry] = {}
    for name, table in ((CONFIG, config), (SECRETS, secrets)):
        for key, value in table.items():
            found[key] = Entry(value, f"{name} [{section}] {key}", is_shown=name == CONFIG)
    found.update(_from_environment(section, fields))
    return {key: entry for key, entry in found.items() if not _is_blank(entry.value)}


def variable(section: str, key: str) -> str:
    """Give a key's environment variable: sources.jira, site -> SOURCES__JIRA__SITE."""
    return "__".join([*section.split("."), key]).upper()


def _from_environment(section: str, fields: dict[str, bool]) -> Iterable[tuple[str, Entry]]:
    for key, is_list in fields.items():
        name = variable(section, key)
        if _is_blank(text := os.environ.get(name, "")):
            continue
        value: Any = text
        if is_list:
            try:
                value = json.loads(text)
            except json.JSONDecodeError:
                value = text
        yield key, Entry(value, f"environment variable {name}", is_shown=False)


def _is_blank(value: Any) -> bool:
    return isinstance(value, str) and not value.strip()
