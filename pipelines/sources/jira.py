"""Jira Cloud.

Loads issues with everything inside them (links, comments), their changelogs, worklogs, and in full
each night the small tables: fields, statuses, issue types, projects, users, boards, sprints. Remote
links cost one request per issue and are read only with `remote_links = true`.

Tables and keys: each by the tool's immutable id (never the issue key, which moves with the
project); changelogs by `<issue id>/<history id>`, remote links by `<issue id>/<link id>`, users by
account id.

Incremental by `updated`, one cursor per project, asked as epoch milliseconds (a JQL date without
zone is read in the zone of the token owner's profile). A project is read in key order, which no
edit disturbs, and its cursor never passes the server's clock at the start of the read: what changes
meanwhile is read again. There is no upper bound. One hour of overlap covers the search index's lag.
Changelogs and remote links are read for the issues of each page; worklogs by `/worklog/updated`,
which is its own log of changes.

Secrets: the e-mail address and API token, sent as basic authentication.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import starmap
from typing import Any

import dlt
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.configuration import JiraSettings
from pipelines.errors import Problem
from pipelines.sources.answers import SourceError
from pipelines.sources.concurrency import for_each, side_by_side
from pipelines.sources.cursors import State, move_on, read_since
from pipelines.sources.documents import (
    Batch,
    Document,
    RawTable,
    child_id,
    in_large_batches,
    read_state,
    to_utc,
)
from pipelines.sources.http import Api
from pipelines.sources.jira_pages import (
    accounts,
    changelogs_of,
    issues_found,
    offset_pages,
    remote_links_of,
    sprints,
)

OVERLAP = timedelta(hours=1)
EARLIEST = datetime.fromtimestamp(0, UTC)
PAGES_AT_ONCE = 2
Tables = dict[str, pa.Table]

ISSUES = RawTable("issues", updated_at_of=lambda issue: updated_at(issue))
CHANGELOGS = RawTable("changelogs", child_id(), lambda history: to_utc(history.get("created")))
WORKLOGS = RawTable("worklogs", updated_at_of=lambda worklog: to_utc(worklog.get("updated")))
REMOTE_LINKS = RawTable("remote_links", child_id())
FIELDS = RawTable("fields", in_full=True)
STATUSES = RawTable("statuses", in_full=True)
ISSUE_TYPES = RawTable("issue_types", in_full=True)
PROJECTS = RawTable("projects", in_full=True)
USERS = RawTable("users", lambda user: user["accountId"], in_full=True)
BOARDS = RawTable("boards", in_full=True)
SPRINTS = RawTable("sprints", in_full=True)
TABLES = (
    *(ISSUES, CHANGELOGS, WORKLOGS, REMOTE_LINKS),
    *(FIELDS, STATUSES, ISSUE_TYPES, PROJECTS, USERS, BOARDS, SPRINTS),
)


def updated_at(issue: Document) -> datetime | None:
    """Give when an issue last changed; one without `fields` is kept, without a moment."""
    return to_utc((issue.get("fields") or {}).get("updated"))


def connect(settings: JiraSettings, max_connections: int) -> Api:
    """Open the site's REST interface."""
    credentials = (settings.email, settings.api_token.get_secret_value())
    return Api(settings.site, credentials, {"Accept": "application/json"}, max_connections)


@dlt.source(name="jira", max_table_nesting=0)
def source(api: Api, settings: JiraSettings) -> Any:
    """Give the resources of a Jira site, one per raw table."""
    batches = dlt.resource(
        lambda: _read_projects(api, settings), name="jira_batches", selected=False
    )
    return [
        ISSUES.picked_from(batches),
        CHANGELOGS.picked_from(batches),
        REMOTE_LINKS.picked_from(batches),
        WORKLOGS.resource(lambda: _read_worklogs(api, settings)),
        FIELDS.resource(lambda: iter([api.get("/rest/api/3/field").documents()])),
        STATUSES.resource(lambda: iter([api.get("/rest/api/3/status").documents()])),
        ISSUE_TYPES.resource(lambda: iter([api.get("/rest/api/3/issuetype").documents()])),
        PROJECTS.resource(lambda: offset_pages(api, "/rest/api/3/project/search")),
        USERS.resource(lambda: accounts(api)),
        BOARDS.resource(lambda: offset_pages(api, "/rest/agile/1.0/board")),
        SPRINTS.resource(lambda: sprints(api)),
    ]


def _read_projects(api: Api, settings: JiraSettings) -> Iterator[Batch]:
    """Read the projects side by side; cursors move when the last page has been handed over."""
    state = read_state()
    started_at = api.get("/rest/api/3/myself").server_time()
    keys = settings.projects or [
        project["key"]
        for page in offset_pages(api, "/rest/api/3/project/search")
        for project in page
    ]
    readers = {
        key: partial(_read_project, api, settings, key, _read_since(settings, state, key))
        for key in keys
    }
    changes: dict[str, list[datetime | None]] = {key: [] for key in keys}

    def read() -> Iterator[Tables]:
        for key, tables in side_by_side(readers, api.max_connections):
            changes[key].append(pc.max(tables[ISSUES.name]["updated_at"]).as_py())
            yield tables

    yield from in_large_batches(read())
    for key, moments in changes.items():
        move_on(state, key, moments, started_at)


def _read_project(api: Api, settings: JiraSettings, key: str, since: datetime) -> Iterator[Tables]:
    """Read a project's issues page after page, and what belongs to them meanwhile."""
    jql = f'project = "{key}"'
    if since > EARLIEST:
        jql += f" AND updated >= {_epoch_ms(since)}"

    def with_details(issues: pa.Table) -> Tables:
        ids = issues["id"].to_pylist()
        histories = CHANGELOGS.table_of(*changelogs_of(api, ids))
        tables = {ISSUES.name: issues, CHANGELOGS.name: histories}
        if settings.remote_links:
            tables[REMOTE_LINKS.name] = REMOTE_LINKS.to_arrow(remote_links_of(api, ids))
        return tables

    pages = starmap(ISSUES.table_of, issues_found(api, f"{jql} ORDER BY key ASC"))
    return for_each(with_details, pages, PAGES_AT_ONCE)


def _read_since(settings: JiraSettings, state: State, name: str) -> datetime:
    return read_since(state, name, OVERLAP, settings.start_on, EARLIEST)


def _epoch_ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _read_worklogs(api: Api, settings: JiraSettings) -> Iterator[list[Document]]:
    """Read Jira's own log of changed worklogs, page by page from moment to moment."""
    state = read_state()
    since_ms = _epoch_ms(_read_since(settings, state, WORKLOGS.name))
    while True:
        answer = api.get("/rest/api/3/worklog/updated", since=since_ms)
        ids = [entry["worklogId"] for entry in answer.documents("values")]
        if ids:
            yield api.post("/rest/api/3/worklog/list", {"ids": ids}).documents()
        until_ms = answer.body.get("until")
        if until_ms:
            move_on(state, WORKLOGS.name, [to_utc(until_ms)], answer.server_time())
        if answer.body.get("lastPage", True) or not until_ms or until_ms <= since_ms:
            return
        since_ms = until_ms


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
