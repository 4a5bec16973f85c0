"""What help desks say of a ticket beside the ticket, and which their scrubbing only hides.

A scrubbed ticket comes again without its text. Its audits, answers and ratings do not come again,
as the tool no longer shows them. What raw holds of them keeps who did what and when, which effort
and reply times are made of, and loses what was said.
"""

from pipelines.sources.documents import Document

TABLES = {
    "zendesk": ("ticket_audits", "satisfaction_ratings"),
    "freshdesk": ("conversations", "satisfaction_ratings"),
}
"""Raw tables whose documents name their ticket by `ticket_id`."""
KEPT = (
    *("id", "ticket_id", "created_at", "updated_at", "incoming", "private", "score"),
    *("author_id", "requester_id", "assignee_id", "group_id", "user_id", "agent_id"),
)
KEPT_OF_EVENTS = ("id", "type", "author_id", "public", "field_name")
FIELDS_WITHOUT_TEXT = ("status", "custom_status_id", "priority", "assignee_id", "group_id")
QUESTION = "default_question"


def without_text(document: Document) -> Document:
    """Give a document with its moments, people and codes, and with no word that was said."""
    kept = _only(document, KEPT) | _channel(document)
    if "events" in document:
        kept["events"] = [_event_without_text(event) for event in document["events"]]
    if "ratings" in document:
        kept["ratings"] = _only(document["ratings"], (QUESTION,))
    return kept


def _event_without_text(event: Document) -> Document:
    kept = _only(event, KEPT_OF_EVENTS) | _channel(event)
    if event.get("field_name") in FIELDS_WITHOUT_TEXT:
        kept |= _only(event, ("value", "previous_value"))
    return kept


def _channel(document: Document) -> Document:
    channel = (document.get("via") or {}).get("channel")
    return {"via": {"channel": channel}} if channel else {}


def _only(document: Document, names: tuple[str, ...]) -> Document:
    return {name: document[name] for name in names if name in document}
