"""What hangs below an item and was deleted there, as far as a tool tells without being counted.

Where a table is read whole with each reading of its item, a row from an earlier load than the
item's was not shown any more. Jira keeps a log of deleted worklogs. What hangs below a deleted item
is its history: it keeps what it has, also where the tool shows nothing of it any more.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import duckdb

from pipelines.holdings import Holdings
from pipelines.sources.http import Api
from pipelines.sources.jira_projects import worklog_changes
from pipelines.sources.slices import Slice
from pipelines.warehouse import Warehouse

WORKLOGS, SINCE = "deleted worklogs", "deleted worklogs since"
"""When Jira was last asked for them, by our clock, and since when it is asked next, by Jira's."""
OVERLAP = timedelta(hours=1)


@dataclass(frozen=True)
class ReadWhole:
    """A raw table that is read whole with each row of its parent table, and what ties the two.

    One that can be switched off was surely read in a load only if that load has a row of it.
    """

    table: str
    names_parent: str
    parent_table: str
    parent_name: str = "id"
    can_be_off: bool = False


READ_WHOLE = {
    "jira": [ReadWhole("remote_links", "split_part(child.id, '/', 1)", "issues", can_be_off=True)],
    "github": [
        ReadWhole(
            "reviews", "child.payload->>'pull_request_url'", "pull_requests", "payload->>'url'"
        ),
        ReadWhole("sub_issues", "split_part(child.id, '/', 1)", "issues"),
    ],
    "freshdesk": [ReadWhole("conversations", "child.payload->>'ticket_id'", "tickets")],
}


def mark_unshown(warehouse: Warehouse, tool: str) -> None:
    """Mark what its item's last reading did not show, unless the item itself was gone by then."""
    with warehouse.connect_work() as connection:
        for child in READ_WHOLE.get(tool, ()):
            connection.execute(
                f"update raw_{tool}.{child.table} as child set deleted_at = "  # noqa: S608
                f"case when parent.deleted_at is null then ?::timestamptz end "
                f"from raw_{tool}.{child.parent_table} as parent "
                f"where parent.{child.parent_name} = {child.names_parent} "
                "and child._dlt_load_id < parent._dlt_load_id "
                f"and (not {child.can_be_off} or parent._dlt_load_id in "
                f"(select _dlt_load_id from raw_{tool}.{child.table})) "
                "and case when parent.deleted_at is null then child.deleted_at is null "
                "else child.deleted_at >= parent.deleted_at end",
                [datetime.now(UTC)],
            )


def begin_worklogs(api: Api, issues: Holdings) -> None:
    """Note that what Jira says from now on of deleted worklogs is to be asked for."""
    issues.note(SINCE, at=api.get("/rest/api/3/myself").server_time())
    issues.note(WORKLOGS)


def mark_deleted_worklogs(
    connection: duckdb.DuckDBPyConnection, api: Api, issues: Holdings, budget: Slice
) -> None:
    """Mark the worklogs that Jira says were deleted since it was last asked.

    Asked once the issues have been counted: of a deleted issue the worklogs stay.
    """
    alive = [item.id for item in issues.held() if not item.is_gone]
    since = issues.taken_at.get(SINCE)
    since_ms = int((since - OVERLAP).timestamp() * 1000) if since else 0
    clock: datetime | None = None
    with budget.ended_by_quota():
        for answer in worklog_changes(api, "deleted", since_ms):
            clock = clock or answer.server_time()
            ids = [str(entry["worklogId"]) for entry in answer.documents("values")]
            connection.execute(
                "update raw_jira.worklogs set deleted_at = ? where deleted_at is null "
                "and id in (select unnest(?::varchar[])) "
                "and payload->>'issueId' in (select unnest(?::varchar[]))",
                [datetime.now(UTC), ids, alive],
            )
            if answer.body.get("lastPage", True):
                issues.note(SINCE, at=clock)
                issues.note(WORKLOGS)
            elif budget.ends():
                return
