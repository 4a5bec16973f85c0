"""Jira's raw tables: their keys, and where their documents say when they changed."""

from datetime import datetime

from pipelines.sources.documents import Document, RawTable, child_id, to_utc


def updated_at(issue: Document) -> datetime | None:
    """Give when an issue last changed; one without `fields` is kept, without a moment."""
    return to_utc((issue.get("fields") or {}).get("updated"))


def created_at(issue: Document) -> datetime | None:
    """Give when an issue was created, which no edit and no move changes."""
    return to_utc((issue.get("fields") or {}).get("created"))


ISSUES = RawTable("issues", updated_at_of=updated_at)
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
