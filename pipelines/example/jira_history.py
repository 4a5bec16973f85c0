"""Turns an item's events into Jira's history: what changed, from what, to what, by whom."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pipelines.example import jira_boards as boards
from pipelines.example import jira_reference as ref
from pipelines.example.model import Event, Item, Person
from pipelines.example.timeline import STARTS_ON

Document = dict[str, Any]
# Of what is done in the German project, one in so many ends in the status filed as new.
_ACCEPTED_ONE_IN = 9


@dataclass(slots=True)
class Change:
    """One history entry."""

    at: datetime
    actor: Person | None
    items: list[Document]


def _entry(field: str, before: tuple[str | None, str | None], after: tuple[str | None, str | None],
           field_id: str | None = None) -> Document:  # fmt: skip
    is_custom = bool(field_id and field_id.startswith("customfield_"))
    return {
        "field": field, "fieldtype": "custom" if is_custom else "jira",
        "fieldId": field_id or field, "from": before[0], "fromString": before[1],
        "to": after[0], "toString": after[1],
    }  # fmt: skip


def changes_of(item: Item) -> tuple[list[Change], Document]:
    """Give an item's history and how it stands at the end of it."""
    current: Document = {
        "state": "to_do", "assignee": None, "done_at": None, "priority": item.priority,
        "dropped": False, "status_since": item.created_at, "sprints": [],
    }  # fmt: skip
    changes: list[Change] = []
    plans_in_sprints = item.container in boards.scrum_projects() and item.kind not in (
        "epic", "initiative", "sub_task",
    )  # fmt: skip
    project = item.moved_from or item.container
    events = (
        sorted(item.events + _sprint_events(item), key=lambda event: event.at)
        if plans_in_sprints
        else item.events
    )
    for event in events:
        entries = _entries(item, event, current, project)
        if event.action == "move":
            project = item.container
        # What was filled in when the issue was created is no change.
        if entries and not (event.action in ("assign", "sprint") and event.at == item.created_at):
            changes.append(Change(event.at, event.actor, entries))
    return changes, current


def _sprint_events(item: Item) -> list[Event]:
    """Plan an item into the sprint it is begun in, and carry it over while it lasts."""
    began = next((e for e in item.events if e.action == "state" and e.value == "in_progress"), None)
    if began is None:
        return []
    finished = item.finished_at
    first = boards.sprint_number(began.at.date())
    last = min(boards.sprint_number(finished.date()) if finished else first, first + 4)
    planned = max(item.created_at, began.at - timedelta(days=began.at.weekday(), hours=3))
    events = [Event(min(planned, began.at), "sprint", item.reporter, first)]
    for number in range(first + 1, last + 1):
        start = STARTS_ON + timedelta(days=boards.SPRINT_DAYS * (number - 1))
        at = began.at.replace(year=start.year, month=start.month, day=start.day, hour=8, minute=1)
        if finished and at < finished:
            events.append(Event(max(at, item.created_at), "sprint", item.reporter, number))
    return events


def _state_in(item: Item, value: str, project: str) -> str:
    if value == "dropped":
        return "done"
    if value == "done" and project == "MOB" and int(item.id) % _ACCEPTED_ONE_IN == 0:
        return "accepted"
    return value


def _entries(item: Item, event: Event, current: Document, project: str) -> list[Document]:
    if event.action == "state":
        return _status_entries(item, event, current, project)
    if event.action == "assign":
        before, after = _account(current["assignee"]), _account(event.value)
        current["assignee"] = event.value
        return [_entry("assignee", before, after)] if before != after else []
    if event.action == "priority" and event.value != current["priority"]:
        old, current["priority"] = current["priority"], event.value
        return [_entry("priority", (ref.PRIORITY_IDS[old], old),
                       (ref.PRIORITY_IDS[event.value], event.value))]  # fmt: skip
    if event.action == "sprint" and event.value not in current["sprints"]:
        before = _sprint_names(item.container, current["sprints"])
        current["sprints"] = [*current["sprints"], event.value]
        after = _sprint_names(item.container, current["sprints"])
        return [_entry("Sprint", before, after, ref.SPRINT)]
    if event.action == "move" and item.moved_from:
        old_project, new_project = item.moved_from, item.container
        return [
            _entry("project", (ref.PROJECT_IDS[old_project], ref.PROJECT_NAMES[old_project]),
                   (ref.PROJECT_IDS[new_project], ref.PROJECT_NAMES[new_project])),
            _entry("Key", (None, item.former_key), (None, item.key)),
        ]  # fmt: skip
    return []


def _status_entries(item: Item, event: Event, current: Document, project: str) -> list[Document]:
    state = _state_in(item, event.value, project)
    if state == current["state"]:
        return []
    table = ref.GERMAN_STATUSES if project == "MOB" else ref.STATUSES
    before, after = table[current["state"]][:2], table[state][:2]
    was_done = current["done_at"] is not None
    is_done = state in ("done", "accepted")
    current.update(
        state=state, status_since=event.at, done_at=event.at if is_done else None,
        dropped=event.value == "dropped",
    )  # fmt: skip
    entries = [_entry("status", before, after)]
    done = ("10001", "Won't Do") if event.value == "dropped" else ("10000", "Done")
    if is_done != was_done:
        nothing = (None, None)
        entries.append(_entry("resolution", *((nothing, done) if is_done else (done, nothing))))
    return entries


def _account(person: Person | None) -> tuple[str | None, str | None]:
    return (person.accounts["jira"], person.name) if person else (None, None)


def _sprint_names(project: str, numbers: list[int]) -> tuple[str | None, str | None]:
    sprints = [boards.sprint_document(project, number) for number in numbers]
    ids = ", ".join(str(sprint["id"]) for sprint in sprints)
    return (ids, ", ".join(sprint["name"] for sprint in sprints))
