"""Jira Cloud.

Loads issues with everything inside them (links, comments), their changelogs, worklogs, and in full
each night the small tables: fields, statuses, issue types, projects, users, boards, sprints. Remote
links cost one request per issue and are read only with `remote_links = true`.

Tables and keys: each by the tool's immutable id (never the issue key, which moves with the
project); changelogs by `<issue id>/<history id>`, remote links by `<issue id>/<link id>`, users by
account id.

Incremental by `updated`, one cursor per project, asked as epoch milliseconds (a JQL date without
zone is read in the zone of the token owner's profile). A project is read in the order its issues
were created in, which no edit disturbs, and its cursor never passes the server's clock at the start
of the read: what changes meanwhile is read again. There is no upper bound. One hour of overlap
covers the search index's lag. Changelogs, remote links and the comments beyond the twenty that come
with an issue are read for the issues of each page; worklogs by `/worklog/updated`, which is its own
log of changes.

Secrets: the e-mail address and API token, sent as basic authentication.
"""

from typing import Any

import dlt

from pipelines.configuration import JiraSettings
from pipelines.errors import Problem
from pipelines.sources.answers import SourceError
from pipelines.sources.http import Api
from pipelines.sources.jira_pages import accounts, offset_pages, sprints
from pipelines.sources.jira_projects import read_projects, read_worklogs
from pipelines.sources.jira_tables import (
    BOARDS,
    CHANGELOGS,
    FIELDS,
    ISSUE_TYPES,
    ISSUES,
    PROJECTS,
    REMOTE_LINKS,
    SPRINTS,
    STATUSES,
    USERS,
    WORKLOGS,
)
from pipelines.sources.jira_tables import TABLES as TABLES
from pipelines.sources.slices import Slice


def connect(settings: JiraSettings, max_connections: int) -> Api:
    """Open the site's REST interface."""
    credentials = (settings.email, settings.api_token.get_secret_value())
    return Api(settings.site, credentials, {"Accept": "application/json"}, max_connections)


@dlt.source(name="jira", max_table_nesting=0)
def source(api: Api, settings: JiraSettings, piece: Slice | None = None) -> Any:
    """Give the resources of a Jira site, one per raw table."""
    piece = piece or Slice()
    batches = dlt.resource(
        lambda: read_projects(api, settings, piece), name="jira_batches", selected=False
    )
    return [
        ISSUES.picked_from(batches),
        CHANGELOGS.picked_from(batches),
        REMOTE_LINKS.picked_from(batches),
        WORKLOGS.resource(lambda: read_worklogs(api, settings, piece)),
        FIELDS.resource(lambda: iter([api.get("/rest/api/3/field").documents()]), piece),
        STATUSES.resource(lambda: iter([api.get("/rest/api/3/status").documents()]), piece),
        ISSUE_TYPES.resource(lambda: iter([api.get("/rest/api/3/issuetype").documents()]), piece),
        PROJECTS.resource(lambda: offset_pages(api, "/rest/api/3/project/search"), piece),
        USERS.resource(lambda: accounts(api), piece),
        BOARDS.resource(lambda: offset_pages(api, "/rest/agile/1.0/board"), piece),
        SPRINTS.resource(lambda: sprints(api), piece),
    ]


def probe(api: Api, settings: JiraSettings) -> list[Problem]:
    """Ask who we are and which projects we see; name each configured project we do not."""
    try:
        api.get("/rest/api/3/myself")
        visible = {
            project["key"]
            for page in offset_pages(api, "/rest/api/3/project/search")
            for project in page
        }
    except SourceError as fault:
        return [Problem(".dlt/config.toml [sources.jira]", str(fault), "")]
    return [
        Problem(
            f'.dlt/config.toml [sources.jira] projects "{key}"',
            f"{settings.email} sees no project of this key at {settings.site}",
            "correct the key, or ask its administrator for browse permission; then: headway check",
        )
        for key in settings.projects
        if key not in visible
    ]
