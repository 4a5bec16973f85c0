"""The tools Headway reads, one module each."""

from types import ModuleType

from pipelines.sources import freshdesk, github, jira, zendesk

SOURCES: dict[str, ModuleType] = {
    "jira": jira,
    "github": github,
    "zendesk": zendesk,
    "freshdesk": freshdesk,
}
