"""Jira Cloud.

Loads issues with everything inside them (links, comments), their changelogs, worklogs, and in full each
night the small tables: fields, statuses, issue types, projects, users, boards, sprints. Remote links cost one
request per issue and are read only with `remote_links = true`.

Tables and keys: each by the tool's immutable id (never the issue key, which moves with the project);
changelogs by `<issue id>/<history id>`, remote links by `<issue id>/<link id>`, users by account id.

Incremental by `updated`, one cursor per project, asked as epoch milliseconds (a JQL date without zone is read
in the zone of the token owner's profile). A project is read in key order, which no edit disturbs, and its
cursor never passes the server's clock at the start of the read: what changes meanwhile is read again. There
is no upper bound. One hour of overlap covers the search index's lag. Changelogs and remote links are read for
the issues of each page; worklogs by `/worklog/updated`, which is its own log of changes.

Secrets: the e-mail address and API token, sent as basic authentication.
"""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import dlt
from dlt.extract import DltSource

from pipelines.configuration import JiraSettings
from pipelines.errors import Problem
from pipelines.sources.answers import RefusedError, SourceError
from pipelines.sources.concurrency import for_each, side_by_side
from pipelines.sources.documents import (
    Batch,
    Document,
    RawTable,
    child_id,
    of_parent,
    read_state,
    to_utc,
)
from pipelines.sources.http import Api

logger = logging.getLogger(__name__)

OVERLAP = timedelta(hours=1)
ISSUES_PER_PAGE = 100
HISTORIES_PER_PAGE = 1000
NO_SPRINTS = "does not support sprints"

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
        PROJECTS.resource(lambda: _offset_pages(api, "/rest/api/3/project/search")),
        USERS.resource(lambda: _read_users(api)),
        BOARDS.resource(lambda: _offset_pages(api, "/rest/agile/1.0/board")),
        SPRINTS.resource(lambda: _read_sprints(api)),
    ]


def _read_projects(api: Api, settings: JiraSettings) -> Iterator[Batch]:
    """Read the projects side by side; a project's cursor moves when its last page has been handed over."""
    state = read_state()
    started_at = api.get("/rest/api/3/myself").server_time()
    keys = settings.projects or [
        project["key"]
        for page in _offset_pages(api, "/rest/api/3/project/search")
        for project in page
    ]
    latest: dict[str, datetime] = {}
    readers = {
        key: lambda key=key: _read_project(api, settings, key, state.get(key)) for key in keys
    }
    for key, batch in side_by_side(readers, api.max_connections):
        yield batch
        seen = [moment for issue in batch["issues"] if (moment := updated_at(issue))]
        latest[key] = max([*seen, *([latest[key]] if key in latest else [])], default=started_at)
    state.update({key: min(moment, started_at).isoformat() for key, moment in latest.items()})


def _read_project(
    api: Api, settings: JiraSettings, key: str, cursor: str | None
) -> Iterator[Batch]:
    jql = f'project = "{key}"'
    since = _read_since(settings, cursor)
    if since:
        jql += f" AND updated >= {int(since.timestamp() * 1000)}"
    asked = {"jql": f"{jql} ORDER BY key ASC", "fields": ["*all"], "maxResults": ISSUES_PER_PAGE}
    for issues in _token_pages(api, "/rest/api/3/search/jql", asked, "issues"):
        ids = [issue["id"] for issue in issues]
        batch = {"issues": issues, "changelogs": _changelogs_of(api, ids)}
        if settings.remote_links:
            batch["remote_links"] = _remote_links_of(api, ids)
        yield batch


def _read_since(settings: JiraSettings, cursor: str | None) -> datetime | None:
    if cursor:
        return datetime.fromisoformat(cursor) - OVERLAP
    return datetime.combine(settings.start_on, time(), UTC) if settings.start_on else None


