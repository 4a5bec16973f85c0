"""Zendesk's two ways of paging: incremental exports, begun by time, and lists; both by cursor.

Pages are asked for by cursor, never by the `next_page` or `after_url` that a page gives: recorded
answers name another host there. A cursor given twice is an error, as it would never end.
"""

import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pipelines.sources.answers import Answer, RefusedError, SourceError, UnexpectedAnswerError
from pipelines.sources.cursors import State, read_since
from pipelines.sources.http import Api
from pipelines.sources.slices import Slice, resume_points

logger = logging.getLogger(__name__)

OVERLAP = timedelta(hours=1)
EARLIEST = datetime.fromtimestamp(1, UTC)
EXPORT_LAG = timedelta(minutes=2)
"""An export refuses a start within the last minute of its own clock."""
DOCUMENTS_PER_EXPORT_PAGE = 1000
DOCUMENTS_PER_LIST_PAGE = 100
CURSOR_REFUSED = (400, 404, 410, 422)
NOT_IN_PLAN = (403, 404)


def export_pages(
    api: Api, resource: str, state: State, start_on: date | None, piece: Slice, **params: Any
) -> Iterator[Answer]:
    """Read an incremental export to its end or the slice's, from an hour before what it reached.

    A night starts by time, not by the cursor that ended the last one: what the export shows late
    lies behind that cursor, and would never be given. Only a slice that was cut short goes on by
    its last page's cursor. The reader keeps `<resource>_up_to`, the moment its documents reach.
    """
    if resource in piece.done:
        return
    path, point = f"/api/v2/incremental/{resource}/cursor", f"{resource}_cursor"
    params["per_page"] = DOCUMENTS_PER_EXPORT_PAGE
    resume = resume_points()
    cursor = resume.get(point)
    answer = _resumed(api, path, cursor, params) if cursor else None
    if answer is None:
        wanted = read_since(state, f"{resource}_up_to", OVERLAP, start_on, EARLIEST)
        answer = api.get(path, start_time=_start_time(api, wanted), **params)
    passed = {cursor}
    while True:
        yield answer
        if _has_ended(answer):
            resume.pop(point, None)
            piece.done.add(resource)
            return
        cursor = answer.body.get("after_cursor")
        _refuse_repeated(answer, cursor, passed)
        resume[point] = cursor
        if piece.ends():
            return
        answer = api.get(path, cursor=cursor, **params)


def _resumed(api: Api, path: str, cursor: str, params: dict[str, Any]) -> Answer | None:
    """Ask for the page after a cut slice's last; null if the tool no longer takes its cursor."""
    try:
        return api.get(path, cursor=cursor, **params)
    except RefusedError as refusal:
        if refusal.status not in CURSOR_REFUSED:
            raise
        logger.warning("%s; the export starts again by time", refusal)
        return None


def _start_time(api: Api, wanted: datetime) -> int:
    """Give the epoch seconds an export starts from, by the tool's clock: ours may be ahead."""
    if wanted == EARLIEST:
        return 1
    latest = api.get("/api/v2/users/me").server_time() - EXPORT_LAG
    return int(min(wanted, latest).timestamp())


def _has_ended(answer: Answer) -> bool:
    ended = answer.body.get("end_of_stream")
    if not isinstance(ended, bool):
        raise UnexpectedAnswerError(
            f"{answer.url} answered {answer.status} without `end_of_stream`: {answer.words()}; "
            "later type: headway nightly"
        )
    return ended


def list_pages(api: Api, path: str, **params: Any) -> Iterator[Answer]:
    """Read a cursor-paged list. `has_more` tells the last page: that has a next link too."""
    params["page[size]"] = DOCUMENTS_PER_LIST_PAGE
    passed: set[str | None] = set()
    while True:
        answer = api.get(path, **params)
        yield answer
        meta = answer.body.get("meta")
        if not meta:
            return _refuse_numbered(answer)
        if not meta.get("has_more"):
            return
        params["page[after]"] = meta.get("after_cursor")
        _refuse_repeated(answer, params["page[after]"], passed)


def _refuse_repeated(answer: Answer, cursor: str | None, passed: set[str | None]) -> None:
    if not cursor or cursor in passed:
        raise SourceError(
            f"{answer.url} promises more pages and gives the cursor {str(cursor)[:40]} "
            f"{'twice: it would never end' if cursor else 'with them'}; later type: headway nightly"
        )
    passed.add(cursor)


def single_page(api: Api, path: str) -> Iterator[Answer]:
    """Read a list that the tool gives in one page."""
    answer = api.get(path)
    yield answer
    _refuse_numbered(answer)


def _refuse_numbered(answer: Answer) -> None:
    """Refuse a list that goes on by page number: those end, in silence or not, at 10,000 rows."""
    if answer.body.get("next_page"):
        raise UnexpectedAnswerError(
            f"{answer.url} goes on by page number, not by cursor: rows would be missed; "
            "upgrade Headway"
        )


def if_in_plan(pages: Iterator[Answer], table: str, piece: Slice) -> Iterator[Answer]:
    """Give the pages, or none and a warning where the account's plan or role has no such list.

    Where the table holds rows the list was there: they are not replaced by none.
    """
    try:
        first = next(pages, None)
    except RefusedError as refusal:
        if refusal.status not in NOT_IN_PLAN:
            raise
        if table in piece.held:
            piece.refused.add(table)
            kept = "its table stays as it was. If the plan or role has no such list any more: "
            logger.warning("%s; %sheadway nightly --source zendesk --full-refresh", refusal, kept)
            return
        logger.warning("%s; the plan or role has no such list, its table gets no rows", refusal)
        return
    if first is not None:
        yield first
        yield from pages
