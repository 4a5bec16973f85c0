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
covers the search index's lag. Changelogs and remote links are read for the issues of each page;
worklogs by `/worklog/updated`, which is its own log of changes.

Secrets: the e-mail address and API token, sent as basic authentication.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import dlt
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.configuration import JiraSettings
from pipelines.errors import Problem
from pipelines.sources.answers import SourceError
from pipelines.sources.concurrency import for_each, side_by_side
from pipelines.sources.cursors import State, latest_of, move_on, read_since
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
    Slices,
    accounts,
    changelogs_of,
    issues_found,
    offset_pages,
    remote_links_of,
    sprints,
)
from pipelines.sources.slices import Place, Slice, resume_points

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


def created_at(issue: Document) -> datetime | None:
    """Give when an issue was created, which no edit and no move changes."""
    return to_utc((issue.get("fields") or {}).get("created"))


def connect(settings: JiraSettings, max_connections: int) -> Api:
    """Open the site's REST interface."""
    credentials = (settings.email, settings.api_token.get_secret_value())
    return Api(settings.site, credentials, {"Accept": "application/json"}, max_connections)


@dlt.source(name="jira", max_table_nesting=0)
def source(api: Api, settings: JiraSettings, piece: Slice | None = None) -> Any:
    """Give the resources of a Jira site, one per raw table."""
    piece = piece or Slice()
    batches = dlt.resource(
        lambda: _read_projects(api, settings, piece), name="jira_batches", selected=False
    )
    return [
        ISSUES.picked_from(batches),
        CHANGELOGS.picked_from(batches),
        REMOTE_LINKS.picked_from(batches),
        WORKLOGS.resource(lambda: _read_worklogs(api, settings, piece)),
        FIELDS.resource(lambda: iter([api.get("/rest/api/3/field").documents()]), piece),
        STATUSES.resource(lambda: iter([api.get("/rest/api/3/status").documents()]), piece),
        ISSUE_TYPES.resource(lambda: iter([api.get("/rest/api/3/issuetype").documents()]), piece),
        PROJECTS.resource(lambda: offset_pages(api, "/rest/api/3/project/search"), piece),
        USERS.resource(lambda: accounts(api), piece),
        BOARDS.resource(lambda: offset_pages(api, "/rest/agile/1.0/board"), piece),
        SPRINTS.resource(lambda: sprints(api), piece),
    ]


def _read_projects(api: Api, settings: JiraSettings, piece: Slice) -> Iterator[Batch]:
    """Read the projects side by side.

    A cursor moves when the last page of its project has been handed over; until then the place to
    go on from is noted, with the clock of the time the project was begun.
    """
    state, resume = read_state(), resume_points()
    clock = api.get("/rest/api/3/myself").server_time()
    keys = settings.projects or [
        project["key"]
        for page in offset_pages(api, "/rest/api/3/project/search")
        for project in page
    ]
    keys = [key for key in keys if key not in piece.done]
    begun = {key: resume.get(key) or {"started_at": clock.isoformat()} for key in keys}
    places = {key: Place(piece, begun[key].get("created_from")) for key in keys}
    readers = {
        key: partial(
            _read_project,
            *(api, settings, key),
            _read_since(settings, {} if key in piece.anew else state, key),
            places[key],
        )
        for key in keys
    }
    changes: dict[str, list[datetime | None]] = {key: [] for key in keys}

    def read() -> Iterator[Tables]:
        for key, tables in side_by_side(readers, api.max_connections):
            changes[key].append(pc.max(tables[ISSUES.name]["updated_at"]).as_py())
            yield tables

    yield from in_large_batches(read())
    for key, moments in changes.items():
        latest = latest_of([to_utc(begun[key].get("latest")), *moments])
        if places[key].is_read:
            move_on(state, key, [latest], datetime.fromisoformat(begun[key]["started_at"]))
            resume.pop(key, None)
            piece.done.add(key)
        else:
            resume[key] = begun[key] | {
                "created_from": places[key].page,
                "latest": latest and latest.isoformat(),
            }


def _read_project(
    api: Api, settings: JiraSettings, key: str, since: datetime, place: Place
) -> Iterator[Tables]:
    """Read a project's issues from a place on, page after page, and what belongs to them meanwhile.

    The place is the moment the last issue handed over was created: what was created then is read
    again, and a page that does not lead beyond it is followed by the next in any case.
    """
    jql = f'project = "{key}"'
    if since > EARLIEST:
        jql += f" AND updated >= {_epoch_ms(since)}"
    if place.page:
        jql += f" AND created >= {_epoch_ms(datetime.fromisoformat(place.page))}"

    def with_details(page: Slices) -> tuple[Tables, datetime | None]:
        issues = ISSUES.table_of(*page)
        ids = issues["id"].to_pylist()
        histories = CHANGELOGS.table_of(*changelogs_of(api, ids))
        tables = {ISSUES.name: issues, CHANGELOGS.name: histories}
        if settings.remote_links:
            tables[REMOTE_LINKS.name] = REMOTE_LINKS.to_arrow(remote_links_of(api, ids))
        return tables, latest_of(map(created_at, page[0]))

    pages = issues_found(api, f"{jql} ORDER BY created ASC, key ASC")
    with place.piece.ended_by_quota():
        for tables, created in for_each(with_details, pages, PAGES_AT_ONCE):
            yield tables
            if created and created.isoformat() != place.page:
                place.page = created.isoformat()
                if place.piece.ends():
                    return
        place.is_read = True


def _read_since(settings: JiraSettings, state: State, name: str) -> datetime:
    return read_since(state, name, OVERLAP, settings.start_on, EARLIEST)


def _epoch_ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _read_worklogs(api: Api, settings: JiraSettings, piece: Slice) -> Iterator[list[Document]]:
    """Read Jira's own log of changed worklogs, page by page from moment to moment."""
    if WORKLOGS.name in piece.done:
        return
    state, resume = read_state(), resume_points()
    since_ms = resume.pop(WORKLOGS.name, None) or _epoch_ms(
        _read_since(settings, state, WORKLOGS.name)
    )
    with piece.ended_by_quota():
        while True:
            answer = api.get("/rest/api/3/worklog/updated", since=since_ms)
            ids = [entry["worklogId"] for entry in answer.documents("values")]
            if ids:
                yield api.post("/rest/api/3/worklog/list", {"ids": ids}).documents()
            until_ms = answer.body.get("until")
            if until_ms:
                move_on(state, WORKLOGS.name, [to_utc(until_ms)], answer.server_time())
            if answer.body.get("lastPage", True) or not until_ms or until_ms <= since_ms:
                piece.done.add(WORKLOGS.name)
                return
            since_ms = until_ms
            if piece.ends():
                resume[WORKLOGS.name] = since_ms
                return


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