def _changelogs_of(api: Api, ids: list[str]) -> list[Document]:
    """Read the issues' whole histories; one issue may be split over pages."""
    if not ids:
        return []
    asked = {"issueIdsOrKeys": ids, "maxResults": HISTORIES_PER_PAGE}
    return [
        history
        for page in _token_pages(api, "/rest/api/3/changelog/bulkfetch", asked, "issueChangeLogs")
        for log in page
        for history in of_parent(log["issueId"], log["changeHistories"])
    ]


def _remote_links_of(api: Api, ids: list[str]) -> list[Document]:
    def read(issue_id: str) -> list[Document]:
        links = api.get(f"/rest/api/3/issue/{issue_id}/remotelink").documents()
        return of_parent(issue_id, links)

    return [link for links in for_each(read, ids, api.max_connections) for link in links]


def _token_pages(
    api: Api, path: str, asked: dict[str, Any], key: str
) -> Iterator[list[Document]]:
    """Read pages until no token is left: a short page is not the last, and `isLast` is not relied on."""
    tokens: set[str] = set()
    token = None
    while True:
        answer = api.post(path, asked | ({"nextPageToken": token} if token else {}))
        yield answer.documents(key)
        token = answer.body.get("nextPageToken")
        if not token:
            return
        if token in tokens:
            raise SourceError(
                f"{answer.url} gives the page token {token[:40]} twice: it would never end; "
                "later type: headway nightly"
            )
        tokens.add(token)


def _offset_pages(api: Api, path: str) -> Iterator[list[Document]]:
    start = 0
    while True:
        answer = api.get(path, startAt=start, maxResults=50)
        page = answer.documents("values")
        yield page
        start += len(page)
        if answer.body.get("isLast", not page) or not page:
            return


def _read_users(api: Api) -> Iterator[list[Document]]:
    """Read all accounts; a page is cut before it is filtered, so only an empty one is the last."""
    start = 0
    while page := api.get("/rest/api/3/users/search", startAt=start, maxResults=200).documents():
        yield page
        start += 200


def _read_sprints(api: Api) -> Iterator[list[Document]]:
    """Read each board's sprints; a sprint shown on several boards is given once."""
    seen: set[Any] = set()
    for boards in _offset_pages(api, "/rest/agile/1.0/board"):
        for board in boards:
            try:
                pages = list(_offset_pages(api, f"/rest/agile/1.0/board/{board['id']}/sprint"))
            except RefusedError as refusal:
                if refusal.status == 400 and NO_SPRINTS in str(refusal):
                    continue
                raise
            fresh = [sprint for page in pages for sprint in page if sprint["id"] not in seen]
            seen.update(sprint["id"] for sprint in fresh)
            yield fresh


def _read_worklogs(api: Api, settings: JiraSettings) -> Iterator[list[Document]]:
    state = read_state()
    since = _read_since(settings, state.get("worklogs")) or datetime.fromtimestamp(0, UTC)
    since_ms = int(since.timestamp() * 1000)
    while True:
        answer = api.get("/rest/api/3/worklog/updated", since=since_ms)
        ids = [entry["worklogId"] for entry in answer.documents("values")]
        if ids:
            yield api.post("/rest/api/3/worklog/list", {"ids": ids}).documents()
        if answer.body.get("lastPage", True) or answer.body["until"] <= since_ms:
            break
        since_ms = answer.body["until"]
    if answer.body.get("until"):
        state["worklogs"] = datetime.fromtimestamp(answer.body["until"] / 1000, UTC).isoformat()


def probe(api: Api, settings: JiraSettings) -> list[Problem]:
    """Ask who we are and which projects we see; name each configured project we do not."""
    try:
        api.get("/rest/api/3/myself")
        visible = {
            project["key"]
            for page in _offset_pages(api, "/rest/api/3/project/search")
            for project in page
        }
    except SourceError as fault:
        return [Problem(".dlt/config.toml [sources.jira]", str(fault), "headway check")]
    return [
        Problem(
            f'.dlt/config.toml [sources.jira] projects "{key}"',
            f"{settings.email} sees no project of this key at {settings.site}",
            "correct the key, or ask its administrator for browse permission; then: headway check",
        )
        for key in settings.projects
        if key not in visible
    ]
