"""Jira's projects, read side by side and page by page, and its log of changed worklogs."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.configuration import JiraSettings
from pipelines.sources.answers import Answer, SourceError
from pipelines.sources.concurrency import for_each, side_by_side
from pipelines.sources.cursors import State, latest_of, move_on, read_since
from pipelines.sources.documents import Batch, Document, in_large_batches, read_state, to_utc
from pipelines.sources.http import Api
from pipelines.sources.jira_comments import with_all_comments
from pipelines.sources.jira_pages import (
    HeadsAndBytes,
    changelogs_of,
    issues_found,
    offset_pages,
    quoted,
    remote_links_of,
)
from pipelines.sources.jira_tables import CHANGELOGS, ISSUES, REMOTE_LINKS, WORKLOGS, created_at
from pipelines.sources.slices import Place, Slice, resume_points

OVERLAP = timedelta(hours=1)
EARLIEST = datetime.fromtimestamp(0, UTC)
PAGES_AT_ONCE = 2
Tables = dict[str, pa.Table]


def read_projects(api: Api, settings: JiraSettings, piece: Slice) -> Iterator[Batch]:
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
    jql = f"project = {quoted(key)}"
    if since > EARLIEST:
        jql += f" AND updated >= {_epoch_ms(since)}"
    if place.page:
        jql += f" AND created >= {_epoch_ms(datetime.fromisoformat(place.page))}"

    def with_details(page: HeadsAndBytes) -> tuple[Tables, datetime | None]:
        issues = ISSUES.table_of(*with_all_comments(api, page))
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


def worklog_changes(api: Api, kind: str, since_ms: int) -> Iterator[Answer]:
    """Read Jira's log of `updated` or `deleted` worklogs, page by page from moment to moment."""
    while True:
        answer = api.get(f"/rest/api/3/worklog/{kind}", since=since_ms)
        yield answer
        if answer.body.get("lastPage", True):
            return
        until_ms = answer.body.get("until")
        if not until_ms or until_ms <= since_ms:
            raise SourceError(
                f"{answer.url} promises more changes and goes on from the same moment: it "
                "would never end; later type: headway nightly"
            )
        since_ms = until_ms


def read_worklogs(api: Api, settings: JiraSettings, piece: Slice) -> Iterator[list[Document]]:
    """Read the worklogs that changed."""
    if WORKLOGS.name in piece.done:
        return
    state, resume = read_state(), resume_points()
    since_ms = resume.pop(WORKLOGS.name, None) or _epoch_ms(
        _read_since(settings, state, WORKLOGS.name)
    )
    with piece.ended_by_quota():
        for answer in worklog_changes(api, "updated", since_ms):
            ids = [entry["worklogId"] for entry in answer.documents("values")]
            if ids:
                yield api.post("/rest/api/3/worklog/list", {"ids": ids}).documents()
            until_ms = answer.body.get("until")
            if until_ms:
                move_on(state, WORKLOGS.name, [to_utc(until_ms)], answer.server_time())
            if answer.body.get("lastPage", True):
                piece.done.add(WORKLOGS.name)
            elif until_ms and until_ms > since_ms and piece.ends():
                resume[WORKLOGS.name] = until_ms
                return
