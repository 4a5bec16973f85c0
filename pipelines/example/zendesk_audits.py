"""Renders a ticket's audits: one for each moment at which somebody, or the system, acted."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

from pipelines.example import zendesk_reference as ref
from pipelines.example.model import Event, Item
from pipelines.example.ticket_summary import Summary

Document = dict[str, Any]
_SYSTEM = -1


def audits_of(ticket: Item, summary: Summary) -> list[tuple[datetime, Document]]:
    """Give a ticket's audits with their moments; ids are given when all are known."""
    requester = ref.requester_id(ticket.requester or 0)
    standing: Document = {"status": "new", "assignee_id": None}
    audits = [(ticket.created_at, _creation(ticket, requester))]
    actions = (event for event in ticket.events if event.action != "rate")
    for at, group in groupby(actions, key=lambda event: event.at):
        audits.append((at, _audit(ticket, at, group, requester, standing)))
    if summary.rating is not None:
        score = [_change("satisfaction_score", summary.rating.value, "offered")]
        audits.append((summary.rating.at, _frame(ticket, summary.rating.at, requester, score)))
    return audits


def _creation(ticket: Item, requester: int) -> Document:
    fields = {
        "subject": ticket.title, "status": "new",
        "type": None if ticket.kind == "ticket" else ticket.kind,
        "priority": ticket.priority, "group_id": str(ref.GROUP_IDS[ticket.container]),
        "requester_id": str(requester), "tags": sorted({*ticket.labels, ticket.traits["channel"]}),
    }  # fmt: skip
    events = [_comment(ticket.text, requester, is_public=True)]
    events += [
        {"id": 0, "type": "Create", "field_name": name, "value": value}
        for name, value in fields.items() if value is not None
    ]  # fmt: skip
    return _frame(ticket, ticket.created_at, requester, events)


def _audit(
    ticket: Item, at: datetime, group: Iterable[Event], requester: int, standing: Document
) -> Document:
    events: list[Document] = []
    author = requester
    for event in group:
        actor = int(event.actor.accounts["zendesk"]) if event.actor else requester
        author = _SYSTEM if event.action == "close" else actor
        if event.action == "comment":
            events.append(_comment(str(event.value), actor, event.is_public))
        elif event.action == "assign":
            value = str(event.value.accounts["zendesk"])
            events.append(_change("assignee_id", value, standing["assignee_id"]))
            standing["assignee_id"] = value
        elif event.action in ("state", "close"):
            events += _status_changes(event.value, standing)
    return _frame(ticket, at, author, events)


def _status_changes(value: str, standing: Document) -> list[Document]:
    before, standing["status"] = standing["status"], value
    changes = [_change("status", value, before)]
    ids = {state: str(status[0]) for state, status in ref.CUSTOM_STATUSES.items()}
    if value in ids and before in ids:
        changes.append(_change("custom_status_id", ids[value], ids[before]))
    return changes


def _change(name: str, value: str, before: str | None) -> Document:
    return {"id": 0, "type": "Change", "field_name": name, "value": value, "previous_value": before}


def _comment(text: str, author: int, is_public: bool) -> Document:
    return {
        "id": 0, "type": "Comment", "author_id": author, "body": text, "plain_body": text,
        "html_body": f'<div class="zd-comment" dir="auto">{text}</div>', "public": is_public,
        "attachments": [], "audit_id": 0,
    }  # fmt: skip


def _frame(ticket: Item, at: datetime, author: int, events: list[Document]) -> Document:
    channel = ticket.traits["channel"] if author != _SYSTEM else "rule"
    return {
        "id": 0, "ticket_id": int(ticket.id), "created_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "author_id": author, "metadata": {"system": {}, "custom": {}}, "events": events,
        "via": {"channel": channel, "source": {"from": {}, "to": {}, "rel": None}},
    }  # fmt: skip
