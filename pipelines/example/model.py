"""What the simulation talks about: people, seats, subjects and work items, in no vendor's words."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

_ENDED = ("done", "dropped", "merged", "closed", "solved")


@dataclass(frozen=True)
class Team:
    """A team, the tools it works in, and how many seats it has."""

    team_id: str
    name: str
    n_seats: int
    topic: str
    project: str | None = None
    repository: str | None = None
    # Part of the planned work that is written down as a GitHub issue rather than a Jira issue.
    github_share: float = 0.06
    n_agents: int = 0
    # How long work takes here, beside the organisation's usual.
    pace: float = 1.0
    is_scrum: bool = False


@dataclass(slots=True, eq=False)
class Person:
    """Somebody who works here, or a bot; with the account each tool knows them by."""

    person_id: str
    name: str
    email: str
    team_id: str
    is_lead: bool = False
    is_bot: bool = False
    starts_on: date | None = None
    ends_on: date | None = None
    accounts: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Seat:
    """A place in a team that one person, or a leaver and then a replacement, fills."""

    team: Team
    people: list[Person]
    n_lanes: int
    is_agent: bool = False

    def person_on(self, day: date) -> Person | None:
        """Name who sits here on a day; nobody between a leaver and the replacement."""
        for person in self.people:
            started = person.starts_on is None or person.starts_on <= day
            if started and (person.ends_on is None or day < person.ends_on):
                return person
        return None


@dataclass(frozen=True)
class Subject:
    """What a piece of work is truly for."""

    work_class: str
    category: str
    objective_id: str | None = None


@dataclass(slots=True)
class Event:
    """One thing that happened to an item: `state`, `assign`, `comment`, `priority`, `sprint`..."""

    at: datetime
    action: str
    actor: Person | None
    value: Any = None
    is_public: bool = True


@dataclass(slots=True, eq=False)
class Item:
    """One unit of work and all that happened to it."""

    tool: str
    container: str
    kind: str
    team_id: str
    subject: Subject
    title: str
    text: str
    created_at: datetime
    reporter: Person | None
    priority: str = "Medium"
    events: list[Event] = field(default_factory=list)
    parent: "Item | None" = None
    labels: list[str] = field(default_factory=list)
    component: str | None = None
    fix_version: str | None = None
    milestone: str | None = None
    points: float | None = None
    due_on: date | None = None
    # A pull request serves the issue it was made for; a ticket the issue it was escalated to.
    serves: "Item | None" = None
    # How a reader of the documents could know what this was for; never written into them.
    evidence: str = "none"
    links: list[tuple[str, "Item"]] = field(default_factory=list)
    moved_from: str | None = None
    requester: int | None = None
    traits: dict[str, Any] = field(default_factory=dict)
    id: str = ""
    key: str = ""
    former_key: str | None = None

    @property
    def work_item_id(self) -> str:
        """The id that the published tables know this item by."""
        return f"{self.tool}:{self.id}"

    @property
    def finished_at(self) -> datetime | None:
        """The moment of the last step to done, if it is the last step."""
        states = [event for event in self.events if event.action == "state"]
        return states[-1].at if states and states[-1].value in _ENDED else None


@dataclass(frozen=True)
class Truth:
    """What an item was really for: known to the simulation, to nobody in the organisation."""

    work_item_id: str
    true_class: str
    true_category: str
    true_objective_id: str | None
    team_id: str
