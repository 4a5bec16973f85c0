"""How a ticket stands after all its events: what both help desks' renderers need to know."""

from dataclasses import dataclass, field
from datetime import datetime

from pipelines.example.model import Event, Item, Person
from pipelines.example.timeline import hour_of

Minutes = tuple[int, int]


@dataclass(slots=True)
class Summary:
    """A ticket's state, moments and minutes; minutes are (calendar, business)."""

    state: str
    state_since: datetime
    updated_at: datetime
    last_comment_at: datetime
    last_requester_at: datetime
    agent: Person | None = None
    assigned_at: datetime | None = None
    last_agent_at: datetime | None = None
    first_reply_at: datetime | None = None
    first_solved_at: datetime | None = None
    solved_at: datetime | None = None
    reopened_at: datetime | None = None
    closed_at: datetime | None = None
    rating: Event | None = None
    n_replies: int = 0
    n_reopens: int = 0
    first_reply_minutes: Minutes | None = None
    first_resolution_minutes: Minutes | None = None
    full_resolution_minutes: Minutes | None = None
    spans: list[tuple[str, datetime, datetime]] = field(default_factory=list)

    def minutes_in(self, *states: str) -> Minutes:
        """Add up the minutes spent in some states."""
        spent = [minutes_between(start, end) for state, start, end in self.spans if state in states]
        return (sum(each[0] for each in spent), sum(each[1] for each in spent))


def minutes_between(start: datetime, end: datetime) -> Minutes:
    """Give the calendar and the business minutes between two moments."""
    calendar = int((end - start).total_seconds() // 60)
    return (calendar, max(int((hour_of(end) - hour_of(start)) * 60), 0))


def summarise(ticket: Item) -> Summary:
    """Walk through a ticket's events once."""
    created = ticket.created_at
    summary = Summary("new", created, created, created, created)
    for event in ticket.events:
        if event.action != "rate":
            summary.updated_at = event.at
        if event.actor is None and event.action == "comment":
            summary.last_requester_at = event.at
        elif event.actor is not None:
            summary.last_agent_at = event.at
        _take_in(summary, event, created)
    if summary.solved_at:
        summary.full_resolution_minutes = minutes_between(created, summary.solved_at)
    return summary


def _take_in(summary: Summary, event: Event, created: datetime) -> None:
    if event.action == "assign":
        summary.agent, summary.assigned_at = event.value, event.at
    elif event.action == "comment":
        summary.last_comment_at = event.at
        if event.actor is not None and event.is_public:
            summary.n_replies += 1
            if summary.first_reply_at is None:
                summary.first_reply_at = event.at
                summary.first_reply_minutes = minutes_between(created, event.at)
    elif event.action == "state":
        _change_state(summary, event, created)
    elif event.action == "close":
        summary.closed_at = event.at
    elif event.action == "rate":
        summary.rating = event


def _change_state(summary: Summary, event: Event, created: datetime) -> None:
    summary.spans.append((summary.state, summary.state_since, event.at))
    if summary.state == "solved":
        summary.n_reopens += 1
        summary.solved_at, summary.reopened_at = None, event.at
    summary.state, summary.state_since = event.value, event.at
    if event.value == "solved":
        summary.solved_at = event.at
        if summary.first_solved_at is None:
            summary.first_solved_at = event.at
            summary.first_resolution_minutes = minutes_between(created, event.at)
