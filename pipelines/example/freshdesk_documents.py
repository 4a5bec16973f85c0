"""Renders the internal help desk as Freshdesk does: numeric statuses, stats, conversations."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from pipelines.example.model import Event, Item
from pipelines.example.people import EMAIL_DOMAIN, Workforce, invented_name
from pipelines.example.ticket_summary import Summary, summarise
from pipelines.example.timeline import CLOCK

Document = dict[str, Any]
STATUSES = {"new": 2, "open": 2, "pending": 3, "hold": 6, "solved": 4, "closed": 5}
_PRIORITIES = {"low": 1, "normal": 2, "high": 3, "urgent": 4}
_SOURCES = {"email": 1, "web": 2, "chat": 7, "api": 2}
_GROUP_IDS = {"Service desk": 43_000_201_001, "Workplace": 43_000_201_002}
_COMPANIES = ("Fernhill", "Fernhill Nordics", "Fernhill Iberia")
_BORN = "2024-10-01T07:30:00Z"


def _time(at: datetime | None) -> str | None:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else None


def _requester(number: int) -> int:
    return 43_010_000_000 + 733 * number


def _company(number: int) -> int:
    return 43_020_000_001 + number % len(_COMPANIES)


def freshdesk_documents(
    rng: Random, tickets: list[Item], workforce: Workforce
) -> dict[str, dict[str, Document]]:
    """Render everything Freshdesk says; tickets are numbered already."""
    names = [invented_name(rng) for _ in range(200)]
    rendered: dict[str, Document] = {}
    conversations: dict[str, Document] = {}
    ratings: dict[str, Document] = {}
    for ticket in tickets:
        summary = summarise(ticket)
        rendered[ticket.id] = _ticket(ticket, summary, names[(ticket.requester or 0) % 200])
        for event in ticket.events:
            if event.action == "comment":
                spoken = _conversation(len(conversations), ticket, event)
                conversations[str(spoken["id"])] = spoken
        if summary.rating is not None:
            rating = _rating(len(ratings), ticket, summary)
            ratings[str(rating["id"])] = rating
    return {
        "tickets": rendered, "conversations": conversations, "satisfaction_ratings": ratings,
        "agents": _agents(workforce), "groups": _groups(),
        "companies": {
            str(_company(n)): {
                "id": _company(n), "name": name, "description": None, "domains": [EMAIL_DOMAIN],
                "created_at": _BORN, "updated_at": _BORN, "custom_fields": {},
            }
            for n, name in enumerate(_COMPANIES)
        },
        "ticket_fields": _ticket_fields(),
    }  # fmt: skip


def _ticket(ticket: Item, summary: Summary, requester_name: str) -> Document:
    number = ticket.requester or 0
    state = "closed" if summary.closed_at else summary.state
    first_name = requester_name.lower().replace(" ", ".")
    hours = {"urgent": 8, "high": 16, "normal": 40, "low": 72}[ticket.priority]
    document = {
        "cc_emails": [], "fwd_emails": [], "reply_cc_emails": [], "fr_escalated": False,
        "spam": bool(ticket.traits.get("spam")), "email_config_id": None,
        "group_id": _GROUP_IDS[ticket.container], "priority": _PRIORITIES[ticket.priority],
        "requester_id": _requester(number),
        "responder_id": int(summary.agent.accounts["freshdesk"]) if summary.agent else None,
        "source": _SOURCES[ticket.traits["channel"]], "company_id": _company(number),
        "status": STATUSES[state], "subject": ticket.title, "association_type": None,
        "support_email": None, "to_emails": None, "product_id": None, "id": int(ticket.id),
        "type": ticket.kind, "due_by": _time(ticket.created_at + timedelta(hours=hours)),
        "fr_due_by": _time(ticket.created_at + timedelta(hours=hours / 4)), "is_escalated": False,
        "custom_fields": {}, "created_at": _time(ticket.created_at),
        "updated_at": _time(min(summary.updated_at, CLOCK)), "associated_tickets_count": None,
        "tags": ticket.labels, "description": f"<div>{ticket.text}</div>",
        "description_text": ticket.text,
        "requester": {"id": _requester(number), "name": requester_name,
                      "email": f"{first_name}.{number}@{EMAIL_DOMAIN}",
                      "mobile": None, "phone": None},
        "stats": _stats(summary),
    }  # fmt: skip
    return document | ({"deleted": True} if ticket.traits.get("deleted") else {})


def _stats(summary: Summary) -> Document:
    return {
        "agent_responded_at": _time(summary.last_agent_at),
        "requester_responded_at": _time(summary.last_requester_at),
        "first_responded_at": _time(summary.first_reply_at),
        "status_updated_at": _time(summary.closed_at or summary.state_since),
        "reopened_at": _time(summary.reopened_at), "resolved_at": _time(summary.solved_at),
        "closed_at": _time(summary.closed_at),
        "pending_since": _time(summary.state_since) if summary.state == "pending" else None,
    }  # fmt: skip


def _conversation(n: int, ticket: Item, event: Event) -> Document:
    author = (
        int(event.actor.accounts["freshdesk"]) if event.actor else _requester(ticket.requester or 0)
    )
    return {
        "body": f"<div>{event.value}</div>", "body_text": event.value,
        "id": 43_100_000_000 + 17 * n, "incoming": event.actor is None,
        "private": not event.is_public, "user_id": author, "support_email": None,
        "source": 2 if not event.is_public else 0, "category": 1, "to_emails": [],
        "from_email": None,
        "cc_emails": [], "bcc_emails": None, "email_failure_count": None, "outgoing_failures": None,
        "thread_id": None, "created_at": _time(event.at), "updated_at": _time(event.at),
        "last_edited_at": None, "last_edited_user_id": None, "attachments": [],
        "ticket_id": int(ticket.id),
    }  # fmt: skip


def _rating(n: int, ticket: Item, summary: Summary) -> Document:
    at = summary.rating.at if summary.rating else summary.updated_at
    is_good = summary.rating is not None and summary.rating.value == "good"
    return {
        "id": 43_200_000_000 + 11 * n, "survey_id": 43_000_000_031,
        "user_id": _requester(ticket.requester or 0),
        "agent_id": int(summary.agent.accounts["freshdesk"]) if summary.agent else None,
        "feedback": "", "group_id": _GROUP_IDS[ticket.container], "ticket_id": int(ticket.id),
        "created_at": _time(at), "updated_at": _time(at),
        "ratings": {"default_question": 103 if is_good else -103},
    }  # fmt: skip


def _agents(workforce: Workforce) -> dict[str, Document]:
    people = [person for person in workforce.people if "freshdesk" in person.accounts]
    return {
        person.accounts["freshdesk"]: {
            "available": True, "occasional": False, "id": int(person.accounts["freshdesk"]),
            "ticket_scope": 1, "signature": None, "group_ids": list(_GROUP_IDS.values()),
            "role_ids": [], "type": "support_agent", "created_at": _BORN, "updated_at": _BORN,
            "contact": {
                "active": person.ends_on is None, "email": person.email, "job_title": None,
                "language": "en", "mobile": None, "name": person.name, "phone": None,
                "time_zone": "London", "created_at": _BORN, "updated_at": _BORN,
            },
        }
        for person in people
    }  # fmt: skip


def _groups() -> dict[str, Document]:
    return {
        str(id_): {
            "id": id_, "name": name, "description": None, "escalate_to": None,
            "unassigned_for": None, "group_type": "support_agent_group",
            "created_at": _BORN, "updated_at": _BORN,
        }
        for name, id_ in _GROUP_IDS.items()
    }  # fmt: skip


def _ticket_fields() -> dict[str, Document]:
    labels = {2: "Open", 3: "Pending", 4: "Resolved", 5: "Closed", 6: "Waiting on vendor"}
    choices = {str(value): [label, label] for value, label in labels.items()}
    types = ["Question", "Service request", "Incident", "Access request"]
    priorities = {name.title(): n for name, n in _PRIORITIES.items()}
    fields = (
        ("status", "default_status", choices),
        ("ticket_type", "default_ticket_type", types),
        ("priority", "default_priority", priorities),
    )
    return {
        str(43_000_900_001 + n): {
            "id": 43_000_900_001 + n, "name": name, "label": name.replace("_", " ").title(),
            "description": "", "position": n + 1, "required_for_closure": False, "type": type_,
            "default": True, "choices": values, "created_at": _BORN, "updated_at": _BORN,
        }
        for n, (name, type_, values) in enumerate(fields)
    }  # fmt: skip
