"""Renders Zendesk tickets, their audits, metric sets, ratings and links to Jira."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from pipelines.example import zendesk_reference as ref
from pipelines.example.model import Item
from pipelines.example.people import Workforce
from pipelines.example.ticket_summary import Summary, summarise
from pipelines.example.timeline import CLOCK
from pipelines.example.zendesk_audits import audits_of

Document = dict[str, Any]
_FORM_ID, _BRAND_ID = 6_130_830_344_474, 6_130_830_354_842


def number_tickets(tickets: list[Item], first: int) -> None:
    """Number a desk's tickets in the order they came."""
    tickets.sort(key=lambda ticket: ticket.created_at)
    for n, ticket in enumerate(tickets):
        ticket.id = ticket.key = str(first + n)


def utc(at: datetime) -> str:
    """Write a moment as Zendesk does: to the second, in UTC."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def zendesk_documents(
    rng: Random, tickets: list[Item], workforce: Workforce
) -> dict[str, dict[str, Document]]:
    """Render everything Zendesk says; tickets are numbered already, Jira issues too."""
    documents = ref.reference_documents(rng, workforce)
    rendered: dict[str, Document] = {}
    metric_sets: dict[str, Document] = {}
    ratings: dict[str, Document] = {}
    links: dict[str, Document] = {}
    audits: list[tuple[datetime, Document]] = []
    with_incidents = {id(ticket.parent) for ticket in tickets if ticket.parent is not None}
    for ticket in tickets:
        summary = summarise(ticket)
        document = _ticket(ticket, summary, id(ticket) in with_incidents)
        rating = _rating(ticket, summary, document)
        if rating:
            ratings[str(rating["id"])] = rating
            document["satisfaction_rating"] = {
                key: rating[key] for key in ("id", "score", "comment")
            }
        rendered[ticket.id] = document
        metrics = _metric_set(ticket, summary, document["updated_at"])
        metric_sets[str(metrics["id"])] = metrics
        if not ticket.traits.get("deleted"):
            audits += audits_of(ticket, summary)
        if ticket.serves is not None:
            link = _jira_link(len(links), ticket)
            links[str(link["id"])] = link
    return documents | {
        "tickets": rendered, "ticket_audits": _numbered(audits), "metric_sets": metric_sets,
        "satisfaction_ratings": ratings, "jira_links": links,
    }  # fmt: skip


def _numbered(audits: list[tuple[datetime, Document]]) -> dict[str, Document]:
    audits.sort(key=lambda entry: entry[0])
    id_ = 6_130_852_000_000
    numbered = {}
    for _, audit in audits:
        id_ += 128
        audit["id"] = id_
        for n, event in enumerate(audit["events"], start=1):
            event["id"] = id_ + n
            if event["type"] == "Comment":
                event["audit_id"] = id_
        numbered[str(id_)] = audit
    return numbered


def _ticket(ticket: Item, summary: Summary, has_incidents: bool) -> Document:
    is_deleted = bool(ticket.traits.get("deleted"))
    requester = ticket.requester or 0
    updated_at = summary.updated_at
    if is_deleted:
        updated_at = min(updated_at + timedelta(days=3), CLOCK - timedelta(hours=30))
        updated_at = max(updated_at, summary.updated_at)
    # System updates move the export's clock without touching updated_at.
    lag = timedelta(days=int(ticket.id) % 28) if int(ticket.id) % 40 == 0 else timedelta(seconds=1)
    generated = min(updated_at + lag, max(CLOCK - timedelta(minutes=5), updated_at))
    state = "closed" if summary.closed_at else summary.state
    subject, message = ("SCRUBBED", "SCRUBBED") if is_deleted else (ticket.title, ticket.text)
    channel = ticket.traits["channel"]
    return {
        "url": f"{ref.SITE}/tickets/{ticket.id}.json", "id": int(ticket.id), "external_id": None,
        "via": {"channel": channel, "source": {"from": {}, "to": {}, "rel": None}},
        "created_at": utc(ticket.created_at), "updated_at": utc(updated_at),
        "type": None if ticket.kind == "ticket" else ticket.kind, "subject": subject,
        "raw_subject": subject, "description": message, "priority": ticket.priority,
        "status": "deleted" if is_deleted else state, "recipient": None,
        "requester_id": ref.requester_id(requester), "submitter_id": ref.requester_id(requester),
        "assignee_id": int(summary.agent.accounts["zendesk"]) if summary.agent else None,
        "organization_id": ref.organization_id(requester),
        "group_id": ref.GROUP_IDS[ticket.container], "collaborator_ids": [], "follower_ids": [],
        "email_cc_ids": [], "forum_topic_id": None,
        "problem_id": int(ticket.parent.id) if ticket.parent is not None else None,
        "has_incidents": has_incidents, "is_public": True, "due_at": None,
        "tags": sorted({*ticket.labels, channel}), "custom_fields": [],
        "satisfaction_rating": {"score": "unoffered"}, "sharing_agreement_ids": [],
        "custom_status_id": ref.CUSTOM_STATUSES[summary.state][0], "fields": [], "followup_ids": [],
        "ticket_form_id": _FORM_ID, "brand_id": _BRAND_ID, "allow_channelback": False,
        "allow_attachments": True, "from_messaging_channel": False,
        "generated_timestamp": int(generated.timestamp()),
    }  # fmt: skip


def _metric_set(ticket: Item, summary: Summary, updated_at: str) -> Document:
    def minutes(spent: tuple[int, int] | None) -> Document:
        return {"calendar": spent[0] if spent else None, "business": spent[1] if spent else None}

    def maybe(at: datetime | None) -> str | None:
        return utc(at) if at else None

    id_ = 6_160_000_000_000 + 97 * int(ticket.id)
    return {
        "url": f"{ref.SITE}/ticket_metrics/{id_}.json", "id": id_, "ticket_id": int(ticket.id),
        "created_at": utc(ticket.created_at), "updated_at": updated_at, "group_stations": 1,
        "assignee_stations": 1 if summary.agent else 0, "reopens": summary.n_reopens,
        "replies": summary.n_replies, "assignee_updated_at": maybe(summary.last_agent_at),
        "requester_updated_at": utc(summary.last_requester_at),
        "status_updated_at": utc(summary.state_since),
        "initially_assigned_at": maybe(summary.assigned_at),
        "assigned_at": maybe(summary.assigned_at), "solved_at": maybe(summary.solved_at),
        "latest_comment_added_at": utc(summary.last_comment_at),
        "reply_time_in_minutes": minutes(summary.first_reply_minutes),
        "first_resolution_time_in_minutes": minutes(summary.first_resolution_minutes),
        "full_resolution_time_in_minutes": minutes(summary.full_resolution_minutes),
        "agent_wait_time_in_minutes": minutes(summary.minutes_in("pending")),
        "requester_wait_time_in_minutes": minutes(summary.minutes_in("new", "open", "hold")),
        "on_hold_time_in_minutes": minutes(summary.minutes_in("hold")),
        "custom_status_updated_at": utc(summary.state_since),
    }  # fmt: skip


def _rating(ticket: Item, summary: Summary, document: Document) -> Document | None:
    if summary.rating is None or ticket.traits.get("deleted"):
        return None
    id_ = 6_170_000_000_000 + 89 * int(ticket.id)
    return {
        "url": f"{ref.SITE}/satisfaction_ratings/{id_}.json", "id": id_,
        "assignee_id": document["assignee_id"], "group_id": document["group_id"],
        "requester_id": document["requester_id"], "ticket_id": document["id"],
        "score": summary.rating.value, "created_at": utc(summary.rating.at),
        "updated_at": utc(summary.rating.at), "comment": None, "reason": "No reason provided",
        "reason_id": 0, "reason_code": 0,
    }  # fmt: skip


def _jira_link(n: int, ticket: Item) -> Document:
    issue = ticket.serves
    linked_at = (
        utc(max(ticket.created_at, issue.created_at) + timedelta(minutes=2)) if issue else None
    )
    return {
        "id": 1_000 + n, "ticket_id": ticket.id, "issue_id": issue.id if issue else None,
        "issue_key": (issue.former_key or issue.key) if issue else None,
        "created_at": linked_at, "updated_at": linked_at,
        "url": f"{ref.SITE}/jira/links/{1_000 + n}",
    }  # fmt: skip
