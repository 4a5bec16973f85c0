"""Freshdesk's raw tables: when their documents last changed, or were deleted."""

from datetime import datetime

from pipelines.sources.documents import Document, RawTable, to_utc


def updated_at(document: Document) -> datetime | None:
    """Give when a document last changed."""
    return to_utc(document.get("updated_at"))


def _deleted_at(ticket: Document) -> datetime | None:
    return updated_at(ticket) if ticket.get("deleted") else None


TICKETS = RawTable("tickets", updated_at_of=updated_at, deleted_at_of=_deleted_at)
CONVERSATIONS = RawTable("conversations", updated_at_of=updated_at)
SATISFACTION_RATINGS = RawTable("satisfaction_ratings", updated_at_of=updated_at)
AGENTS = RawTable("agents", updated_at_of=updated_at, in_full=True)
GROUPS = RawTable("groups", updated_at_of=updated_at, in_full=True)
COMPANIES = RawTable("companies", updated_at_of=updated_at, in_full=True)
TICKET_FIELDS = RawTable("ticket_fields", updated_at_of=updated_at, in_full=True)
TABLES = (
    *(TICKETS, CONVERSATIONS, SATISFACTION_RATINGS),
    *(AGENTS, GROUPS, COMPANIES, TICKET_FIELDS),
)
