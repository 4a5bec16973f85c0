"""GitHub's raw tables: their keys, and where their documents say when they changed."""

from collections.abc import Callable
from datetime import datetime

from pipelines.sources.documents import Document, RawTable, child_id, to_utc


def moment(key: str) -> Callable[[Document], datetime | None]:
    """Give the function that reads one of a document's moments."""
    return lambda document: to_utc(document.get(key))


def committed_at(commit: Document) -> datetime | None:
    """Give when a commit was made, by its committer's clock."""
    return to_utc((commit["commit"].get("committer") or {}).get("date"))


REPOSITORIES = RawTable("repositories", updated_at_of=moment("updated_at"))
PULL_REQUESTS = RawTable("pull_requests", updated_at_of=moment("updated_at"))
REVIEWS = RawTable("reviews", updated_at_of=moment("submitted_at"))
COMMITS = RawTable("commits", child_id("sha"), committed_at)
ISSUES = RawTable("issues", updated_at_of=moment("updated_at"))
SUB_ISSUES = RawTable("sub_issues", child_id())
COMMENTS = RawTable("comments", updated_at_of=moment("updated_at"))
REVIEW_COMMENTS = RawTable("review_comments", updated_at_of=moment("updated_at"))
EVENTS = RawTable("events", updated_at_of=moment("created_at"))
CLOSING_REFERENCES = RawTable(
    "closing_references",
    lambda pull: pull.get("fullDatabaseId") or pull["databaseId"],
    moment("updatedAt"),
)
TRANSFERS = RawTable("transfers", updated_at_of=moment("updated_at"))
MILESTONES = RawTable("milestones", updated_at_of=moment("updated_at"), in_full=True)
LABELS = RawTable("labels", in_full=True)
BATCHED = (
    *(REPOSITORIES, PULL_REQUESTS, REVIEWS, COMMITS, ISSUES, SUB_ISSUES),
    *(COMMENTS, REVIEW_COMMENTS, EVENTS, CLOSING_REFERENCES),
)
