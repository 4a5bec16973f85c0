"""Requests for help: what customers and colleagues ask for, and how it is answered.

Two help desks, told apart by a `Desk`. A release brings a surge to one of them: tickets that
name the released product, some of them incidents of a problem that is escalated to engineering.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log
from random import Random

from pipelines.example import vocabulary
from pipelines.example.model import Event, Item, Person, Seat, Subject
from pipelines.example.plan import RELEASE_WEEK, TEAM_BY_ID, planted_facts
from pipelines.example.timeline import (
    HOURS_A_DAY,
    TOTAL_HOURS,
    WORKING_DAYS,
    moment,
    week_of,
)


@dataclass(frozen=True)
class Desk:
    """A help desk: who runs it, how much it gets, how fast it answers."""

    tool: str
    team_id: str
    n_tickets: int
    groups: tuple[str, ...]
    kinds: tuple[tuple[str, float], ...]
    pace: float
    n_requesters: int
    reopened: float
    rated_good: float


DESKS = (
    Desk("zendesk", "customer_support", 7_270,
         ("Merchant support", "Payment support", "Technical support"),
         (("ticket", 0.30), ("question", 0.50), ("incident", 0.09), ("problem", 0.01),
          ("task", 0.10)),
         1.0, 900, 0.05, 0.86),
    Desk("freshdesk", "workplace_it", 1_500, ("Service desk", "Workplace"),
         (("Question", 0.30), ("Service request", 0.42), ("Incident", 0.14),
          ("Access request", 0.14)),
         0.45, 110, 0.012, 0.96),
)  # fmt: skip
PRIORITIES = ("urgent", "high", "normal", "low")
_PRIORITY_CHANCES = (0.05, 0.17, 0.60, 0.18)
_FIRST_REPLY_HOURS = {"urgent": 0.5, "high": 1.2, "normal": 2.6, "low": 4.5}
# Extra tickets in each week after the release, in an organisation of full size.
_SURGE = (90, 70, 48, 32)
_SURGE_INCIDENT_SHARE = 0.35
_KINDS_TO_CATEGORY = {
    "incident": "incident",
    "Incident": "incident",
    "Access request": "internal_process",
}


def requests_for_help(rng: Random, desk: Desk, seats: list[Seat], scale: float) -> list[Item]:
    """Give a desk's tickets in the order they came."""
    agents = [seat for seat in seats if seat.is_agent]
    n_days = int(TOTAL_HOURS // HOURS_A_DAY)
    a_day, due = desk.n_tickets * scale / n_days, 0.0
    tickets: list[Item] = []
    for day in range(n_days):
        due += a_day * rng.uniform(0.85, 1.15)
        while due >= 1:
            due -= 1
            tickets.append(_ticket(rng, desk, agents, day * HOURS_A_DAY + rng.uniform(0, 8)))
    if desk.tool == "zendesk":
        tickets += _surge(rng, desk, agents, scale)
    return tickets


def _ticket(rng: Random, desk: Desk, agents: list[Seat], hour: float) -> Item:
    kind = rng.choices([kind for kind, _ in desk.kinds], [chance for _, chance in desk.kinds])[0]
    subject = Subject("operational", _KINDS_TO_CATEGORY.get(kind, "support"))
    team = TEAM_BY_ID[desk.team_id]
    topics = ("payments", "checkout", "mobile", "onboarding", "identity", "support")
    topic = team.topic if desk.tool == "freshdesk" else rng.choice(topics)
    about = vocabulary.phrase(rng, "noun", topic if rng.random() < 0.8 else "generic")
    title, message = vocabulary.complaint(rng, about)
    ticket = Item(desk.tool, rng.choice(desk.groups), kind, desk.team_id, subject, title, message,
                  moment(hour), None)  # fmt: skip
    ticket.evidence = "rule"
    ticket.priority = rng.choices(PRIORITIES, _PRIORITY_CHANCES)[0]
    ticket.requester = rng.randrange(desk.n_requesters)
    ticket.labels = [topic] if rng.random() < 0.5 else []
    ticket.traits["channel"] = rng.choice(("email", "email", "web", "web", "chat", "api"))
    _write_course(rng, desk, ticket, hour, rng.choice(agents))
    return ticket


def _write_course(rng: Random, desk: Desk, ticket: Item, hour: float, seat: Seat) -> None:
    """Answer a ticket: taken up, replied to, waiting for the requester, solved, perhaps again."""
    if rng.random() < 0.12:
        # Written in the evening, read in the morning.
        evening = moment(hour // HOURS_A_DAY * HOURS_A_DAY) + timedelta(hours=rng.uniform(8.2, 13))
        ticket.created_at = evening
        hour = (hour // HOURS_A_DAY + 1) * HOURS_A_DAY
    pace = desk.pace * (1.35 if 0 <= week_of(hour) - RELEASE_WEEK < 4 else 1.0)
    wait = rng.lognormvariate(log(_FIRST_REPLY_HOURS[ticket.priority] * pace), 0.6)
    agent = seat.person_on(moment(hour + wait).date()) or seat.people[-1]
    if agent.starts_on and moment(hour).date() < agent.starts_on:
        agent = seat.people[0]
    now = hour + wait * 0.4
    add = ticket.events.append
    add(Event(moment(now), "assign", agent, agent))
    add(Event(moment(now), "state", agent, "open"))
    now = hour + wait
    for _ in range(3):
        add(Event(moment(now), "comment", agent, vocabulary.phrase(rng, "reply")))
        if rng.random() < 0.42:
            break
        add(Event(moment(now), "state", agent, "pending"))
        now += rng.lognormvariate(log(6 * desk.pace + 1), 0.7)
        if rng.random() < 0.15:
            break
        add(Event(moment(now), "comment", None, vocabulary.phrase(rng, "requester_reply")))
        add(Event(moment(now), "state", None, "open"))
        now += rng.uniform(0.3, 4.0) * desk.pace
    if rng.random() < 0.07:
        add(Event(moment(now), "comment", agent, "Asked the owning team.", is_public=False))
        add(Event(moment(now), "state", agent, "hold"))
        now += rng.uniform(6, 30) * desk.pace
        add(Event(moment(now), "state", agent, "open"))
        now += rng.uniform(0.5, 2)
        add(Event(moment(now), "comment", agent, vocabulary.phrase(rng, "reply")))
    now += 0.02
    add(Event(moment(now), "state", agent, "solved"))
    if rng.random() < desk.reopened:
        now += rng.uniform(1, 18)
        add(Event(moment(now), "comment", None, "It still happens. See the attachment."))
        add(Event(moment(now), "state", None, "open"))
        now += rng.uniform(1, 6)
        add(Event(moment(now), "comment", agent, vocabulary.phrase(rng, "reply")))
        add(Event(moment(now), "state", agent, "solved"))
    _close(rng, desk, ticket, moment(now), agent)


def _close(rng: Random, desk: Desk, ticket: Item, solved_at: datetime, agent: Person) -> None:
    ticket.events.append(Event(solved_at + timedelta(hours=96), "close", None, "closed"))
    if rng.random() < 0.27:
        score = "good" if rng.random() < desk.rated_good else "bad"
        rated_at = solved_at + timedelta(hours=rng.uniform(1, 40))
        ticket.events.append(Event(rated_at, "rate", agent, score))


def _surge(rng: Random, desk: Desk, agents: list[Seat], scale: float) -> list[Item]:
    facts = planted_facts()["release_load"]
    first_day = next(n for n, day in enumerate(WORKING_DAYS) if day >= facts["released_on"])
    problems: list[Item] = []
    tickets: list[Item] = []
    for week, n_extra in enumerate(_SURGE):
        for n in range(max(6, round(n_extra * scale))):
            hour = (first_day + week * 5) * HOURS_A_DAY + rng.uniform(2, 39)
            if week == 0 and n < 3:
                hour = first_day * HOURS_A_DAY + 3 + n * 4
            ticket = _ticket(rng, desk, agents, hour)
            about = vocabulary.phrase(rng, "noun", facts["objective_id"])
            ticket.title, ticket.text = vocabulary.complaint(rng, about)
            ticket.labels = [facts["tag"], "checkout"]
            ticket.kind, ticket.subject = "question", Subject("operational", "support")
            ticket.traits["release"] = facts["release"]
            if week == 0 and n < 3:
                ticket.kind, ticket.traits["is_root"] = "problem", True
                problems.append(ticket)
            elif problems and rng.random() < _SURGE_INCIDENT_SHARE:
                ticket.kind, ticket.subject = "incident", Subject("operational", "incident")
                ticket.parent = rng.choice(problems)
            tickets.append(ticket)
    return tickets
