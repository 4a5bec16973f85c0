"""What a workspace is set to do: which tools, which of their projects, with which credentials.

`load_settings` reads it and either gives every value checked, or names every problem at once.
Nothing here prints, logs or repeats a secret.
"""

from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr
from pydantic import field_validator as checks

from pipelines.configuration_checks import checked
from pipelines.configuration_files import CONFIG, SECRETS, Tables, read_files, refused
from pipelines.configuration_values import (
    Email,
    ProjectKey,
    PseudonymKey,
    Repository,
    Site,
    Token,
    each_once,
    refuse,
)
from pipelines.errors import Problem, did_you_mean


class _Section(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, str_strip_whitespace=True
    )


class _Tool(_Section):
    start_on: date | None = Field(None, examples=["2025-01-01"])
    token_expires_on: date | None = Field(None, examples=["2026-12-31"])


class JiraSettings(_Tool):
    """Jira Cloud. No projects named: all the account sees."""

    site: Site = Field(examples=['"https://acme.atlassian.net"'])
    projects: Annotated[list[ProjectKey], AfterValidator(each_once)] = Field(
        [], examples=['["PAY", "OPS"]']
    )
    email: Email = Field(examples=['"headway@acme.example"'])
    api_token: Token = Field(examples=['"..."'])
    remote_links: bool = Field(False, examples=["true"])


class GitHubSettings(_Tool):
    """GitHub, or GitHub Enterprise by its API's address."""

    site: Site = Field("https://api.github.com", examples=['"https://api.github.com"'])
    repositories: Annotated[list[Repository], AfterValidator(each_once)] = Field(
        min_length=1, examples=['["acme/pay"]']
    )
    access_token: Token = Field(examples=['"..."'])

    @checks("site")
    @classmethod
    def _is_the_api(cls, site: str) -> str:
        if site.split("://")[1].split("/")[0] in ("github.com", "www.github.com"):
            raise refuse("the web pages, not the API", 'write "https://api.github.com"')
        return site


class ZendeskSettings(_Tool):
    """Zendesk Support."""

    site: Site = Field(examples=['"https://acme.zendesk.com"'])
    email: Email = Field(examples=['"headway@acme.example"'])
    api_token: Token = Field(examples=['"..."'])


class FreshdeskSettings(_Tool):
    """Freshdesk."""

    site: Site = Field(examples=['"https://acme.freshdesk.com"'])
    api_key: Token = Field(examples=['"..."'])


class _Headway(_Section):
    max_connections: int = Field(8, ge=1, le=64, examples=["8"])
    as_of: date | None = Field(None, examples=["2025-06-30"])
    census_interval_days: int = Field(7, ge=1, le=365, examples=["7"])
    census_max_loss_share: float = Field(0.05, gt=0, le=1, examples=["0.05"])
    generations_kept: int = Field(7, ge=1, le=365, examples=["7"])
    pseudonym_key: PseudonymKey = Field(examples=['"..."'])
    notification_urls: list[SecretStr] = Field([], examples=['["mailto://...", "slack://..."]'])


class Settings(_Headway):
    """One workspace's configuration. A tool that is off is None."""

    jira: JiraSettings | None = None
    github: GitHubSettings | None = None
    zendesk: ZendeskSettings | None = None
    freshdesk: FreshdeskSettings | None = None


TOOLS: dict[str, type[_Tool]] = {
    "jira": JiraSettings,
    "github": GitHubSettings,
    "zendesk": ZendeskSettings,
    "freshdesk": FreshdeskSettings,
}


def load_settings(workspace: Path) -> Settings:
    """Read and check a workspace's configuration; ConfigurationError carries every problem."""
    config_file, secrets_file, problems = read_files(workspace)
    config = _sections(CONFIG, config_file, problems)
    secrets = _sections(SECRETS, secrets_file, problems)
    tools: dict[str, Any] = {}
    for tool, model in TOOLS.items():
        section = f"sources.{tool}"
        if section in config:
            tools[tool] = checked(
                model, section, config[section], secrets.get(section, {}), problems
            )
    if not tools:
        problems.append(
            Problem(CONFIG, "no tool is switched on", "write a section such as [sources.jira]")
        )
    headway = checked(
        _Headway, "headway", config.get("headway", {}), secrets.get("headway", {}), problems
    )
    if problems or headway is None:
        raise refused(workspace, problems)
    return Settings(**tools, **headway.model_dump())


def _sections(name: str, tables: Tables, problems: list[Problem]) -> dict[str, Tables]:
    """Flatten a file to its known sections, `sources.jira` and the like."""
    known = ["headway", *(f"sources.{tool}" for tool in TOOLS)]
    flat = {key: value for key, value in tables.items() if key != "sources"}
    tools = tables.get("sources", {})
    if isinstance(tools, dict):
        flat |= {f"sources.{tool}": table for tool, table in tools.items()}
    else:
        flat["sources"] = tools
    for section, table in flat.items():
        if section not in known:
            problems.append(
                Problem(f"{name} [{section}]", "unknown section", did_you_mean(section, known))
            )
        elif not isinstance(table, dict):
            problems.append(Problem(f"{name} {section}", "not a section", f"write [{section}]"))
    return {
        section: table
        for section, table in flat.items()
        if section in known and isinstance(table, dict)
    }
