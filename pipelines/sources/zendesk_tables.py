"""Zendesk's raw tables: when their documents last changed, or were deleted."""

from datetime import UTC, datetime

from pipelines.sources.documents import Document, RawTable, to_utc


def updated_at(document: Document) -> datetime | None:
    """Give when a document last changed; a system update does not move it."""
    return to_utc(document.get("updated_at"))


def _deleted_at(ticket: Document) -> datetime | None:
    return updated_at(ticket) if ticket.get("status") == "deleted" else None


def generated_at(ticket: Document) -> datetime | None:
    """Give when the export dates a ticket, which a system update moves too."""
    seconds = ticket.get("generated_timestamp")
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


TICKETS = RawTable("tickets", updated_at_of=updated_at, deleted_at_of=_deleted_at)
METRIC_SETS = RawTable("metric_sets", updated_at_of=updated_at)
TICKET_AUDITS = RawTable("ticket_audits", updated_at_of=lambda one: to_utc(one.get("created_at")))
USERS = RawTable("users", updated_at_of=updated_at)
SATISFACTION_RATINGS = RawTable("satisfaction_ratings", updated_at_of=updated_at)
GROUPS = RawTable("groups", updated_at_of=updated_at, in_full=True)
ORGANIZATIONS = RawTable("organizations", updated_at_of=updated_at, in_full=True)
SLA_POLICIES = RawTable("sla_policies", updated_at_of=updated_at, in_full=True)
CUSTOM_STATUSES = RawTable("custom_statuses", updated_at_of=updated_at, in_full=True)
JIRA_LINKS = RawTable("jira_links", updated_at_of=updated_at, in_full=True)
TABLES = (
    *(TICKETS, METRIC_SETS, TICKET_AUDITS, USERS, SATISFACTION_RATINGS),
    *(GROUPS, ORGANIZATIONS, SLA_POLICIES, CUSTOM_STATUSES, JIRA_LINKS),
)
