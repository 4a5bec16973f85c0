"""The course of an item: created, taken up, perhaps stuck or reviewed, done, perhaps again."""

from datetime import timedelta
from math import log
from random import Random

from pipelines.example import vocabulary
from pipelines.example.model import Event, Item, Person, Seat
from pipelines.example.plan import TEAM_BY_ID, reopen_chance
from pipelines.example.timeline import moment, week_of

_PRIORITIES = ("Highest", "High", "Medium", "Low", "Lowest")
_PRIORITY_CHANCES = (0.04, 0.18, 0.58, 0.16, 0.04)
_SUB_TASK_CHANCE = 0.15
_POINTS = (1.0, 2.0, 3.0, 5.0, 8.0, 13.0)


def write_course(
    rng: Random, item: Item, hour: float, hours: float, seat: Seat, seats: list[Seat]
) -> None:
    """Write what happens to an item that a seat takes up at an hour and keeps for some hours."""
    is_incident = item.subject.category == "incident"
    wait = rng.uniform(0.05, 0.8) if is_incident else rng.lognormvariate(log(38), 0.9)
    created = min(max(hour - wait, rng.uniform(0.3, 2.0)), hour - 0.02)
    item.created_at = moment(created)
    item.reporter = _somebody(rng, seats, item.created_at)
    item.priority = rng.choices(_PRIORITIES, _PRIORITY_CHANCES)[0]
    item.points = _points(rng, hours) if rng.random() < 0.7 else None
    if is_incident:
        item.priority = rng.choice(_PRIORITIES[:2])
    worker = seat.person_on(moment(hour).date())
    assigned = hour if rng.random() < 0.6 else max(hour - rng.uniform(0, wait), created + 0.01)
    # Who takes the work up may not have been here when it was planned.
    assigned = hour if worker and seat.people[0] is not worker else assigned
    item.events.append(Event(moment(assigned), "assign", item.reporter, worker))
    _write_states(rng, item, hour, hours, seat)
    _hand_over(item, hour, hours, seat, seats)
    for _ in range(rng.choice((0, 0, 1, 1, 2, 3))):
        at = moment(hour + hours * rng.random())
        actor = worker if rng.random() < 0.6 else _somebody(rng, seats, at)
        item.events.append(Event(at, "comment", actor, vocabulary.phrase(rng, "comment")))
    if rng.random() < 0.04:
        changed = moment(rng.uniform(created, hour) + 0.01)
        item.events.append(Event(changed, "priority", item.reporter, rng.choice(_PRIORITIES)))
    if (item.subject.work_class == "strategic" and rng.random() < 0.35) or rng.random() < 0.1:
        item.due_on = moment(hour + hours * rng.uniform(0.8, 2.2)).date()
    if item.tool == "jira" and item.kind == "story" and rng.random() < _SUB_TASK_CHANCE:
        item.traits["sub_tasks"] = _sub_tasks(rng, item, hour, hours, worker)


def _write_states(rng: Random, item: Item, hour: float, hours: float, seat: Seat) -> None:
    def then(part: float, state: str) -> None:
        at = moment(hour + hours * part)
        item.events.append(Event(at, "state", seat.person_on(at.date()) or seat.people[-1], state))

    then(0, "in_progress")
    if hours > 12 and rng.random() < 0.10:
        then(0.3, "blocked")
        then(rng.uniform(0.4, 0.55), "in_progress")
    if item.kind != "incident" and rng.random() < 0.5:
        then(rng.uniform(0.7, 0.92), "review")
    then(1, "done")
    if rng.random() < reopen_chance(item.team_id, week_of(hour + hours)):
        back = hour + hours + rng.uniform(4, 60)
        again = rng.uniform(2, 9)
        item.events.append(Event(moment(back), "state", item.reporter, "in_progress"))
        done_at = moment(back + again)
        actor = seat.person_on(done_at.date()) or seat.people[-1]
        item.events.append(Event(done_at, "state", actor, "done"))


def _hand_over(item: Item, hour: float, hours: float, seat: Seat, seats: list[Seat]) -> None:
    """Give the work of somebody who leaves in the middle of it to the team's lead."""
    first = seat.person_on(moment(hour).date())
    if first and first.ends_on and moment(hour + hours).date() >= first.ends_on:
        lead = seats[0].people[0]
        left_at = max(moment(hour), moment(0).replace(
            year=first.ends_on.year, month=first.ends_on.month, day=first.ends_on.day))  # fmt: skip
        item.events.append(Event(left_at + timedelta(minutes=1), "assign", lead, lead))


def _sub_tasks(
    rng: Random, story: Item, hour: float, hours: float, worker: Person | None
) -> list[Item]:
    team = TEAM_BY_ID[story.team_id]
    n_parts = rng.randint(2, 3)
    tasks = []
    for n in range(n_parts):
        start, end = hour + hours * n / n_parts, hour + hours * (n + 0.95) / n_parts
        task = Item("jira", story.container, "sub_task", story.team_id, story.subject,
                    vocabulary.title(rng, story.subject, team),
                    vocabulary.phrase(rng, "sentence"), moment(hour), worker)  # fmt: skip
        task.parent, task.evidence, task.priority = story, story.evidence, story.priority
        task.created_at = moment(hour + 0.1)
        task.events = [
            Event(task.created_at, "assign", worker, worker),
            Event(moment(start + 0.15), "state", worker, "in_progress"),
            Event(moment(max(end, start + 0.2)), "state", worker, "done"),
        ]
        tasks.append(task)
    return tasks


def _points(rng: Random, hours: float) -> float:
    guess = hours / 8 * rng.uniform(0.6, 1.7)
    return min(_POINTS, key=lambda points: abs(points - guess))


def _somebody(rng: Random, seats: list[Seat], at: object) -> Person | None:
    day = at.date()  # type: ignore[attr-defined]
    for _ in range(4):
        person = rng.choice(seats).person_on(day)
        if person:
            return person
    return seats[0].people[0]
